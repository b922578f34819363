import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import type { ColumnFacts } from '../schema/model'
import { formatArrayLiteral } from './array-literal'
import type { Operator } from './field-type'
import type { OperatorId } from './filter-meta'
import { escapeLike, isTrue, onlyValue } from './operators'
import { ruledSchema } from './ruled-schema'

/** The JSON of an object that has this value at the end of these keys. */
const nested = (keys: readonly string[], json: string): string =>
  keys.reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, json)

const asJsonb = (expression: SQL, column: ColumnFacts) =>
  column.baseType === 'jsonb' ? expression : sql`${expression}::jsonb`

/** A number, true or false; anything else is a text. */
const plainJson = /^(?:-?(?:0|[1-9]\d{0,99})(?:\.\d{1,99})?|true|false)$/u

/** Contains the value at that place, which a GIN index on the column serves. */
function holds(keys: readonly string[], expression: SQL, value: string): SQL {
  const forms = [JSON.stringify(value), ...(plainJson.test(value) ? [value] : [])]
  const found = forms.map((form) => sql`${expression} @> ${nested(keys, form)}::text::jsonb`)
  return sql`(${sql.join(found, sql` or `)})`
}

/**
 * Conditions on a value inside: equality with a text, number or boolean, comparison of numbers, and a part of its text.
 * An absent key counts as NULL.
 */
export function inside(keys: readonly string[]): readonly Operator[] {
  const path = formatArrayLiteral([...keys])
  const at = (expression: SQL, column: ColumnFacts) => sql`${asJsonb(expression, column)} #> ${path}::text::text[]`
  const textAt = (expression: SQL, column: ColumnFacts) =>
    sql`(${asJsonb(expression, column)} #>> ${path}::text::text[])`
  const compare = (id: OperatorId, sign: string): Operator => ({
    id,
    takes: 'one',
    raw: true,
    where: (expression, values, column) => {
      const number = ruledSchema({ decimal: { integerDigits: null, scale: null } }).safeParse(onlyValue(values))
      if (!number.success) throw new AdminError('BAD_QUERY', number.error.issues[0]?.message ?? '')
      return sql`case when jsonb_typeof(${at(expression, column)}) = 'number' then ${textAt(expression, column)}::numeric ${sql.raw(sign)} ${number.data}::text::numeric else false end`
    },
  })
  const compareText = (
    id: OperatorId,
    where: (expression: SQL, value: string, column: ColumnFacts) => SQL,
  ): Operator => ({
    id,
    takes: 'one',
    raw: true,
    where: (expression, values, column) => where(expression, onlyValue(values), column),
  })
  return [
    compareText('eq', (expression, value, column) => holds(keys, asJsonb(expression, column), value)),
    compareText(
      'ne',
      (expression, value, column) => sql`${holds(keys, asJsonb(expression, column), value)} is not true`,
    ),
    compareText(
      'contains',
      (expression, value, column) => sql`${textAt(expression, column)} ilike ${`%${escapeLike(value)}%`}::text`,
    ),
    compare('gte', '>='),
    compare('lte', '<='),
    compare('gt', '>'),
    compare('lt', '<'),
    {
      id: 'null',
      takes: 'boolean',
      raw: true,
      where: (expression, values, column) =>
        isTrue(values) ? sql`${textAt(expression, column)} is null` : sql`${textAt(expression, column)} is not null`,
    },
  ]
}
