import type { FormatContext } from './field-type'
import { astronomicalYear, isInfinity, offsetSeconds, parseMoment, type MomentParts } from './moment'
import type { LocalClock } from './spoken-moment'
import { offsetText, zoneOffset } from './zone'

/** Dates and times on the clock of a time zone. Pure, because the browser uses it too. */

export const two = (part: number) => (part < 10 ? `0${part}` : String(part))

/** Reused instead of created anew, because an export would create one per row. */
const clock = new Date(0)

/** The time on the clock as if it were UTC; NaN outside the range of JavaScript dates. */
export function clockMs(parts: MomentParts): number {
  clock.setTime(0)
  return (
    clock.setUTCFullYear(astronomicalYear(parts), parts.month - 1, parts.day) +
    ((parts.hour * 60 + parts.minute) * 60 + parts.second) * 1000
  )
}

export function partsAt(ms: number, fraction: string, offset: string): MomentParts | null {
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

/** `2026-07-05`, without the era. */
const calendarText = ({ year, month, day }: MomentParts) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
const eraText = ({ bc }: MomentParts) => (bc ? ' BC' : '')

/** `2026-07-05`, as PostgreSQL prints it. */
export const dayText = (parts: MomentParts): string => `${calendarText(parts)}${eraText(parts)}`

/** `2026-07-05 14:30:00+02:00`, as PostgreSQL prints it. */
export function momentText(parts: MomentParts): string {
  const time = `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}${parts.fraction}`
  return `${calendarText(parts)} ${time}${parts.offset}${eraText(parts)}`
}

/** The same for a form, without seconds that are zero. */
export const briefMomentText = (parts: MomentParts): string =>
  `${calendarText(parts)} ${clockText(parts)}${eraText(parts)}`

/** `14:30+02:00`, or `14:30:05.25+02:00`: without seconds that are zero. */
export function clockText({ hour, minute, second, fraction, offset }: MomentParts): string {
  const seconds = second === 0 && fraction === '' ? '' : `:${two(second)}${fraction}`
  return `${two(hour)}:${two(minute)}${seconds}${offset}`
}

/** PostgreSQL's text of a moment on the clock of a zone; null for values without a local time (infinity). */
export function inZone(value: string, timeZone: string): MomentParts | null {
  const parts = isInfinity(value) ? null : parseMoment(value)
  if (!parts) return null
  const ms = clockMs(parts) - (offsetSeconds(parts.offset) ?? 0) * 1000
  return Number.isNaN(ms) ? parts : (momentAt(ms, timeZone, parts.fraction) ?? parts)
}

/** A moment on the clock of a zone, with its offset. */
export function momentAt(ms: number, timeZone: string, fraction = ''): MomentParts | null {
  const offset = zoneOffset(timeZone, ms)
  return partsAt(ms + offset * 1000, fraction, offsetText(offset))
}

/** The current day for the user. */
export function localClock({ now, timeZone }: Pick<FormatContext, 'now' | 'timeZone'>): LocalClock {
  return momentAt(now.getTime(), timeZone) ?? { year: 1970, month: 1, day: 1 }
}
