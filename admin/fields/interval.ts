import { sql } from 'drizzle-orm'
import { asText, fieldType } from './field-type'
import { ordered } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import { amountTotals } from './totals'
import * as words from '../words/durations'

const unit =
  '(?:y|yrs?|years?|mons?|months?|w|weeks?|d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms|msecs?|milliseconds?|us|usecs?|microseconds?|decades?|centur(?:y|ies)|millenni(?:um|a))'
const clock = String.raw`[+-]?\d{1,9}:[0-5]?\d(?::[0-5]?\d(?:\.\d{1,6})?)?`
const amount = String.raw`[+-]?\d{1,9}(?:\.\d{1,9})?`
const iso = String.raw`P(?=.)(?:${amount}[YMWD])*(?:T(?:${amount}[HMS])+)?`
const durations = (separator: string): FieldRules => ({
  pattern: {
    source: String.raw`(?:[+-]?infinity|${iso}|(?:@\s*)?(?:${amount}\s*${unit}|${clock})(?:${separator}(?:${amount}\s*${unit}|${clock}))*(?:\s+ago)?)`,
    flags: 'i',
    message: words.typeDuration,
  },
})
const rules = durations(String.raw`\s+`)
const typedRules = durations(String.raw`(?:,\s+(?:and\s+)?|\s+(?:and\s+)?)`)

const printed =
  /^(?:(-?\d+) years?)? ?(?:\+?(-?\d+) mons?)? ?(?:\+?(-?\d+) days?)? ?(?:([+-]?)(\d+):(\d\d):(\d\d)(\.\d+)?)?$/u

/** From `1 year 2 mons 03:30:00`, as PostgreSQL prints it, to `1 year 2 months 3 h 30 min`. Anything else stays as it is. */
function spelled(value: string): string {
  const match = value === '' ? null : printed.exec(value)
  if (!match) return value
  const [, years, months, days, sign = '', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  const minus = sign === '-' ? '-' : ''
  const clock = [
    [hours, words.hours],
    [minutes, words.minutes],
    [`${Number(seconds)}${fraction}`, words.seconds],
  ] as const
  const parts = [
    ...(years === undefined ? [] : [words.years(years)]),
    ...(months === undefined ? [] : [words.months(months)]),
    ...(days === undefined ? [] : [words.days(days)]),
    ...clock.filter(([amount]) => Number(amount) !== 0).map(([amount, unit]) => `${minus}${trimZeros(amount)} ${unit}`),
  ]
  return parts.join(' ') || `0 ${words.seconds}`
}

const trimZeros = (amount: string) => amount.replace(/^0+(?=\d)/u, '')

/** People separate the parts with commas, or a last "and". */
const typed = (text: string) => text.trim().replaceAll(/,\s+(?:and\s+)?|\s+and\s+/giu, ' ')

/**
 * Durations: `2 days 3 h`. Forms take PostgreSQL's own spelling and ISO 8601 as well, and exports have the first:
 * `1 year 2 mons 3 days 04:05:06.789`.
 */
export const interval = fieldType({
  kind: 'interval',
  matches: (column) => column.baseType === 'interval',
  meta: () => ({ rules: typedRules, width: 'short' }),
  schema: () => ruledSchema(rules, trimmed),
  formSchema: () => ruledSchema(typedRules, typed),
  toForm: spelled,
  toExport: (value) => value,
  exportSql: asText,
  toCell: spelled,
  toText: spelled,
  operators: ordered,
  totals: amountTotals,
  average: (expression) => sql`date_trunc('second', avg(${expression}))`,
  formulaFree: true,
})
