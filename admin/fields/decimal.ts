import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { fieldType } from './field-type'
import { groupDigits } from './number-text'
import { castParameter, ordered } from './operators'
import { plusDecimal } from './plus'
import { ruledSchema, trimmed, type Refusal } from './ruled-schema'
import { checkRules, numberValue, type FieldRules } from './rules'
import { amountTotals, roundedAverage } from './totals'
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

/** What a form accepts, including the usual thousands and decimal separators. */
const typedRules = (column: ColumnFacts): FieldRules => ({ ...rules(column), spoken: true })

const moneyShape = /^(-?)(\(?)([-+\u2212]?)\s*\p{Sc}?\s*(-?)(\d[\d.,'’\s]*?)\s*\p{Sc}?(\)?)$/u

/**
 * An amount as a plain number. PostgreSQL would skip separators that it does not know (it reads `1,5` as 15) and round to cents.
 */
function moneyValue(text: string): string | Refusal {
  const [, before = '', open = '', sign = '', after = '', digits = '', close = ''] = moneyShape.exec(text.trim()) ?? []
  const signs = [before, sign === '+' ? '' : sign, after, open].filter((mark) => mark !== '')
  if (digits === '' || signs.length > 1 || (open === '') !== (close === '')) return { refused: words.typeAmount }
  const typed: FieldRules = { decimal: { integerDigits: 17, scale: 2 }, spoken: true }
  const refused = checkRules(typed, digits)
  return refused === null ? `${signs.length === 1 ? '-' : ''}${numberValue(typed, digits)}` : { refused }
}

const plainNumber = /^-?\d+(?:\.\d*)?$/u

/** Exact decimal numbers: every digit is kept, including trailing zeros. */
export const decimal = fieldType({
  kind: 'decimal',
  matches: (column) => column.baseType === 'numeric' || column.baseType === 'money',
  meta: (column) => ({ rules: typedRules(column), width: 'short', inputMode: 'decimal' }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  formSchema: (column) =>
    ruledSchema(typedRules(column), (text) =>
      column.baseType === 'money' ? moneyValue(text) : numberValue(rules(column), text),
    ),
  toForm: (value) => value,
  // Money contains separators, which a CSV cell must quote.
  exportSql: (text, column) => (column.baseType === 'money' ? null : text),
  toCell: (value, _, { locale }) => groupDigits(value, locale),
  toText: (value) => value,
  toReading: (value, _, { locale }) => groupDigits(value, locale),
  operators: ordered,
  totals: amountTotals,
  average: (expression, column) =>
    column.baseType === 'money'
      ? sql`avg(${expression}::numeric)::money`
      : roundedAverage(expression, Math.max(column.scale ?? 0, 2)),
  search: 'exact',
  align: 'right',
  listRank: 50,
  filterInput: 'number',
  formulaFree: true,
  example: '1',
  plus: plusDecimal,
  // Converted to a number first, because the separators in the text of an amount depend on the server's locale.
  write: (value, column) =>
    column.baseType === 'money' && plainNumber.test(value)
      ? sql`${value}::text::numeric::money`
      : castParameter(value, column.castType),
})
