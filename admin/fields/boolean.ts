import { asText, fieldType } from './field-type'
import { eq, isNull, ne } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

const yes = ['true', 't', 'yes', 'y', 'on', '1']
const no = ['false', 'f', 'no', 'n', 'off', '0']
const rules: FieldRules = {
  pattern: { source: [...yes, ...no].join('|'), flags: 'i', message: words.chooseYesNo },
}

function isTrue(value: string): boolean {
  return yes.includes(value.trim().toLowerCase())
}

/** Yes and no. The text "false" is false. */
export const boolean = fieldType({
  kind: 'boolean',
  matches: (column) => column.baseType === 'bool',
  meta: () => ({
    rules,
    width: 'short',
    options: [
      { value: 'true', label: words.yes },
      { value: 'false', label: words.no },
    ],
  }),
  // Two states cannot show that there is no value.
  inputs: ({ notNull }) => [...(notNull ? (['switch', 'checkbox'] as const) : []), 'select', 'radio', 'segments'],
  schema: () => ruledSchema(rules, (text) => (isTrue(text) ? 'true' : 'false')),
  toForm: (value) => (isTrue(value) ? 'true' : 'false'),
  exportSql: asText,
  toCell: (value) => (isTrue(value) ? 't' : 'f'),
  toText: (value) => (isTrue(value) ? words.yes : words.no),
  operators: [eq, ne, isNull],
  listRank: 40,
  unchecked: 'false',
  formulaFree: true,
  example: 'true',
})
