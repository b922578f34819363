import type { MomentParts } from './moment'
import * as words from '../words/moments'

/**
 * Dates and times as people write them: `5 July 14:30`, `5.7.2026`, `tomorrow 9`, `in 2 weeks`. Whatever has two readings is refused
 * with both of them, and every word must be understood: a wrong date is worse than a question.
 */

/** The day and time on the clock of whoever types. */
export interface LocalClock {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** Parts of a date with or without a time; a number of seconds from now; or why the text cannot be taken. */
export type Spoken =
  | { readonly parts: MomentParts; readonly weekday: number | null }
  | { readonly after: number }
  | { readonly refused: string }

type Day = Pick<MomentParts, 'year' | 'month' | 'day'>

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const weekdayName =
  '(sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?)'
const number = '(\\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)'
const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven']
const calendarUnit = '(day|week|fortnight|month|year)'
const gap = ' '
const clockUnit = '(second|sec|minute|min|hour|h)'

const whole = (source: string) => new RegExp(`^${source}$`, 'u')
const monthOf = (name: string | undefined) => months.indexOf((name ?? '').slice(0, 3)) + 1
const amountOf = (text: string | undefined) => {
  if (text === undefined) return 0
  if (/^\d/u.test(text)) return Number(text)
  return text === 'twelve' ? 12 : Math.max(1, numbers.indexOf(text))
}

/** No text that is understood is longer. */
const longest = 80

/** Reads a date with or without a time; null if it is not understood. Does not check whether the day exists. */
export function readSpoken(text: string, now: LocalClock): Spoken | null {
  if (text.length > longest) return null
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s,]+/gu, ' ')
  if (plain === 'now') return { after: 0 }
  const span = clockSpan(plain)
  if (span !== null) return { after: span }
  const { rest, time, offset } = splitTime(plain)
  if (rest === '' || time === null) return null
  const named = whole(`${weekdayName}\\.? (.+)`).exec(rest)
  const day = (named ? fullDay(named[2] ?? '') : null) ?? relativeDay(rest, now) ?? spokenDay(rest, now)
  if (day === null) return null
  if ('refused' in day) return day
  return {
    parts: { ...day, ...(time ?? midnight), offset, bc: false, hasTime: time !== undefined },
    weekday: named && fullDay(named[2] ?? '') ? weekdays.indexOf((named[1] ?? '').slice(0, 3)) : null,
  }
}

type Time = Pick<MomentParts, 'hour' | 'minute' | 'second' | 'fraction'>
const midnight: Time = { hour: 0, minute: 0, second: 0, fraction: '' }

const timeShape = String.raw`(\d{1,2})(?:[:h](\d{2})(?::(\d{2})(\.\d{1,6})?)?)?(?: ?([ap])\.?m\.?)?(?: ?(z|utc|[+-]\d{1,2}(?::?\d{2})?))?`

/**
 * Splits `tomorrow at 9` into the day and the time. A bare hour counts only after a day that takes no number: `5 july 14` may be a year.
 * @returns `time` is undefined if there is none, null if it cannot be one.
 */
function splitTime(text: string): { rest: string; time: Time | null | undefined; offset: string } {
  const named = /^(.+?)(?: at)? (noon|midnight)$/u.exec(text)
  if (named) {
    const hour = named[2] === 'noon' ? 12 : 0
    return { rest: named[1] ?? '', time: { ...midnight, hour }, offset: '' }
  }
  const match = new RegExp(`^(.+?)( at)? ${timeShape}$`, 'u').exec(text)
  const [, rest = '', at, hour, minute, second, fraction, half, offset = ''] = match ?? []
  const isTime =
    match !== null && (minute !== undefined || half !== undefined || at !== undefined || takesBareHour(rest))
  if (!isTime) return { rest: text, time: undefined, offset: '' }
  return { rest, time: clockTime({ hour, minute, second, fraction }, half), offset }
}

const takesBareHour = (rest: string): boolean =>
  whole(`(?:today|tomorrow|yesterday|(?:next|last) ${weekdayName})`).test(rest)

/** A time of day on a clock of 24 hours; null if there is no such hour before or after noon. */
function clockTime(
  typed: Readonly<Record<'hour' | 'minute' | 'second' | 'fraction', string | undefined>>,
  half: string | undefined,
): Time | null {
  const hour = Number(typed.hour)
  if (half !== undefined && (hour < 1 || hour > 12)) return null
  return {
    hour: half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0),
    minute: Number(typed.minute ?? 0),
    second: Number(typed.second ?? 0),
    fraction: typed.fraction ?? '',
  }
}

/** A time of day alone: `2:30 pm`, `9h15`, `noon`; null if it is none. */
export function readSpokenTime(text: string): (Time & { offset: string }) | null {
  if (text.length > longest) return null
  const plain = text.trim().toLowerCase().replaceAll(/\s+/gu, ' ')
  if (plain === 'noon' || plain === 'midnight') return { ...midnight, hour: plain === 'noon' ? 12 : 0, offset: '' }
  const match = whole(timeShape).exec(plain)
  const [, hour, minute, second, fraction, half, offset = ''] = match ?? []
  if (!match || (minute === undefined && half === undefined)) return null
  const time = clockTime({ hour, minute, second, fraction }, half)
  return time && { ...time, offset }
}

const shifted = ({ year, month, day }: Day, days: number): Day => dayAt(Date.UTC(year, month - 1, day + days))

function dayAt(ms: number): Day {
  const date = new Date(ms)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** The same day of another month, or the last one of a month that is shorter. */
function monthsLater({ year, month, day }: Day, count: number): Day {
  const first = dayAt(Date.UTC(year, month - 1 + count, 1))
  const last = dayAt(Date.UTC(first.year, first.month, 0)).day
  return { ...first, day: Math.min(day, last) }
}

function unitsLater(now: Day, count: number, unit: string | undefined): Day {
  if (unit === 'month') return monthsLater(now, count)
  if (unit === 'year') return monthsLater(now, count * 12)
  return shifted(now, count * (unit === 'week' ? 7 : unit === 'fortnight' ? 14 : 1))
}

const fixedDays = new Map([
  ['today', 0],
  ['tomorrow', 1],
  ['yesterday', -1],
  ['day after tomorrow', 2],
  ['the day after tomorrow', 2],
  ['day before yesterday', -2],
  ['the day before yesterday', -2],
])

/** `tomorrow`, `in 2 weeks`, `3 days ago`, `next friday` (the first after today), `last month`. */
function relativeDay(text: string, now: LocalClock): Day | null {
  const fixed = fixedDays.get(text)
  if (fixed !== undefined) return shifted(now, fixed)
  const later = whole(`in${gap}${number}${gap}${calendarUnit}s?`).exec(text)
  if (later) return unitsLater(now, amountOf(later[1]), later[2])
  const earlier = whole(`${number} ${calendarUnit}s? ago`).exec(text)
  if (earlier) return unitsLater(now, -amountOf(earlier[1]), earlier[2])
  const step = whole('(next|last) (week|month|year)').exec(text)
  if (step) return unitsLater(now, step[1] === 'next' ? 1 : -1, step[2])
  const named = whole(`(next|last) ${weekdayName}`).exec(text)
  if (!named) return null
  const today = new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay()
  const wanted = weekdays.indexOf((named[2] ?? '').slice(0, 3))
  const ahead = (wanted - today + 7) % 7 || 7
  return shifted(now, named[1] === 'next' ? ahead : ahead === 7 ? -7 : ahead - 7)
}

/** Seconds from now: `in 20 minutes`, `2 hours ago`; null for anything else. */
function clockSpan(text: string): number | null {
  const later = whole(`in${gap}${number}${gap}${clockUnit}s?`).exec(text)
  const match = later ?? whole(`${number} ${clockUnit}s? ago`).exec(text)
  if (!match) return null
  const size = match[2] === 'h' || match[2] === 'hour' ? 3600 : match[2]?.startsWith('m') ? 60 : 1
  return amountOf(match[1]) * size * (later ? 1 : -1)
}

type DayRead = Day | { readonly refused: string }

/** A day with its month's name and without a year is one of the current year. */
function spokenDay(text: string, now: LocalClock): DayRead | null {
  const full = fullDay(text)
  if (full) return full
  const dayFirst = whole(`(?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\.?(?: of)? ?${monthName}\\.?`).exec(text)
  if (dayFirst) return { year: now.year, month: monthOf(dayFirst[2]), day: Number(dayFirst[1]) }
  const monthFirst = whole(`${monthName}\\.? (\\d{1,2})(?:st|nd|rd|th)?`).exec(text)
  if (monthFirst) return { year: now.year, month: monthOf(monthFirst[1]), day: Number(monthFirst[2]) }
  return numericDay(text)
}

/** A day with the name of its month and the year, in four digits. */
function fullDay(text: string): Day | null {
  const dayFirst = whole(`(?:the )?(\\d{1,2})(?:st|nd|rd|th)?[.-]?(?: of)?[ -]?${monthName}\\.?[ -](\\d{4})`).exec(text)
  if (dayFirst) return { year: Number(dayFirst[3]), month: monthOf(dayFirst[2]), day: Number(dayFirst[1]) }
  const monthFirst = whole(`${monthName}\\.? (\\d{1,2})(?:st|nd|rd|th)? (\\d{4})`).exec(text)
  if (monthFirst) return { year: Number(monthFirst[3]), month: monthOf(monthFirst[1]), day: Number(monthFirst[2]) }
  return null
}

/** Points put the day first wherever they are used. Slashes do not: only one reading may be a date. */
function numericDay(text: string): DayRead | null {
  const [, year, yearMonth, yearDay] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u.exec(text) ?? []
  if (year !== undefined) return { year: Number(year), month: Number(yearMonth), day: Number(yearDay) }
  const [, first, mark, second, last] = /^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})$/u.exec(text) ?? []
  if (first === undefined)
    return /^\d{1,2}[./-]\d{1,2}(?:[./-]\d{2})?$/u.test(text) ? { refused: words.fullYear } : null
  const dayFirst = { year: Number(last), month: Number(second), day: Number(first) }
  const monthFirst = { year: Number(last), month: Number(first), day: Number(second) }
  if (mark === '.' || monthFirst.month > 12 || first === second) return dayFirst
  if (dayFirst.month > 12) return monthFirst
  return { refused: words.twoDates(text, dayName(dayFirst), dayName(monthFirst)) }
}

const dayName = ({ year, month, day }: Day) => `${day} ${words.monthNames[month - 1] ?? month} ${year}`
