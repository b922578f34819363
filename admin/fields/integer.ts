import type { ColumnFacts } from '../schema/model'
import { asText, fieldType, type FormatContext } from './field-type'
import { groupDigits } from './number-text'
import { ordered } from './operators'
import { plusInteger } from './plus'
import { ruledSchema, trimmed } from './ruled-schema'
import { numberValue, type FieldRules } from './rules'
import { amountTotals, roundedAverage } from './totals'

const bounds: Record<string, { min: string; max: string }> = {
  int2: { min: '-32768', max: '32767' },
  int4: { min: '-2147483648', max: '2147483647' },
  int8: { min: '-9223372036854775808', max: '9223372036854775807' },
  oid: { min: '0', max: '4294967295' },
}

function rules(column: ColumnFacts): FieldRules {
  return { integer: bounds[column.baseType] ?? { min: '-9223372036854775808', max: '9223372036854775807' } }
}

/** What a form accepts: also the marks between thousands and before decimals that people use. */
const typedRules = (column: ColumnFacts): FieldRules => ({ ...rules(column), spoken: true })

/** Keys identify rows; they are not amounts. */
const shownNumber = (value: string, column: ColumnFacts, { locale }: FormatContext) =>
  column.primaryKey || column.sequence !== null ? value : groupDigits(value, locale)

/** Integers, exact at any size. */
export const integer = fieldType({
  kind: 'integer',
  matches: (column) => column.baseType in bounds,
  meta: (column) => ({ rules: typedRules(column), width: 'short', inputMode: 'numeric' }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  formSchema: (column) => ruledSchema(typedRules(column), (text) => numberValue(rules(column), text)),
  toForm: (value) => value,
  exportSql: asText,
  toCell: shownNumber,
  toText: (value) => value,
  toReading: shownNumber,
  operators: ordered,
  totals: amountTotals,
  average: (expression) => roundedAverage(expression, 2),
  search: 'exact',
  align: 'right',
  listRank: 50,
  filterInput: 'number',
  formulaFree: true,
  example: '1',
  plus: plusInteger,
  // From the top: a CHECK rather forbids what is below zero.
  aside: (column, index) => String(BigInt(bounds[column.baseType]?.max ?? '32767') - BigInt(index)),
})
