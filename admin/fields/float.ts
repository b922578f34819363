import { sql } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import { asText, fieldType } from './field-type'
import { groupDigits } from './number-text'
import { ordered } from './operators'
import { plusFloat } from './plus'
import { ruledSchema, trimmed } from './ruled-schema'
import { numberValue, type FieldRules } from './rules'
import { amountTotals } from './totals'

function rules(column: ColumnFacts): FieldRules {
  return { float: column.baseType === 'float4' ? 4 : 8 }
}

/** What a form accepts: also the marks between thousands and before decimals that people use. */
const typedRules = (column: ColumnFacts): FieldRules => ({ ...rules(column), spoken: true })

/** Numbers of limited precision, as PostgreSQL prints them: the shortest text that reads back as the same number. */
export const float = fieldType({
  kind: 'float',
  matches: (column) => column.baseType === 'float4' || column.baseType === 'float8',
  meta: (column) => ({ rules: typedRules(column), width: 'short', inputMode: 'decimal' }),
  schema: (column) => ruledSchema(rules(column), trimmed),
  formSchema: (column) => ruledSchema(typedRules(column), (text) => numberValue(rules(column), text)),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value, _, { locale }) => groupDigits(value, locale),
  toText: (value) => value,
  toReading: (value, _, { locale }) => groupDigits(value, locale),
  operators: ordered,
  totals: amountTotals,
  // NaN and infinities are larger than any number.
  average: (expression) =>
    sql`case when abs(avg(${expression})) < 1e15 then round(avg(${expression})::numeric, 4)::float8 else avg(${expression}) end`,
  align: 'right',
  listRank: 50,
  filterInput: 'number',
  formulaFree: true,
  example: '1',
  plus: plusFloat,
})
