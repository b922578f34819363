import { shortDate } from './date-text'
import { asText, fieldType, type FormatContext } from './field-type'
import { periodSql } from './group-period'
import { dayText, localClock } from './local-time'
import { isInfinity, parseMoment, partsProblem, readMoment } from './moment'
import { ordered } from './operators'
import { ruledSchema, trimmed, type Refusal } from './ruled-schema'
import { orderTotals } from './totals'
import * as words from '../words/values'

/** A day as a person types it, as input for PostgreSQL. "Today" is the user's. */
function typedDay(text: string, context: FormatContext): string | Refusal {
  const today = localClock(context)
  const read = readMoment(text, today)
  if (!read) return text.trim()
  if ('refused' in read) return read
  const parts = 'after' in read ? parseMoment(`${today.year}-${today.month}-${today.day}`) : read.parts
  const refused = parts && partsProblem(parts, 'date')
  return parts && refused === null ? dayText(parts) : { refused: refused ?? words.typeDate }
}

/** With the name of the month; null for what no calendar shows. */
function spelled(value: string, locale: string): string | null {
  const parts = isInfinity(value) ? null : parseMoment(value)
  return parts && !parts.bc ? shortDate(parts, locale) : null
}

/** Calendar days, independent of time zones. */
export const date = fieldType({
  kind: 'date',
  matches: (column) => column.baseType === 'date',
  meta: () => ({ rules: { date: true, spoken: true }, width: 'short' }),
  contextMeta: (_, { timeZone }) => ({ zone: timeZone }),
  schema: () => ruledSchema({ date: true }, trimmed),
  formSchema: (_, context) => ruledSchema({ date: true, spoken: true }, (text) => typedDay(text, context)),
  toForm: (value) => value,
  exportSql: asText,
  toCell: (value, _, { locale }) => {
    const shown = spelled(value, locale)
    return shown === null ? value : [shown, value]
  },
  toText: (value) => value,
  toReading: (value, _, { locale }) => spelled(value, locale) ?? value,
  operators: ordered,
  totals: orderTotals,
  periodOf: periodSql,
  search: 'exact',
  listRank: 60,
  filterInput: 'date',
  formulaFree: true,
  example: '2000-01-01',
  aside: (_, index) => String(9999 - index).padStart(4, '0') + '-12-31',
})
