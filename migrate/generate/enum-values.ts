import { alterColumn, isOfEnum, qualifiedName, quoteName, quoteText, typeSql } from '../files/names'
import type { ColumnSnapshot, EnumSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'
import { rebuiltEnums } from './touched'

/** Our own statements and the snapshot after them. */
export interface Step {
  readonly snapshot: Snapshot
  readonly statements: readonly string[]
}

/**
 * Changes the values of each enum: new ones are inserted at their position, and an enum that loses a value is recreated
 * under the same name, with all its columns converted in one rewrite.
 */
export function changeEnumValues(present: Snapshot, to: Snapshot): Step {
  const snapshot = structuredClone(present)
  const statements: string[] = []
  const rebuilt = new Set(rebuiltEnums(present, to))
  for (const [key, type] of Object.entries(snapshot.enums)) {
    const target = to.enums[key]
    if (!target) continue
    statements.push(...(rebuilt.has(key) ? rebuild(snapshot, target, { key, to }) : addValues(type, target)))
    type.values = [...target.values]
  }
  return { snapshot, statements }
}

function addValues(type: EnumSnapshot, target: EnumSnapshot): string[] {
  const there = new Set(type.values)
  return target.values
    .filter((value) => !type.values.includes(value))
    .map((value) => {
      const next = target.values.slice(target.values.indexOf(value) + 1).find((candidate) => there.has(candidate))
      there.add(value)
      const position = next === undefined ? '' : ` BEFORE ${quoteText(next)}`
      return `ALTER TYPE ${enumName(type)} ADD VALUE ${quoteText(value)}${position};`
    })
}

function rebuild(snapshot: Snapshot, target: EnumSnapshot, { key, to }: { key: string; to: Snapshot }): string[] {
  const old = `${target.name}__old`
  const columns = Object.entries(snapshot.tables).flatMap(([tableKey, table]) =>
    Object.values(table.columns)
      .filter((column) => isOfEnum(column, key))
      .flatMap((column) => moveColumn(table, column, to.tables[tableKey]?.columns[column.name])),
  )
  return [
    `ALTER TYPE ${enumName(target)} RENAME TO ${quoteName(old)};`,
    `CREATE TYPE ${enumName(target)} AS ENUM(${target.values.map(quoteText).join(', ')});`,
    ...columns,
    `DROP TYPE ${enumName({ ...target, name: old })};`,
  ]
}

/** A column that is dropped later becomes text meanwhile, which holds any value. */
function moveColumn(table: TableSnapshot, column: ColumnSnapshot, after: ColumnSnapshot | undefined): string[] {
  const head = alterColumn(table, column.name)
  const type = after ? typeSql(column) : 'text'
  const had = column.default !== undefined
  if (!after) {
    column.type = 'text'
    delete column.typeSchema
    delete column.default
  } else if (had) setDefault(column, after.default)
  return [
    ...(had ? [`${head} DROP DEFAULT;`] : []),
    `${head} SET DATA TYPE ${type} USING ${quoteName(column.name)}::text::${type};`,
    ...(had && after?.default !== undefined ? [`${head} SET DEFAULT ${after.default};`] : []),
  ]
}

export function setDefault(column: ColumnSnapshot, value: ColumnSnapshot['default']): void {
  if (value === undefined) delete column.default
  else column.default = value
}

/** Always includes the schema, as drizzle-kit does for types. */
function enumName(type: EnumSnapshot): string {
  return type.schema === 'public' ? `"public".${quoteName(type.name)}` : qualifiedName(type)
}
