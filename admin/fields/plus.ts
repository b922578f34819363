import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Plus } from './field-type'
import * as words from '../words/values'

/** Whole amounts: the sum is checked against the column's type by PostgreSQL. */
export const plusInteger: Plus = {
  amount: z
    .string()
    .trim()
    .regex(/^[+-]?\d{1,19}$/u, words.typeInteger),
  sum: (expression, amount, column) => sql`(${expression} + ${amount}::text::int8)::${sql.raw(column.castType)}`,
}

/** Exact amounts with decimals. */
export const plusDecimal: Plus = {
  amount: z
    .string()
    .trim()
    .regex(/^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})$/u, words.typeNumber),
  sum: (expression, amount, column) =>
    column.baseType === 'money'
      ? sql`(${expression} + ${amount}::text::numeric::money)`
      : sql`(${expression} + ${amount}::text::numeric)::${sql.raw(column.castType)}`,
}

/** Amounts of limited precision. */
export const plusFloat: Plus = {
  amount: plusDecimal.amount,
  sum: (expression, amount, column) => sql`(${expression} + ${amount}::text::float8)::${sql.raw(column.castType)}`,
}
