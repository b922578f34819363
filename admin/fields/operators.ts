import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import type { ColumnFacts } from '../schema/model'
import { formatArrayLiteral } from './array-literal'
import type { Operator } from './field-type'
import * as words from '../words/filters'

/** A filter with a longer list is a mistake or an attack. */
export const mostListedValues = 1000

/**
 * A parameter of the column's type. It is sent as text and cast in SQL, because the driver would otherwise serialise it
 * by the type it infers. The column itself is not cast, so that its indexes can be used.
 */
export function castParameter(value: string, castType: string): SQL {
  return sql`${value}::text::${sql.raw(castType)}`
}

/** The ILIKE pattern that matches exactly this text. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** The value of an operator that takes exactly one. */
export function onlyValue(values: readonly string[]): string {
  const [value] = values
  if (value === undefined || values.length > 1) throw new AdminError('BAD_QUERY', words.takesOne)
  return value
}

/** Whether the value is `true` or `1`, as opposed to `false` or `0`. */
export function isTrue(values: readonly string[]): boolean {
  const value = onlyValue(values).toLowerCase()
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  throw new AdminError('BAD_QUERY', words.takesBoolean)
}

function comparison(id: 'lt' | 'lte' | 'gt' | 'gte', sign: string): Operator {
  return {
    id,
    takes: 'one',
    where: (expression, values, column) =>
      sql`${expression} ${sql.raw(sign)} ${castParameter(onlyValue(values), column.castType)}`,
  }
}

function pattern(id: 'contains' | 'starts' | 'ends', toPattern: (escaped: string) => string): Operator {
  return {
    id,
    takes: 'one',
    raw: true,
    where: (expression, values) => sql`${expression} ilike ${toPattern(escapeLike(onlyValue(values)))}::text`,
  }
}

export const eq: Operator = {
  id: 'eq',
  takes: 'one',
  where: (expression, values, column) => sql`${expression} = ${castParameter(onlyValue(values), column.castType)}`,
}

/** A row without a value does not have that value, so it is found. */
export const ne: Operator = {
  id: 'ne',
  takes: 'one',
  where: (expression, values, column) =>
    sql`${expression} is distinct from ${castParameter(onlyValue(values), column.castType)}`,
}

export const oneOf: Operator = {
  id: 'in',
  takes: 'many',
  where: (expression, values, column) => {
    if (values.length > mostListedValues) {
      throw new AdminError('BAD_QUERY', words.tooManyValues(mostListedValues, values.length))
    }
    return sql`${expression} = any(${castParameter(formatArrayLiteral(values), arrayCast(column))})`
  },
}

function arrayCast(column: ColumnFacts): string {
  return `${column.castType}[]`
}

export const lt = comparison('lt', '<')
export const lte = comparison('lte', '<=')
export const gt = comparison('gt', '>')
export const gte = comparison('gte', '>=')

export const contains = pattern('contains', (text) => `%${text}%`)
export const starts = pattern('starts', (text) => `${text}%`)
export const ends = pattern('ends', (text) => `%${text}`)

/** Without a value: NULL or the empty text. */
export const empty: Operator = {
  id: 'empty',
  takes: 'boolean',
  raw: true,
  where: (expression, values) =>
    isTrue(values) ? sql`(${expression} is null or ${expression} = '')` : sql`(${expression} <> '')`,
}

export const isNull: Operator = {
  id: 'null',
  takes: 'boolean',
  raw: true,
  where: (expression, values) => (isTrue(values) ? sql`${expression} is null` : sql`${expression} is not null`),
}

/** In SQL a composite value is null if all its parts are; here it counts as a value. */
const isAbsent: Operator = {
  id: 'null',
  takes: 'boolean',
  raw: true,
  where: (expression, values) =>
    isTrue(values) ? sql`${expression} is not distinct from null` : sql`${expression} is distinct from null`,
}

/** Operators for ordered values: numbers, dates, addresses. */
export const ordered: readonly Operator[] = [eq, ne, gte, lte, gt, lt, oneOf, isNull]
/** Operators for values that can only be equal or not. */
export const comparable: readonly Operator[] = [eq, ne, oneOf, isNull]
/**
 * Operators for values that are only known to be comparable as text. A composite type has the same operators before and
 * after the catalogue has described it, so that the URL of a list keeps its meaning.
 */
export const written: readonly Operator[] = [
  { ...contains, where: (expression, values, column) => contains.where(sql`${expression}::text`, values, column) },
  isAbsent,
]
export const textual: readonly Operator[] = [contains, starts, ends, eq, ne, oneOf, empty, isNull]
