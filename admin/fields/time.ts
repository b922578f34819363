import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { ordered } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'

function rules(column: ColumnFacts): FieldRules {
  return { time: column.baseType === 'timetz' ? 'zone' : 'plain' }
}

/** Times of day with microseconds; 24:00 is the end of the day. */
export const time = fieldType({
  kind: 'time',
  matches: (column) => column.baseType === 'time' || column.baseType === 'timetz',
  // A native time input supports neither 24:00 nor an offset, and would drop them silently.
  meta: (column) => ({ rules: rules(column), width: 'short', inputType: 'text' }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: ordered,
  formulaFree: true,
})
