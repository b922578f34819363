import { is, mapColumnsInSQLToAlias, SQL, sql } from 'drizzle-orm'
import { readerOf, rootRef, valueSql } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'

/** A value to store, written by its field type. */
export function writeSql(column: ColumnModel, value: string | null): SQL {
  if (value === null) return sql`null`
  return readerOf(column).write?.(value, column) ?? valueSql(value, column)
}

/** The value of `$defaultFn`, or else of `$onUpdate`, for a new row; undefined if the database decides. */
export function madeSql(column: ColumnModel): SQL | undefined {
  const { column: drizzle } = column
  return stampSql(column, drizzle?.defaultFn ?? (drizzle?.default === undefined ? drizzle?.onUpdateFn : undefined))
}

/** `column = value` for each column with `$onUpdate` that is not written explicitly. */
export function updateStamps(columns: readonly ColumnModel[], written: readonly ColumnModel[]): SQL[] {
  return columns
    .filter((column) => !written.includes(column))
    .flatMap((column) => {
      const stamp = stampSql(column, column.column?.onUpdateFn)
      return stamp ? [sql`${sql.identifier(column.name)} = ${stamp}`] : []
    })
}

/** Converted by the column itself, as Drizzle would do it. An expression refers to the row being written. */
function stampSql({ column, table }: ColumnModel, make: (() => unknown) | undefined): SQL | undefined {
  if (!column || !make) return undefined
  const value = make()
  return is(value, SQL) ? mapColumnsInSQLToAlias(value, rootRef(table).alias) : sql`${sql.param(value, column)}`
}
