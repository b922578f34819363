import { randomUUID } from 'node:crypto'
import { asText, fieldType } from './field-type'
import { comparable } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

const hex = '[0-9a-f]'
const rules: FieldRules = {
  pattern: {
    source: `${hex}{8}-?${hex}{4}-?${hex}{4}-?${hex}{4}-?${hex}{12}`,
    flags: 'i',
    message: words.typeUuid,
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
  aside: () => randomUUID(),
})
