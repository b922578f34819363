import { asText, fieldType } from './field-type'
import { ordered } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

const unit =
  '(?:y|yrs?|years?|mons?|months?|w|weeks?|d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms|msecs?|milliseconds?|us|usecs?|microseconds?|decades?|centur(?:y|ies)|millenni(?:um|a))'
const clock = String.raw`[+-]?\d{1,9}:[0-5]?\d(?::[0-5]?\d(?:\.\d{1,6})?)?`
const amount = String.raw`[+-]?\d{1,9}(?:\.\d{1,9})?`
const iso = String.raw`P(?=.)(?:${amount}[YMWD])*(?:T(?:${amount}[HMS])+)?`
const rules: FieldRules = {
  pattern: {
    source: String.raw`(?:[+-]?infinity|${iso}|(?:@\s*)?(?:${amount}\s*${unit}|${clock})(?:\s+(?:${amount}\s*${unit}|${clock}))*(?:\s+ago)?)`,
    flags: 'i',
    message: words.typeDuration,
  },
}

/** Durations, as PostgreSQL prints them: `1 year 2 mons 3 days 04:05:06.789`. */
export const interval = fieldType({
  kind: 'interval',
  matches: (column) => column.baseType === 'interval',
  meta: () => ({ rules, width: 'short' }),
  schema: () => ruledSchema(rules, trimmed),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: ordered,
  formulaFree: true,
})
