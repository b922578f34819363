import { quoteName } from '../files/names'
import type { ColumnSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'

/**
 * A copy of a snapshot with other schema names, to be built beside the real one.
 *
 * Roles are left out because they belong to the whole server, and so are objects created elsewhere. Indexes are not
 * built concurrently, which a transaction does not allow.
 */
export function inSchemas(snapshot: Snapshot, names: ReadonlyMap<string, string>): Snapshot {
  const copy = structuredClone(snapshot)
  const move = (schema: string | undefined) => {
    const from = schema === undefined || schema === '' ? 'public' : schema
    return names.get(from) ?? from
  }
  const reword = (text: string) =>
    [...names].reduce((words, [from, to]) => words.replaceAll(`${quoteName(from)}.`, `${quoteName(to)}.`), text)
  for (const table of Object.values(copy.tables)) moveTable(table, { move, reword })
  const views = Object.values(copy.views).filter((view) => !view.isExisting)
  for (const view of views) if (view.definition !== undefined) view.definition = reword(view.definition)
  for (const part of [...Object.values(copy.enums), ...Object.values(copy.sequences), ...views])
    part.schema = move(part.schema)
  const byKey = <T extends { schema: string; name: string }>(things: readonly T[]) =>
    Object.fromEntries(things.map((thing) => [`${thing.schema}.${thing.name}`, thing]))
  return {
    ...copy,
    schemas: Object.fromEntries([...names.values()].map((name) => [name, name])),
    tables: byKey(Object.values(copy.tables)),
    enums: byKey(Object.values(copy.enums)),
    sequences: byKey(Object.values(copy.sequences)),
    views: byKey(views),
    roles: {},
    policies: {},
  }
}

interface Moves {
  readonly move: (schema: string | undefined) => string
  readonly reword: (text: string) => string
}

function moveTable(table: TableSnapshot, { move, reword }: Moves): void {
  table.schema = move(table.schema)
  for (const column of Object.values(table.columns)) moveColumn(column, { move, reword })
  for (const key of Object.values(table.foreignKeys)) key.schemaTo = move(key.schemaTo)
  for (const check of Object.values(table.checkConstraints)) check.value = reword(check.value)
  for (const index of Object.values(table.indexes)) {
    index.concurrently = false
    if (index.where !== undefined) index.where = reword(index.where)
    for (const part of index.columns) if (part.isExpression) part.expression = reword(part.expression)
  }
  for (const policy of Object.values(table.policies)) {
    if (policy.using !== undefined) policy.using = reword(policy.using)
    if (policy.withCheck !== undefined) policy.withCheck = reword(policy.withCheck)
  }
}

function moveColumn(column: ColumnSnapshot, { move, reword }: Moves): void {
  if (column.typeSchema !== undefined) column.typeSchema = move(column.typeSchema)
  if (column.identity) column.identity = { ...column.identity, schema: move(column.identity.schema) }
  if (column.generated) column.generated = { ...column.generated, as: reword(column.generated.as) }
  if (typeof column.default === 'string') column.default = reword(column.default)
}
