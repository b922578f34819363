import { is } from 'drizzle-orm'
import { IndexedColumn, type getTableConfig } from 'drizzle-orm/pg-core'
import { sqlName, type Casing } from './columns'

/** The keys of a table, by the SQL names of their columns. */
export interface Constraints {
  primaryKey: readonly string[]
  /** Unique constraints and unconditional unique indexes, the primary key first. */
  uniques: readonly (readonly string[])[]
  /** Columns that come first in a btree index or a key. */
  leading: ReadonlySet<string>
}

/**
 * Columns in the keys of a table's extra config are not the same objects as the table's own, so they are matched by
 * name.
 */
export function constraintsOf(config: ReturnType<typeof getTableConfig>, casing: Casing): Constraints {
  const inline = config.columns.filter((column) => column.primary).map((column) => sqlName(column, casing))
  const declared = config.primaryKeys[0]?.columns.map((column) => sqlName(column, casing))
  const primaryKey = declared ?? inline
  const indexes = config.indexes.map((index) => ({
    names: index.config.columns.map((column) => (is(column, IndexedColumn) ? sqlName(column, casing) : null)),
    unique: index.config.unique,
    whole: index.config.where === undefined,
    btree: (index.config.method ?? 'btree') === 'btree',
  }))
  const plain = (names: readonly (string | null)[]) => names.filter((name) => name !== null)
  const uniques = [
    primaryKey,
    ...config.columns.filter((column) => column.isUnique).map((column) => [sqlName(column, casing)]),
    ...config.uniqueConstraints.map((unique) => unique.columns.map((column) => sqlName(column, casing))),
    ...indexes
      .filter((index) => index.unique && index.whole && !index.names.includes(null))
      .map((index) => plain(index.names)),
  ].filter((columns) => columns.length > 0)
  const leading = [
    ...uniques.map((columns) => columns[0]),
    ...indexes.filter((index) => index.btree && index.whole).map((index) => index.names[0]),
  ]
  return { primaryKey, uniques, leading: new Set(leading.filter((name) => typeof name === 'string')) }
}
