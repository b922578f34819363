import { shortDate } from './date-text'
import { asText, fieldType } from './field-type'
import { isInfinity, parseMoment } from './moment'
import { ordered } from './operators'
import { ruledSchema, trimmed } from './ruled-schema'

/** Calendar days, independent of time zones. */
export const date = fieldType({
  kind: 'date',
  matches: (column) => column.baseType === 'date',
  meta: () => ({ rules: { date: true }, width: 'short', inputType: 'date' }),
  schema: () => ruledSchema({ date: true }, trimmed),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value, _, { locale }) => {
    const parts = isInfinity(value) ? null : parseMoment(value)
    return parts && !parts.bc ? [shortDate(parts, locale), value] : value
  },
  toText: (value) => value,
  operators: ordered,
  search: 'exact',
  listRank: 60,
  filterInput: 'date',
  formulaFree: true,
  example: '2000-01-01',
  aside: (_, index) => String(9999 - index).padStart(4, '0') + '-12-31',
})
