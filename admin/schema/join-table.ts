import type { ColumnModel, Link, TableModel } from './model'

/** A table that only joins rows of two other tables: a many-to-many relation. */
export interface JoinTable {
  readonly table: TableModel
  /** The two foreign keys, in column order. If a table is joined with itself, both have the same target. */
  readonly links: readonly [Link, Link]
  /** The other columns. The database has a default for each of them. */
  readonly extra: readonly ColumnModel[]
}

/**
 * Describes the table as a join table: two foreign keys that are unique together, and no other column that a user has
 * to fill in. Undefined for any other table.
 */
export function joinTableOf(table: TableModel): JoinTable | undefined {
  if (table.kind !== 'table') return undefined
  const [first, second, ...more] = table.links
    .filter((link) => link.source === 'foreign key')
    .toSorted((a, b) => b.columns.length - a.columns.length || firstPosition(table, a) - firstPosition(table, b))
  if (!first || !second) return undefined
  const joined = new Set([...first.columns, ...second.columns])
  // Two composite keys may share a tenant, but each must also have a column of its own.
  const shared = first.columns.filter((column) => second.columns.includes(column))
  if (shared.length === first.columns.length || shared.length === second.columns.length) return undefined
  if (!more.every((link) => link.columns.every((column) => shared.includes(column)))) return undefined
  const isUnique = table.uniques.some(
    (unique) =>
      unique.every((column) => joined.has(column)) && [first, second].every((link) => isPartOf(unique, link, shared)),
  )
  if (!isUnique) return undefined
  const extra = table.columns.filter((column) => !joined.has(column))
  if (!extra.every(fillsItself)) return undefined
  const links =
    firstPosition(table, first) <= firstPosition(table, second)
      ? ([first, second] as const)
      : ([second, first] as const)
  return { table, links, extra }
}

/**
 * A pair may occur only once. The unique columns must include both sides, or else one side could have only a single
 * row.
 */
const isPartOf = (unique: readonly ColumnModel[], link: Link, shared: readonly ColumnModel[]) =>
  link.columns.some((column) => unique.includes(column) && !shared.includes(column))

const firstPosition = (table: TableModel, link: Link) =>
  Math.min(...link.columns.map((column) => table.columns.indexOf(column)))

const fillsItself = (column: ColumnModel) =>
  column.generated || column.sequence !== null || column.defaultKind !== 'none' || column.onUpdate
