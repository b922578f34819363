import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { two } from './local-time'
import { readTime } from './moment'
import { ordered } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import { orderTotals } from './totals'

function rules(column: ColumnFacts): FieldRules {
  return { time: column.baseType === 'timetz' ? 'zone' : 'plain' }
}

/** A time of day as a person types it, as input for PostgreSQL. */
function typedTime(text: string): string {
  const time = readTime(text, true)
  if (!time) return text.trim()
  const { hour, minute, second, fraction, offset } = time
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}${/^[zu]/iu.test(offset) ? '+00' : offset}`
}

/** Times of day with microseconds; 24:00 is the end of the day. */
export const time = fieldType({
  kind: 'time',
  matches: (column) => column.baseType === 'time' || column.baseType === 'timetz',
  // A native time input supports neither 24:00 nor an offset, and would drop them silently.
  meta: (column) => ({ rules: { ...rules(column), spoken: true }, width: 'short', inputType: 'text' }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  formSchema: (column) => ruledSchema({ ...rules(column), spoken: true }, typedTime),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: ordered,
  totals: orderTotals,
  formulaFree: true,
})
