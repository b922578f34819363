import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { comparable } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

function rules({ baseType, length }: ColumnFacts): FieldRules {
  const fixed = baseType === 'bit' ? (length ?? 1) : null
  if (fixed !== null) {
    const message = fixed === 1 ? words.typeBit : words.typeBits(fixed)
    return { pattern: { source: `[01]{${fixed}}`, message } }
  }
  const pattern = { source: '[01]+', message: words.typeAnyBits }
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
