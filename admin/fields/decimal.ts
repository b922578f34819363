import type { ColumnFacts } from '../schema/model'
import { fieldType } from './field-type'
import { groupDigits } from './number-text'
import { ordered } from './operators'
import { plusDecimal } from './plus'
import { ruledSchema, trimmed } from './ruled-schema'
import type { FieldRules } from './rules'
import * as words from '../words/values'

function rules({ baseType, precision, scale }: ColumnFacts): FieldRules {
  if (baseType === 'money') {
    // The format of money depends on the server's locale, so only its characters are checked.
    const source = String.raw`\(?[-+]?\s*[^\p{L}\d\s]?\s*[-+]?\d[\d.,'\s]*[^\p{L}\d]?\)?`
    return { pattern: { source, flags: 'u', message: words.typeAmount } }
  }
  if (precision === null) return { decimal: { integerDigits: null, scale: null } }
  return { decimal: { integerDigits: Math.max(0, precision - (scale ?? 0)), scale: scale ?? 0 } }
}

/** Exact decimal numbers: every digit is kept, including trailing zeros. */
export const decimal = fieldType({
  kind: 'decimal',
  matches: (column) => column.baseType === 'numeric' || column.baseType === 'money',
  meta: (column) => ({ rules: rules(column), width: 'short', inputMode: 'decimal' }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  toForm: (value) => value,
  // Money contains separators, which a CSV cell must quote.
  exportSql: (text, column) => (column.baseType === 'money' ? null : text),
  toCell: (value, _, { locale }) => groupDigits(value, locale),
  toText: (value) => value,
  operators: ordered,
  search: 'exact',
  align: 'right',
  listRank: 50,
  filterInput: 'number',
  formulaFree: true,
  example: '1',
  plus: plusDecimal,
})
