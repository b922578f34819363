import { readSpoken, readSpokenTime, type LocalClock } from './spoken-moment'
import * as momentWords from '../words/moments'
import * as words from '../words/values'

/**
 * Dates and times as users type them and PostgreSQL prints them. This module is pure and small, because the browser
 * uses it too.
 */

export interface MomentParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** `.123456`, or empty. */
  readonly fraction: string
  /** `Z`, `+01`, `+01:00`, or empty if none was typed. */
  readonly offset: string
  readonly bc: boolean
  /** False for a bare date. */
  readonly hasTime: boolean
}

const momentShape =
  /^(\d{4,7})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?\s*(Z|UTC|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?)?(\s+BC)?$/i
const timeShape = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?\s*(Z|UTC|[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?)?$/i

/** No date is longer, and the expressions above would be slow on a page of whitespace. */
const longestMoment = 100

/** True for the two values outside the calendar. */
export function isInfinity(text: string): boolean {
  return /^[+-]?infinity$/i.test(text)
}

/** Parses a date with or without a time; null if the text has another form. Does not check whether the day exists. */
export function parseMoment(text: string): MomentParts | null {
  const match = text.length > longestMoment ? null : momentShape.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction, offset, bc] = match
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    fraction: fraction ?? '',
    offset: offset ?? '',
    bc: bc !== undefined,
    hasTime: hour !== undefined,
  }
}

/** The astronomical year: 1 BC is 0. */
export function astronomicalYear(parts: Pick<MomentParts, 'year' | 'bc'>): number {
  return parts.bc ? 1 - parts.year : parts.year
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function dayProblem(parts: MomentParts, lastYear: number): string | null {
  const exists =
    parts.year >= 1 &&
    parts.month >= 1 &&
    parts.month <= 12 &&
    parts.day >= 1 &&
    parts.day <= daysInMonth(astronomicalYear(parts), parts.month)
  if (!exists) return words.noSuchDate
  if (parts.bc && parts.year > 4713) return words.earliestYear
  if (!parts.bc && parts.year > lastYear) return words.latestYear(lastYear)
  return null
}

type ClockParts = Pick<MomentParts, 'hour' | 'minute' | 'second' | 'fraction'>

function clockProblem({ hour, minute, second, fraction }: ClockParts): string | null {
  const endOfDay = hour === 24 && minute === 0 && second === 0 && Number(fraction || 0) === 0
  return endOfDay || (hour < 24 && minute < 60 && second < 60) ? null : words.noSuchTime
}

function offsetProblem(offset: string): string | null {
  const seconds = offsetSeconds(offset)
  return seconds === null || Math.abs(seconds) < 16 * 3600 ? null : words.largestOffset
}

/** `+01:30` in seconds; null if there is none. */
export function offsetSeconds(offset: string): number | null {
  if (offset === '') return null
  const match = /^([+-])(\d{1,2}):?(\d{2})?:?(\d{2})?$/.exec(offset)
  if (!match) return 0
  const [, sign, hours, minutes, seconds] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0))
}

/** A date as typed: its parts, a number of seconds from now, or why it cannot be taken. */
export type Reading = { readonly parts: MomentParts } | { readonly after: number } | { readonly refused: string }

/** Stands for today where only the form of a text matters. Every day that follows from it exists. */
const anyDay: LocalClock = { year: 2000, month: 1, day: 15 }

/**
 * Reads a date with or without a time: as PostgreSQL writes it and, if `now` is given, as people do. Null for any other text. Does not
 * check whether the day exists.
 */
export function readMoment(text: string, now: LocalClock | null): Reading | null {
  const parts = parseMoment(text)
  if (parts || now === null) return parts && { parts }
  const spoken = readSpoken(text, now)
  if (!spoken || !('parts' in spoken) || spoken.weekday === null) return spoken
  const weekday = weekdayOf(spoken.parts)
  return weekday === spoken.weekday
    ? spoken
    : { refused: momentWords.otherWeekday(momentWords.weekdayNames[weekday] ?? '') }
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day, bc }: Pick<MomentParts, 'year' | 'month' | 'day' | 'bc'>): number {
  const date = new Date(0)
  date.setUTCFullYear(astronomicalYear({ year, bc }), month - 1, day)
  return date.getUTCDay()
}

/** Why a text is not a valid date; null if it is. `spoken`: dates as people write them are valid too. */
export function dateProblem(text: string, spoken = false): string | null {
  if (isInfinity(text.trim())) return null
  const read = readMoment(text, spoken ? anyDay : null)
  if (!read) return words.typeDate
  if ('refused' in read) return read.refused
  if ('after' in read) return read.after === 0 ? null : momentWords.noTimeOfDay
  return partsProblem(read.parts, 'date')
}

/** Why the parts are not a valid date, or time, of this kind; null if they are. */
export function partsProblem(parts: MomentParts, kind: 'date' | 'plain' | 'zone'): string | null {
  if (kind === 'date') return parts.hasTime || parts.offset !== '' ? words.typeDate : dayProblem(parts, 5_874_897)
  if (!parts.hasTime && parts.offset !== '') return words.typeDateTime
  if (parts.offset !== '' && kind === 'plain') return words.noTimeZone
  return dayProblem(parts, 294_275) ?? clockProblem(parts) ?? offsetProblem(parts.offset)
}

/** A time of day, with an offset if it was typed. */
export type TimeParts = Pick<MomentParts, 'hour' | 'minute' | 'second' | 'fraction' | 'offset'>

/** Reads a time of day as PostgreSQL writes it and, if `spoken`, as people do; null for any other text. */
export function readTime(text: string, spoken: boolean): TimeParts | null {
  const match = text.length > longestMoment ? null : timeShape.exec(text.trim())
  if (!match) return spoken ? readSpokenTime(text) : null
  const [, hour, minute, second, fraction = '', offset = ''] = match
  return { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0), fraction, offset }
}

/** Why a text is not a valid time of day; null if it is. */
export function timeProblem(text: string, kind: 'plain' | 'zone', spoken = false): string | null {
  const time = readTime(text, spoken)
  if (!time) return words.typeTime
  const problem = clockProblem(time)
  if (problem) return problem
  if (time.offset !== '' && kind === 'plain') return words.noTimeZone
  return offsetProblem(time.offset)
}

/** Why a text is not a valid date with a time; null if it is. A date alone means the start of that day. */
export function timestampProblem(text: string, kind: 'plain' | 'zone', spoken = false): string | null {
  if (isInfinity(text.trim())) return null
  const read = readMoment(text, spoken ? anyDay : null)
  if (!read) return words.typeDateTime
  if ('refused' in read) return read.refused
  return 'after' in read ? null : partsProblem(read.parts, kind)
}
