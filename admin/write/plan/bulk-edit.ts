import { sql, type SQL } from 'drizzle-orm'
import type { ColumnModel } from '../../schema/model'
import { columnSql, type TableRef, valueSql } from '../../query/table-ref'
import type { ManyRelation } from '../../site/many'
import { writeSql } from '../write-sql'

/** What a bulk edit does to a column: sets one value, or derives a new one from the stored one. */
export type ColumnOperation = 'set' | 'clear' | 'add' | 'subtract' | 'include' | 'exclude'
export type ManyOperation = 'include' | 'exclude'

/** A change of one column in every chosen row. */
export interface ColumnEdit {
  column: ColumnModel
  operation: ColumnOperation
  /** Input text for PostgreSQL: the value, the amount, or the list of elements; null for `clear`. */
  value: string | null
}

/** Rows of another table that every chosen row is tied to, or untied from. */
export interface ManyEdit {
  many: ManyRelation
  operation: ManyOperation
  /** As in URLs. */
  keys: readonly string[]
}

export interface BulkEdit {
  columns: readonly ColumnEdit[]
  relations: readonly ManyEdit[]
}

/** The new value of a column, computed from the row in `ref`. */
export function newValueSql(ref: TableRef, { column, operation, value }: ColumnEdit): SQL {
  const stored = columnSql(ref, column)
  const { plus, elements } = column.valueType
  if (operation === 'clear' || value === null) return sql`null::${sql.raw(column.castType)}`
  if (plus && operation === 'add') return plus.sum(stored, value, column)
  if (plus && operation === 'subtract') return plus.sum(stored, negated(value), column)
  if (elements && operation === 'include') return elements.with(stored, valueSql(value, column))
  if (elements && operation === 'exclude') return elements.without(stored, valueSql(value, column))
  return writeSql(column, value)
}

/** `-5` of `5`, `5` of `-5`: as text, so that every digit stays. */
const negated = (amount: string) =>
  /^[+-]/u.test(amount) ? amount.replace(/^./u, (sign) => (sign === '-' ? '+' : '-')) : `-${amount}`

/** What can be done with a column. */
export function operationsOf(column: ColumnModel): ColumnOperation[] {
  const { plus, elements } = column.valueType
  return [
    'set',
    ...(column.link === null && plus ? (['add', 'subtract'] as const) : []),
    ...(elements?.possible(column) === true ? (['include', 'exclude'] as const) : []),
    ...(column.notNull ? [] : (['clear'] as const)),
  ]
}
