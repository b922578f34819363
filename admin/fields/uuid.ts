import { asText, fieldType } from './field-type'
import { comparable } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'

const hex = '[0-9a-f]'
const rules: FieldRules = {
  pattern: {
    source: `${hex}{8}-?${hex}{4}-?${hex}{4}-?${hex}{4}-?${hex}{12}`,
    flags: 'i',
    message: 'Type a UUID: 32 hexadecimal digits, like 3f2a6c1e-8b1d-4c57-9e0a-5d2f7b9c1a34.',
  },
}

export const uuid = fieldType({
  kind: 'uuid',
  matches: (column) => column.baseType === 'uuid',
  meta: () => ({ rules, width: 'long', monospace: true }),
  schema: () => ruledSchema(rules, trimmed),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value) => value,
  toText: (value) => value,
  operators: comparable,
  search: 'exact',
  formulaFree: true,
  example: '00000000-0000-0000-0000-000000000000',
})
