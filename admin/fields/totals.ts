import { sql, type SQL } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import type { FieldType } from './field-type'

/** What can be said about all values of a column at once, as it appears in URLs: `totals=amount.sum`. */
export const totalIds = ['sum', 'avg', 'min', 'max', 'distinct'] as const
export type TotalId = (typeof totalIds)[number]

/** The totals of values that have an order and no sum. */
export const orderTotals = (): readonly TotalId[] => ['min', 'max']

/** The totals of amounts. Keys identify rows; they are not amounts. */
export const amountTotals = ({ primaryKey, sequence, baseType }: ColumnFacts): readonly TotalId[] =>
  primaryKey || sequence !== null || baseType === 'oid' ? orderTotals() : ['sum', 'avg', 'min', 'max']

/** What a list can say about the values of a column; nothing about secrets, whose values would show bit by bit. */
export const totalsOf = (type: FieldType, column: ColumnFacts): readonly TotalId[] => [
  ...(type.totals?.(column) ?? []),
  ...(type.sortable ? (['distinct'] as const) : []),
]

/** A total as SQL that returns text, over the rows of a query. */
export function totalSql(
  id: TotalId,
  expression: SQL,
  { type, column }: { type: FieldType; column: ColumnFacts },
): SQL {
  if (id === 'distinct') return sql`count(distinct ${expression})::text`
  if (id === 'avg' && type.average) return sql`(${type.average(expression, column)})::text`
  return sql`${sql.raw(id)}(${expression})::text`
}

/** PostgreSQL's own averages have up to 20 digits after the point, of which hardly any mean something. */
export const roundedAverage = (expression: SQL, digits: number): SQL =>
  sql`round(avg(${expression}), ${sql.raw(String(digits))})`
