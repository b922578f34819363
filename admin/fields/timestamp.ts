import { sql, type SQL } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import type { CellValue } from './field-meta'
import { shortDate } from './date-text'
import { fieldType, type FormatContext, type Operator } from './field-type'
import { periodSql } from './group-period'
import {
  briefMomentText,
  clockMs,
  clockText,
  dayText,
  inZone,
  localClock,
  momentAt,
  momentText,
  partsAt,
  two,
} from './local-time'
import { isInfinity, parseMoment, partsProblem, readMoment, type MomentParts } from './moment'
import { castParameter, isNull, onlyValue } from './operators'
import { ruledSchema, type Refusal } from './ruled-schema'
import type { FieldRules } from './rules'
import type { LocalClock } from './spoken-moment'
import { orderTotals } from './totals'
import * as words from '../words/moments'
import { clockOffset, clockOffsets, offsetText, zoneOffset } from './zone'

function hasZone(column: ColumnFacts): boolean {
  return column.baseType === 'timestamptz'
}

function rules(column: ColumnFacts): FieldRules {
  return { timestamp: hasZone(column) ? 'zone' : 'plain' }
}

/** PostgreSQL's text on the user's clock; null for values without a local time (infinity). */
function shownParts(value: string, column: ColumnFacts, timeZone: string): MomentParts | null {
  if (hasZone(column)) return inZone(value, timeZone)
  return isInfinity(value) ? null : parseMoment(value)
}

/** A time as PostgreSQL or a program writes it, as input for PostgreSQL. Without an offset it is in the user's time zone. */
function toValue(text: string, column: ColumnFacts, timeZone: string): string | Refusal {
  const parts = parseMoment(text)
  if (!parts) return text.trim().toLowerCase()
  if (!hasZone(column)) return parts.hasTime ? momentText(parts) : dayText(parts)
  if (parts.offset !== '') return momentText({ ...parts, offset: /^[zu]/i.test(parts.offset) ? '+00' : parts.offset })
  if (!parts.hasTime) return `${dayText(parts)} ${timeZone}`
  const ms = clockMs(parts)
  if (Number.isNaN(ms))
    return timeZone === 'UTC' ? momentText({ ...parts, offset: '+00' }) : { refused: words.offsetNeeded }
  return momentText({ ...parts, offset: offsetText(clockOffset(timeZone, ms)) })
}

/** A time as a person types it, as input for PostgreSQL. */
function typedValue(text: string, column: ColumnFacts, context: FormatContext): string | Refusal {
  const read = readMoment(text, localClock(context))
  if (!read) return toValue(text, column, context.timeZone)
  if ('refused' in read) return read
  const kind = hasZone(column) ? 'zone' : 'plain'
  if ('after' in read) {
    const ms = Math.floor(context.now.getTime() / 1000 + read.after) * 1000
    const moment = momentAt(ms, context.timeZone)
    return moment ? momentText(kind === 'zone' ? moment : { ...moment, offset: '' }) : { refused: words.offsetNeeded }
  }
  const refused = partsProblem(read.parts, kind) ?? clockChange(read.parts, kind, context.timeZone)
  if (refused !== null) return { refused }
  const value = toValue(momentOrDay(read.parts), column, context.timeZone)
  // The zone of a day is resolved here, because the server's set of zones may differ.
  return typeof value === 'string' && kind === 'zone' ? (dayBounds(value)?.start ?? value) : value
}

const momentOrDay = (parts: MomentParts) => (parts.hasTime ? momentText(parts) : dayText(parts))

/** Why a time without an offset is not one moment in the zone: the clocks skip it or repeat it. Null if it is. */
function clockChange(parts: MomentParts, kind: 'plain' | 'zone', timeZone: string): string | null {
  const ms = clockMs(parts)
  if (kind === 'plain' || !parts.hasTime || parts.offset !== '' || Number.isNaN(ms)) return null
  const offsets = clockOffsets(timeZone, ms)
  if (offsets.length === 1) return null
  const [first = 0, second = 0] = offsets
  if (offsets.length > 1) return words.doubledTime(timeZone, offsetText(first), offsetText(second))
  const [before, after] = skippedBetween(timeZone, ms)
  return words.skippedTime(timeZone, before, after)
}

/** The times on the clock just before and after it skips this one. */
function skippedBetween(timeZone: string, ms: number): [before: string, after: string] {
  const [earlier, later] = [zoneOffset(timeZone, ms - 86_400_000), zoneOffset(timeZone, ms + 86_400_000)]
  let [low, high] = [ms - 86_400_000, ms + 86_400_000]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (zoneOffset(timeZone, middle) === earlier) low = middle
    else high = middle
  }
  const clockAt = (offset: number) => new Date(high + offset * 1000).toISOString().slice(11, 16)
  return [clockAt(earlier), clockAt(later)]
}

const bareDay = /^(\d+-\d+-\d+(?: BC)?)(?: ([A-Za-z][\w+/-]*))?$/

/**
 * For a date without a time (with the zone that `toValue` appended): the start of that day and of the next one, which
 * on two days of the year is not 24 hours later.
 */
function dayBounds(value: string): { start: string; next: string } | null {
  const match = bareDay.exec(value)
  const parts = match ? parseMoment(match[1] ?? '') : null
  if (!match || !parts) return null
  const zone = match[2]
  const startOf = (days: number): string => {
    const ms = clockMs(parts) + days * 86_400_000
    const offset = zone === undefined ? '' : offsetText(clockOffset(zone, ms))
    return momentText(partsAt(ms, '', offset) ?? { ...parts, offset })
  }
  return { start: startOf(0), next: startOf(1) }
}

type Bound = 'start' | 'next'

/** Compares with a moment or, for a date, with its start or the start of the next day. */
function bounded(id: 'lt' | 'lte' | 'gt' | 'gte', forMoment: string, forDay: [sign: string, bound: Bound]): Operator {
  return {
    id,
    takes: 'one',
    where: (expression, values, column) => {
      const value = onlyValue(values)
      const day = dayBounds(value)
      const [sign, operand] = day ? [forDay[0], day[forDay[1]]] : [forMoment, value]
      return sql`${expression} ${sql.raw(sign)} ${castParameter(operand, column.castType)}`
    },
  }
}

function isSame(expression: SQL, value: string, column: ColumnFacts): SQL {
  const day = dayBounds(value)
  if (!day) return sql`${expression} = ${castParameter(value, column.castType)}`
  const start = castParameter(day.start, column.castType)
  const next = castParameter(day.next, column.castType)
  return sql`(${expression} >= ${start} and ${expression} < ${next})`
}

const eq: Operator = {
  id: 'eq',
  takes: 'one',
  where: (expression, values, column) => isSame(expression, onlyValue(values), column),
}

const ne: Operator = {
  id: 'ne',
  takes: 'one',
  where: (expression, values, column) => sql`(${isSame(expression, onlyValue(values), column)}) is not true`,
}

let today = { key: '', year: 0, month: 0, day: 0 }

/** The current day in the user's time zone, cached for the cells of a page. */
function dayOf(now: Date, timeZone: string): LocalClock {
  const key = `${timeZone} ${now.getTime()}`
  if (today.key !== key) {
    const { year, month, day } = localClock({ now, timeZone })
    today = { key, year, month, day }
  }
  return today
}

function toCell(value: string, column: ColumnFacts, context: FormatContext): CellValue {
  const parts = shownParts(value, column, context.timeZone)
  if (!parts || parts.bc) return parts ? momentText(parts) : value
  const now = dayOf(context.now, context.timeZone)
  const isToday = parts.year === now.year && parts.month === now.month && parts.day === now.day
  const shown = isToday ? `today ${two(parts.hour)}:${two(parts.minute)}` : shortDate(parts, context.locale)
  return [shown, momentText(parts)]
}

function toText(value: string, column: ColumnFacts, { timeZone }: FormatContext): string {
  const parts = shownParts(value, column, timeZone)
  return parts ? momentText(parts) : value
}

/** With the name of the month, to the last digit that the value has. */
function toReading(value: string, column: ColumnFacts, { timeZone, locale }: FormatContext): string {
  const parts = shownParts(value, column, timeZone)
  if (!parts) return value
  return parts.bc
    ? momentText(parts)
    : `${shortDate(parts, locale)} ${clockText({ ...parts, offset: '' })}${offsetWords(parts.offset)}`
}

/** ` UTC`, ` +02:00`; nothing for a time without a zone. */
const offsetWords = (offset: string) => (offset === '' ? '' : /[1-9]/u.test(offset) ? ` ${offset}` : ' UTC')

/** The user's own time, with the offset only where it decides which moment is meant: the zone is named beside the input. */
function toForm(value: string, column: ColumnFacts, { timeZone }: FormatContext): string {
  const parts = shownParts(value, column, timeZone)
  if (!parts) return value
  const ms = clockMs(parts)
  const isOne = hasZone(column) && !Number.isNaN(ms) && clockOffsets(timeZone, ms).length === 1
  return briefMomentText(isOne ? { ...parts, offset: '' } : parts)
}

/** With a time zone, only `toText` can format the value. */
const exportSql = (text: SQL, column: ColumnFacts): SQL | null => (hasZone(column) ? null : text)

/** Timestamps with and without time zone, with microseconds, in the user's time zone and always with the offset. */
export const timestamp = fieldType({
  kind: 'timestamp',
  matches: (column) => column.baseType === 'timestamp' || column.baseType === 'timestamptz',
  meta: (column) => ({ rules: { ...rules(column), spoken: true }, width: 'short', inputType: 'text' }),
  schema: (column, context) => ruledSchema(rules(column), (text) => toValue(text, column, context.timeZone)),
  formSchema: (column, context) =>
    ruledSchema({ ...rules(column), spoken: true }, (text) => typedValue(text, column, context)),
  toForm,
  exportSql,
  toCell,
  toText,
  toReading,
  toExport: toText,
  contextMeta: (column, { timeZone }) => (hasZone(column) ? { suffix: timeZone, zone: timeZone } : { zone: timeZone }),
  operators: [
    eq,
    bounded('gte', '>=', ['>=', 'start']),
    bounded('lte', '<=', ['<', 'next']),
    bounded('gt', '>', ['>=', 'next']),
    bounded('lt', '<', ['<', 'start']),
    ne,
    isNull,
  ],
  totals: orderTotals,
  periodOf: (expression, unit, { column, context }) =>
    periodSql(hasZone(column) ? sql`(${expression} at time zone ${context.timeZone}::text)` : expression, unit),
  // The zone name of a date without a time is resolved here, because the server's set of zones may differ.
  write: (value, column) => castParameter(dayBounds(value)?.start ?? value, column.castType),
  listRank: 60,
  filterInput: 'date',
  formulaFree: true,
  moment: true,
  example: '2000-01-01',
})
