import { isDeepStrictEqual } from 'node:util'
import { keptName, qualifiedName, quoteName, quoteText } from '../files/names'
import type { Rename } from './renames'
import type { Snapshot, TableSnapshot } from '../files/snapshot'

/**
 * Renames constraints, indexes and sequences that differ from the target only by name, so that no index is rebuilt and
 * no row is checked again.
 */
export function renameSameThings(snapshot: Snapshot, wanted: Snapshot): { snapshot: Snapshot; statements: string[] } {
  const copy = structuredClone(snapshot)
  const statements: string[] = []
  for (const [key, table] of Object.entries(copy.tables)) {
    const target = wanted.tables[key]
    if (!target) continue
    for (const kind of constraintKinds) {
      const { things, renamed } = matched<{ name: string }>(table[kind], target[kind])
      // The same objects under other keys, so the type is the same.
      Object.assign(table, { [kind]: things })
      const kept = renamed.filter(({ from, to }) => keptName(from) !== keptName(to))
      statements.push(...kept.map((names) => renameStatement(kind, table, names)))
    }
    statements.push(...renameIdentities(table, target))
  }
  return { snapshot: copy, statements }
}

const constraintKinds = [
  'foreignKeys',
  'uniqueConstraints',
  'compositePrimaryKeys',
  'checkConstraints',
  'indexes',
] as const

function renameStatement(
  kind: (typeof constraintKinds)[number],
  table: TableSnapshot,
  { from, to }: { from: string; to: string },
): string {
  if (kind === 'indexes')
    return `ALTER INDEX ${qualifiedName({ schema: table.schema, name: from })} RENAME TO ${quoteName(to)};`
  return `ALTER TABLE ${qualifiedName(table)} RENAME CONSTRAINT ${quoteName(from)} TO ${quoteName(to)};`
}

function matched<T extends { name: string }>(
  present: Readonly<Record<string, T>>,
  wanted: Readonly<Record<string, T>>,
): { things: Record<string, T>; renamed: { from: string; to: string }[] } {
  const missing = new Map(Object.entries(wanted).filter(([key]) => !(key in present)))
  const renamed: { from: string; to: string }[] = []
  const things = Object.entries(present).map(([key, thing]): [string, T] => {
    if (key in wanted) return [key, thing]
    const match = [...missing].find(([, other]) => isDeepStrictEqual({ ...thing, name: '' }, { ...other, name: '' }))
    if (!match) return [key, thing]
    missing.delete(match[0])
    renamed.push({ from: thing.name, to: match[1].name })
    return match
  })
  return { things: Object.fromEntries(things), renamed }
}

function renameIdentities(table: TableSnapshot, target: TableSnapshot): string[] {
  return Object.values(table.columns).flatMap((column) => {
    const identity = target.columns[column.name]?.identity
    if (!column.identity || !identity || column.identity.name === identity.name) return []
    const statement = `ALTER SEQUENCE ${qualifiedName(column.identity)} RENAME TO ${quoteName(identity.name)};`
    const isCutOff = keptName(column.identity.name) === keptName(identity.name)
    column.identity = { ...column.identity, name: identity.name }
    return isCutOff ? [] : [statement]
  })
}

/**
 * Takes the target wording of checks, indexes, generated columns and views where it differs only by names that were
 * changed before: PostgreSQL has already followed those renames.
 */
export function adoptWording(snapshot: Snapshot, wanted: Snapshot, renames: readonly Rename[]): Snapshot {
  const copy = structuredClone(snapshot)
  const adopt = (present: string, other: string | undefined, among: readonly Rename[]) =>
    other !== undefined && withNewNames(present, among) === other ? other : present
  for (const [key, table] of Object.entries(copy.tables)) {
    const target = wanted.tables[key]
    if (!target) continue
    for (const check of Object.values(table.checkConstraints))
      check.value = adopt(check.value, target.checkConstraints[check.name]?.value, renames)
    for (const index of Object.values(table.indexes)) {
      const other = target.indexes[index.name]
      if (index.where !== undefined) index.where = adopt(index.where, other?.where, renames)
      for (const [position, part] of index.columns.entries())
        if (part.isExpression) part.expression = adopt(part.expression, other?.columns[position]?.expression, renames)
    }
    for (const column of Object.values(table.columns))
      if (column.generated)
        column.generated.as = adopt(column.generated.as, target.columns[column.name]?.generated?.as, renames)
  }
  // A view keeps the names of its own columns, so a view over a renamed column must be recreated.
  const outside = renames.filter((rename) => rename.kind !== 'column')
  for (const [key, view] of Object.entries(copy.views))
    if (view.definition !== undefined) view.definition = adopt(view.definition, wanted.views[key]?.definition, outside)
  return copy
}

function withNewNames(text: string, renames: readonly Rename[]): string {
  return renames.reduce((present, rename) => {
    if (rename.kind === 'value') return present.replaceAll(quoteText(rename.from), quoteText(rename.to))
    return present.replaceAll(quoteName(ownName(rename, rename.from)), quoteName(ownName(rename, rename.to)))
  }, text)
}

/** The name of a table or enum without its schema. */
function ownName(rename: Rename, name: string): string {
  return rename.kind === 'table' || rename.kind === 'enum' ? name.slice(name.indexOf('.') + 1) : name
}
