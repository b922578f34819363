import { isInfinity, partsProblem, readMoment, readTime, weekdayOf, type MomentParts } from './moment'
import { clockMs, localClock, momentAt, momentText, two } from './local-time'
import { clockOffsets } from './zone'
import * as words from '../words/moments'

/** What is said below an input while a date or time is typed. */
export interface Understanding {
  readonly kind: 'date' | 'time' | 'timestamp'
  /** The user's time zone. */
  readonly timeZone: string
  /** Whether the column keeps a moment, and not the time on a clock. */
  readonly zoned: boolean
  readonly now: Date
}

/** How a typed text is understood, in words: "Sunday, 5 July 2026, 14:30 Europe/Berlin". Null if it is not valid, or not yet. */
export function understood(text: string, { kind, timeZone, zoned, now }: Understanding): string | null {
  if (text.trim() === '' || isInfinity(text.trim())) return null
  if (kind === 'time') {
    const time = readTime(text, true)
    return time && (time.hour < 24 ? clockText(time) : null)
  }
  const read = readMoment(text, localClock({ now, timeZone }))
  if (!read || 'refused' in read) return null
  const isSpan = 'after' in read
  const parts = isSpan ? momentAt(now.getTime() + read.after * 1000, timeZone) : read.parts
  if (!parts) return null
  if (kind === 'date') {
    const day: MomentParts = isSpan ? { ...parts, hasTime: false, offset: '' } : parts
    return partsProblem(day, 'date') === null ? dayWords(day) : null
  }
  const typed = zoned || !isSpan ? parts : { ...parts, offset: '' }
  if (partsProblem(typed, zoned ? 'zone' : 'plain') !== null) return null
  return momentWords(typed, { zoned, timeZone })
}

function momentWords(
  parts: MomentParts,
  { zoned, timeZone }: Pick<Understanding, 'zoned' | 'timeZone'>,
): string | null {
  if (!zoned) return words.longMoment(dayWords(parts), clockText(parts), '')
  if (parts.offset !== '') return words.longMoment(dayWords(parts), clockText(parts), zoneName(parts.offset))
  // What the clocks skip or repeat is refused when it is saved, with the reason.
  const isOne = !parts.hasTime || clockOffsets(timeZone, clockMs(parts)).length === 1
  return isOne ? words.longMoment(dayWords(parts), clockText(parts), timeZone) : null
}

const zoneName = (offset: string) => (/^[zu]/iu.test(offset) ? 'UTC' : `UTC${offset}`)

function clockText({
  hour,
  minute,
  second,
  fraction,
}: Pick<MomentParts, 'hour' | 'minute' | 'second' | 'fraction'>): string {
  const seconds = second === 0 && fraction === '' ? '' : `:${two(second)}${fraction}`
  return `${two(hour)}:${two(minute)}${seconds}`
}

function dayWords(parts: MomentParts): string {
  const month = words.monthNames[parts.month - 1] ?? String(parts.month)
  const day = `${parts.day} ${month} ${parts.year}${parts.bc ? ' BC' : ''}`
  return words.longDay(words.weekdayNames[weekdayOf(parts)] ?? '', day)
}

/** The day that a text means, for a calendar; today if it means none. And the rest of the text, for another day: its time. */
export function calendarDay(
  text: string,
  { timeZone, now }: Pick<Understanding, 'timeZone' | 'now'>,
): { year: number; month: number; day: number; time: string } {
  const today = localClock({ now, timeZone })
  const read = readMoment(text, today)
  const parts =
    read && 'parts' in read && partsProblem({ ...read.parts, offset: '' }, 'plain') === null ? read.parts : null
  const fits = parts !== null && !parts.bc && parts.year <= 9999
  if (!fits) return { year: today.year, month: today.month, day: today.day, time: '' }
  return {
    year: parts.year,
    month: parts.month,
    day: parts.day,
    time: parts.hasTime ? `${clockText(parts)}${parts.offset}` : '',
  }
}

/** The current day, or the current minute, as a form has it. */
export function currentText(
  kind: 'date' | 'timestamp',
  { timeZone, now }: Pick<Understanding, 'timeZone' | 'now'>,
): string {
  const moment = momentAt(now.getTime(), timeZone)
  const text = moment ? momentText({ ...moment, offset: '' }) : ''
  return kind === 'date' ? text.slice(0, 10) : text.slice(0, 16)
}
