import { sql, type SQL } from 'drizzle-orm'
import { badQuery, shorten } from '../errors/bad-query'
import type { ColumnModel } from '../schema/model'
import type { FormatContext, Operator } from './field-type'
import type { OperatorId, Takes } from './filter-meta'
import { escapeLike, onlyValue } from './operators'
import { parsePeriod, todayIn, type Period } from './period'
import * as words from '../words/filters'

/** A condition on the value of a column. */
export interface FilterTest {
  /** As input for PostgreSQL. */
  readonly values: readonly string[]
  where(expression: SQL): SQL
  /** Present if a missing value passes: the opposite, which it does not pass. */
  unless?(expression: SQL): SQL
}

/** One way to narrow a list by a column, as it appears in URLs. */
export interface FilterOperator {
  readonly id: OperatorId
  readonly takes: Takes
  /** @throws {AdminError} `BAD_QUERY` for values that the column cannot have. */
  test(raws: readonly string[], context: FormatContext): FilterTest
}

interface Given {
  column: ColumnModel
  operator: Pick<Operator, 'takes' | 'raw'>
  context: FormatContext
}

function readValue(value: string, { column, operator, context }: Given): string {
  if (value.includes('\0')) throw badQuery(words.filterCharacter(column.label))
  if (operator.takes === 'boolean') {
    if (/^(true|1)$/iu.test(value)) return 'true'
    if (/^(false|0)$/iu.test(value)) return 'false'
    throw badQuery(words.filterBoolean(column.label, shorten(value)))
  }
  if (operator.raw) return value
  const result = column.valueType.schema(column, context).safeParse(value)
  if (result.success) return result.data
  throw badQuery(words.filterValue(column.label, shorten(value), result.error.issues[0]?.message ?? '').trim())
}

type Operators = ReadonlyMap<OperatorId, Operator>

/** The operator as the column's type has it. */
function plain(operator: Operator, column: ColumnModel, all: Operators): FilterOperator {
  return {
    id: operator.id,
    takes: operator.takes,
    test: (raws, context) => {
      const values = raws.map((raw) => readValue(raw, { column, operator, context }))
      const opposite = oppositeOf(operator, values, all)
      return {
        values,
        where: (expression) => operator.where(expression, values, column),
        ...(opposite && { unless: (expression) => opposite.operator.where(expression, opposite.values, column) }),
      }
    },
  }
}

/** What a missing value does not pass, if it passes the operator itself. */
function oppositeOf(operator: Operator, values: readonly string[], all: Operators) {
  if (operator.takes === 'boolean') return values[0] === 'true' ? { operator, values: ['false'] } : undefined
  const equal = operator.id === 'ne' ? all.get('eq') : undefined
  return equal && { operator: equal, values }
}

/** Finds what another operator does not find, and rows without a value. */
function negation(id: OperatorId, of: FilterOperator): FilterOperator {
  return {
    id,
    takes: of.takes,
    test: (raws, context) => {
      const { values, where } = of.test(raws, context)
      return { values, where: (expression) => sql`(${where(expression)}) is not true`, unless: where }
    },
  }
}

/** From one value to another, both included; a day or a period as a whole. */
function between(gte: FilterOperator, lte: FilterOperator): FilterOperator {
  return {
    id: 'between',
    takes: 'two',
    test: ([from = '', to = '', ...more], context) => {
      if (to === '' || more.length > 0) throw badQuery(words.takesTwo)
      const [lower, upper] = [gte.test([from], context), lte.test([to], context)]
      return {
        values: [...lower.values, ...upper.values],
        where: (expression) => sql`(${lower.where(expression)} and ${upper.where(expression)})`,
      }
    },
  }
}

/** Any of several values. */
function any(has: FilterOperator): FilterOperator {
  return {
    id: 'has_any',
    takes: 'many',
    test: (raws, context) => {
      const tests = raws.map((raw) => has.test([raw], context))
      return {
        values: tests.flatMap(({ values }) => values),
        where: (expression) =>
          sql`(${sql.join(
            tests.map(({ where }) => where(expression)),
            sql` or `,
          )})`,
      }
    },
  }
}

const longestPattern = 500

/** Conditions on texts that no type has of its own: with regard to case, and patterns. */
const onTexts: readonly (readonly [id: OperatorId, where: (expression: SQL, text: string) => SQL])[] = [
  ['eq_nocase', (expression, text) => sql`${expression} ilike ${escapeLike(text)}::text`],
  ['contains_case', (expression, text) => sql`${expression}::text like ${`%${escapeLike(text)}%`}::text`],
  ['starts_case', (expression, text) => sql`${expression}::text like ${`${escapeLike(text)}%`}::text`],
  ['ends_case', (expression, text) => sql`${expression}::text like ${`%${escapeLike(text)}`}::text`],
  ['matches', (expression, text) => sql`${expression}::text ~* ${text}::text`],
]

function textOperators(column: ColumnModel): FilterOperator[] {
  return onTexts.map(([id, where]) => ({
    id,
    takes: 'one',
    test: (raws, context) => {
      const text = readValue(onlyValue(raws), { column, operator: { takes: 'one', raw: true }, context })
      if (id === 'matches' && text.length > longestPattern) throw badQuery(words.patternTooLong(longestPattern))
      return { values: [text], where: (expression) => where(expression, text) }
    },
  }))
}

/** How a comparison with a period is one with its first day or with the day after its last. */
const sides: Partial<Record<OperatorId, readonly [id: 'gte' | 'lt', side: keyof Period]>> = {
  gte: ['gte', 'from'],
  lt: ['lt', 'from'],
  gt: ['gte', 'to'],
  lte: ['lt', 'to'],
}

/** Lets an operator of dates and times take a period: a half-open range on the bare column, which an index serves. */
function withPeriods(operator: FilterOperator, plainly: ReadonlyMap<OperatorId, FilterOperator>): FilterOperator {
  const [gte, lt] = [plainly.get('gte'), plainly.get('lt')]
  const side = sides[operator.id]
  const isSame = operator.id === 'eq' || operator.id === 'ne'
  if (!gte || !lt || !(side || isSame)) return operator
  return {
    ...operator,
    test: (raws, context) => {
      const [raw = '', ...more] = raws
      const period = more.length > 0 ? null : parsePeriod(raw, todayIn(context.now, context.timeZone))
      if (!period) return operator.test(raws, context)
      if (side) return (side[0] === 'gte' ? gte : lt).test([period[side[1]]], context)
      const [lower, upper] = [gte.test([period.from], context), lt.test([period.to], context)]
      const values = [...lower.values, ...upper.values]
      const within = (expression: SQL) => sql`(${lower.where(expression)} and ${upper.where(expression)})`
      return operator.id === 'eq'
        ? { values, where: within }
        : { values, where: (expression) => sql`${within(expression)} is not true`, unless: within }
    },
  }
}

/**
 * All filter operators of a column: those of its type, and those that follow from them.
 *
 * @param operators Default: those of the column's type.
 */
export function filterOperators(
  column: ColumnModel,
  operators: readonly Operator[] = column.type.operators,
): readonly FilterOperator[] {
  const own = new Map(operators.map((operator) => [operator.id, operator]))
  const plainly = new Map(operators.map((operator) => [operator.id, plain(operator, column, own)]))
  const isDated = column.valueType.filterInput === 'date'
  const found = new Map([...plainly].map(([id, operator]) => [id, isDated ? withPeriods(operator, plainly) : operator]))
  const get = (id: OperatorId) => found.get(id)
  const [gte, lte, has, oneOf, contains] = [get('gte'), get('lte'), get('has'), get('in'), get('contains')]
  const derived = [
    gte && lte && between(gte, lte),
    oneOf && negation('not_in', oneOf),
    contains && negation('not_contains', contains),
    has && any(has),
    ...(get('starts') ? textOperators(column) : []),
  ]
  const last = found.get('null')
  found.delete('null')
  return [...found.values(), ...derived.filter((operator) => operator !== undefined), ...(last ? [last] : [])]
}

/** Whether a text of a filter on this column is a period, which stays as typed. */
export const isPeriod = (text: string, { valueType }: Pick<ColumnModel, 'valueType'>): boolean =>
  valueType.filterInput === 'date' && parsePeriod(text, 0) !== null
