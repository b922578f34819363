import { sql, type SQL } from 'drizzle-orm'
import type { FieldType } from '../fields/field-type'
import { asSecret } from '../fields/secret'
import { quoteName } from '../schema/columns'
import type { ColumnModel, TableModel } from '../schema/model'

/** A table in a query, under an alias, so that one query may use a table several times. */
export interface TableRef {
  readonly table: TableModel
  readonly alias: string
}

export const rootAlias = 't'

/** The table whose rows the page shows. */
export const rootRef = (table: TableModel): TableRef => ({ table, alias: rootAlias })

/** A linked table in a subquery. Aliases grow with the depth; siblings are in separate scopes. */
export const linkedRef = (from: TableRef, table: TableModel): TableRef => ({ table, alias: `${from.alias}r` })

export function columnSql(ref: TableRef, column: ColumnModel): SQL {
  const plain = sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}`
  return column.comparedAs === undefined ? plain : sql`${plain}::${sql.raw(column.comparedAs)}`
}

/** `"schema"."table"`, for statements without an alias. */
export function tableSql(table: TableModel): SQL {
  return table.schema
    ? sql`${sql.identifier(table.schema)}.${sql.identifier(table.name)}`
    : sql`${sql.identifier(table.name)}`
}

/** `"schema"."table"` as text, for `to_regclass`. */
export const relationName = ({ schema, name }: TableModel): string =>
  [schema, name]
    .filter((part) => part !== null)
    .map(quoteName)
    .join('.')

/** `"schema"."table" "alias"` */
export function fromSql(ref: TableRef): SQL {
  return sql`${tableSql(ref.table)} ${sql.identifier(ref.alias)}`
}

/**
 * Input text for PostgreSQL as a parameter of the column's type. The explicit type keeps the driver from converting it.
 */
export function valueSql(value: string | null, { castType, secret }: Pick<ColumnModel, 'castType' | 'secret'>): SQL {
  const parameter = sql`${value}::text::${sql.raw(castType)}`
  return secret ? asSecret(parameter) : parameter
}

/**
 * The field type that reads and writes the column: a secret masks its value already in SQL, a relation uses the plain
 * type.
 */
export const readerOf = (column: ColumnModel): FieldType => (column.secret ? column.type : column.valueType)

/** The exact value as text; for a secret, only whether there is one. */
export function readSql(ref: TableRef, column: ColumnModel): SQL {
  const expression = columnSql(ref, column)
  return readerOf(column).read?.(expression, column) ?? sql`${expression}::text`
}

/** Whether the audit log has the column's values: all except those of secrets, unless they are personal. */
export const isRecorded = ({ secret, mask }: Pick<ColumnModel, 'secret' | 'mask'>): boolean => !secret || mask !== null

/** A value as the audit log has it: what `readSql` reads, but of a personal column the value itself. */
export function recordedValueSql(expression: SQL, column: ColumnModel): SQL {
  return loggedType(column).read?.(expression, column) ?? sql`${expression}::text`
}

export const recordedSql = (ref: TableRef, column: ColumnModel): SQL => recordedValueSql(columnSql(ref, column), column)

const loggedType = (column: ColumnModel): FieldType => (column.mask === null ? readerOf(column) : column.valueType)

/** Whether the log has more of this column's large values if they are overwritten or deleted. */
export const isKept = (column: ColumnModel): boolean => loggedType(column).readKept !== undefined

/** A value as the audit log has it once nothing else does: larger ones than `recordedValueSql` reads. */
export const keptValueSql = (expression: SQL, column: ColumnModel): SQL =>
  loggedType(column).readKept?.(expression, column) ?? recordedValueSql(expression, column)

export const keptSql = (ref: TableRef, column: ColumnModel): SQL => keptValueSql(columnSql(ref, column), column)

/** The condition for the row with this key, given as text. */
export function keySql(ref: TableRef, parts: readonly string[]): SQL {
  const conditions = ref.table.key.map(
    (column, index) => sql`${columnSql(ref, column)} = ${valueSql(parts[index] ?? '', column)}`,
  )
  // A table without a key has no row to find: an empty condition must not match every row.
  return conditions.length === 0 ? sql`false` : sql.join(conditions, sql` and `)
}
