import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { comparable } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'

function rules({ baseType, length }: ColumnFacts): FieldRules {
  const fixed = baseType === 'bit' ? (length ?? 1) : null
  if (fixed !== null) {
    const message = fixed === 1 ? 'Type 0 or 1.' : `Type ${fixed} digits, each 0 or 1.`
    return { pattern: { source: `[01]{${fixed}}`, message } }
  }
  const pattern = { source: '[01]+', message: 'Type digits, each 0 or 1.' }
  return length === null ? { pattern } : { pattern, maxLength: length }
}

/** Strings of bits. */
export const bits = fieldType({
  kind: 'bits',
  matches: (column) => column.baseType === 'bit' || column.baseType === 'varbit',
  meta: (column) => ({ rules: rules(column), width: 'short', monospace: true }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: comparable,
  search: 'exact',
})
