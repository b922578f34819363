import { isDeepStrictEqual } from 'node:util'
import { isOfEnum } from '../files/names'
import type { ColumnSnapshot, EnumSnapshot, Snapshot, TableSnapshot } from '../files/snapshot'

/** Columns that exist before and after but are rewritten in between, so that nothing may depend on them. */
export function touchedColumns(present: Snapshot, to: Snapshot, tableKey: string): Set<string> {
  const rebuilt = rebuiltEnums(present, to)
  const touched = Object.values(present.tables[tableKey]?.columns ?? {}).filter((column) => {
    const other = to.tables[tableKey]?.columns[column.name]
    if (!other) return false
    return isRetyped(column, other) || isRegenerated(column, other) || rebuilt.some((key) => isOfEnum(column, key))
  })
  return new Set(touched.map((column) => column.name))
}

/** Columns that disappear from a table that remains. */
export function removedColumns(present: Snapshot, to: Snapshot, tableKey: string): Set<string> {
  const after = to.tables[tableKey]
  const before = Object.keys(present.tables[tableKey]?.columns ?? {})
  return new Set(after ? before.filter((name) => !(name in after.columns)) : [])
}

export function isRetyped(before: ColumnSnapshot, after: ColumnSnapshot): boolean {
  return before.type !== after.type || before.typeSchema !== after.typeSchema
}

/** A new expression, or a type change, which PostgreSQL cannot convert: such a column is dropped and added again. */
export function isRegenerated(before: ColumnSnapshot, after: ColumnSnapshot): boolean {
  if (after.generated === undefined) return false
  return before.generated?.as !== after.generated.as || isRetyped(before, after)
}

/** Enums that lose a value or reorder the remaining ones, which requires a new type. */
export function rebuiltEnums(present: Snapshot, to: Snapshot): string[] {
  return Object.entries(present.enums)
    .filter(([key, type]) => {
      const other = to.enums[key]
      return other !== undefined && !isExtended(type, other)
    })
    .map(([key]) => key)
}

function isExtended(before: EnumSnapshot, after: EnumSnapshot): boolean {
  return isDeepStrictEqual(
    before.values,
    after.values.filter((value) => before.values.includes(value)),
  )
}

/** Whether an expression or a query names something, quoted or not. */
export function mentions(text: string | undefined, name: string): boolean {
  if (text === undefined) return false
  const plain = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${plain}(?![\\p{L}\\p{N}_$])`, 'iu').test(text)
}

/** The column lists that a foreign key may refer to: each key, unique constraint and unique index. */
export function uniqueSides(table: TableSnapshot | undefined): unknown[] {
  if (!table) return []
  return [
    Object.values(table.columns)
      .filter((column) => column.primaryKey)
      .map((column) => column.name),
    ...Object.values(table.compositePrimaryKeys),
    ...Object.values(table.uniqueConstraints),
    ...Object.values(table.indexes).filter((index) => index.isUnique),
  ]
}
