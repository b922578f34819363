import { sql, type SQL } from 'drizzle-orm'
import type { ColumnFacts } from '../schema/model'
import type { CellValue } from './field-meta'
import { shortDate } from './date-text'
import { fieldType, type FormatContext, type Operator } from './field-type'
import { astronomicalYear, isInfinity, offsetSeconds, parseMoment, type MomentParts } from './moment'
import { castParameter, isNull, onlyValue } from './operators'
import { ruledSchema } from './ruled-schema'
import type { FieldRules } from './rules'
import { clockOffset, offsetText, zoneOffset } from './zone'

function hasZone(column: ColumnFacts): boolean {
  return column.baseType === 'timestamptz'
}

function rules(column: ColumnFacts): FieldRules {
  return { timestamp: hasZone(column) ? 'zone' : 'plain' }
}

const two = (part: number) => (part < 10 ? `0${part}` : String(part))

/** Reused instead of created anew, because an export would create one per row. */
const clock = new Date(0)

/** The time on the clock as if it were UTC. */
function clockMs(parts: MomentParts): number {
  clock.setTime(0)
  return (
    clock.setUTCFullYear(astronomicalYear(parts), parts.month - 1, parts.day) +
    ((parts.hour * 60 + parts.minute) * 60 + parts.second) * 1000
  )
}

function partsAt(ms: number, fraction: string, offset: string): MomentParts | null {
  // Outside the range of JavaScript dates; PostgreSQL's reaches to the year 294276.
  if (Number.isNaN(clock.setTime(ms))) return null
  const year = clock.getUTCFullYear()
  return {
    year: year > 0 ? year : 1 - year,
    month: clock.getUTCMonth() + 1,
    day: clock.getUTCDate(),
    hour: clock.getUTCHours(),
    minute: clock.getUTCMinutes(),
    second: clock.getUTCSeconds(),
    fraction,
    offset,
    bc: year <= 0,
    hasTime: true,
  }
}

function momentText(parts: MomentParts): string {
  const day = `${String(parts.year).padStart(4, '0')}-${two(parts.month)}-${two(parts.day)}`
  const clock = `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}${parts.fraction}`
  return `${day} ${clock}${parts.offset}${parts.bc ? ' BC' : ''}`
}

/** PostgreSQL's text converted to a zone; null for values without a local time (infinity). */
function inZone(value: string, column: ColumnFacts, timeZone: string): MomentParts | null {
  const parts = isInfinity(value) ? null : parseMoment(value)
  if (!parts || !hasZone(column)) return parts
  const ms = clockMs(parts) - (offsetSeconds(parts.offset) ?? 0) * 1000
  if (Number.isNaN(ms)) return parts
  const offset = zoneOffset(timeZone, ms)
  return partsAt(ms + offset * 1000, parts.fraction, offsetText(offset)) ?? parts
}

/** A typed time as input for PostgreSQL. Without an offset it is in the user's time zone. */
function toValue(text: string, column: ColumnFacts, timeZone: string): string {
  const parts = parseMoment(text)
  if (!parts) return text.trim().toLowerCase()
  if (!hasZone(column)) return parts.hasTime ? momentText(parts) : text.trim()
  if (parts.offset !== '') return momentText({ ...parts, offset: /^[zu]/i.test(parts.offset) ? '+00' : parts.offset })
  if (!parts.hasTime) return `${text.trim()} ${timeZone}`
  return momentText({ ...parts, offset: offsetText(clockOffset(timeZone, clockMs(parts))) })
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
function dayOf(now: Date, timeZone: string): { year: number; month: number; day: number } {
  const key = `${timeZone} ${now.getTime()}`
  if (today.key !== key) {
    const local = new Date(now.getTime() + zoneOffset(timeZone, now.getTime()) * 1000)
    today = { key, year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() }
  }
  return today
}

function toCell(value: string, column: ColumnFacts, context: FormatContext): CellValue {
  const parts = inZone(value, column, context.timeZone)
  if (!parts || parts.bc) return parts ? momentText(parts) : value
  const now = dayOf(context.now, context.timeZone)
  const isToday = parts.year === now.year && parts.month === now.month && parts.day === now.day
  const shown = isToday ? `today ${two(parts.hour)}:${two(parts.minute)}` : shortDate(parts, context.locale)
  return [shown, momentText(parts)]
}

function toForm(value: string, column: ColumnFacts, context: FormatContext): string {
  const parts = inZone(value, column, context.timeZone)
  return parts ? momentText(parts) : value
}

/** With a time zone, only `toForm` can format the value. */
const exportSql = (text: SQL, column: ColumnFacts): SQL | null => (hasZone(column) ? null : text)

/** Timestamps with and without time zone, with microseconds, in the user's time zone and always with the offset. */
export const timestamp = fieldType({
  kind: 'timestamp',
  matches: (column) => column.baseType === 'timestamp' || column.baseType === 'timestamptz',
  meta: (column) => ({ rules: rules(column), width: 'short', inputType: 'text' }),
  schema: (column, context) => ruledSchema(rules(column), (text) => toValue(text, column, context.timeZone)),
  toForm,
  exportSql,
  toCell,
  toText: toForm,
  operators: [
    eq,
    bounded('gte', '>=', ['>=', 'start']),
    bounded('lte', '<=', ['<', 'next']),
    bounded('gt', '>', ['>=', 'next']),
    bounded('lt', '<', ['<', 'start']),
    ne,
    isNull,
  ],
  // The zone name of a date without a time is resolved here, because the server's set of zones may differ.
  write: (value, column) => castParameter(dayBounds(value)?.start ?? value, column.castType),
  listRank: 60,
  filterInput: 'date',
  formulaFree: true,
  moment: true,
  example: '2000-01-01',
})
