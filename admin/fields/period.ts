import { zoneOffset } from './zone'

/** Calendar days as `2026-06-30`, from the first to the one after the last. */
export interface Period {
  readonly from: string
  readonly to: string
}

/** A calendar day as milliseconds of UTC, so that days are added without regard to clocks. */
type Day = number

const dayMs = 86_400_000
const day = (year: number, month: number, date: number): Day => {
  const moment = new Date(0)
  moment.setUTCFullYear(year, month, date)
  return moment.getTime()
}

/** The current day in a time zone. */
export const todayIn = (now: Date, timeZone: string): Day => {
  const local = now.getTime() + zoneOffset(timeZone, now.getTime()) * 1000
  return Math.floor(local / dayMs) * dayMs
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** The same day so many units later; the last day of the month if it has fewer days. */
function later(from: Day, count: number, unit: Unit): Day {
  if (unit === 'day' || unit === 'week') return from + count * (unit === 'day' ? 1 : 7) * dayMs
  const months = count * { month: 1, quarter: 3, year: 12 }[unit]
  const start = new Date(from)
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth() + months]
  const last = new Date(day(year, month + 1, 0)).getUTCDate()
  return day(year, month, Math.min(start.getUTCDate(), last))
}

/** The first day of the unit that contains a day. Weeks begin on Monday. */
function startOf(within: Day, unit: Unit): Day {
  const date = new Date(within)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (unit) {
    case 'day':
      return within
    case 'week':
      return within - ((date.getUTCDay() + 6) % 7) * dayMs
    case 'month':
      return day(year, month, 1)
    case 'quarter':
      return day(year, month - (month % 3), 1)
    case 'year':
      return day(year, 0, 1)
  }
}

const whole = (start: Day, unit: Unit): [Day, Day] => [start, later(start, 1, unit)]

const calendar = /^(\d{4})(?:-(\d{2})|-q([1-4]))?$/u
const named = /^(this|last|next) (week|month|quarter|year)$/u
const counted = /^(last|past|next) (\d{1,4}) (day|week|month|quarter|year)s?$/u
const days = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
])

function daysOf(text: string, today: Day): [Day, Day] | null {
  const single = days.get(text)
  if (single !== undefined) return whole(later(today, single, 'day'), 'day')
  const [, year, month, quarter] = calendar.exec(text) ?? []
  if (year !== undefined) {
    if (month !== undefined)
      return Number(month) >= 1 && Number(month) <= 12 ? whole(day(Number(year), Number(month) - 1, 1), 'month') : null
    return quarter === undefined
      ? whole(day(Number(year), 0, 1), 'year')
      : whole(day(Number(year), Number(quarter) * 3 - 3, 1), 'quarter')
  }
  const [, which, unit] = named.exec(text) ?? []
  if (which !== undefined) {
    const steps = { this: 0, last: -1, next: 1 }[which] ?? 0
    return whole(later(startOf(today, unit as Unit), steps, unit as Unit), unit as Unit)
  }
  const [, direction, count, counting] = counted.exec(text) ?? []
  if (direction === undefined || Number(count) === 0) return null
  const tomorrow = later(today, 1, 'day')
  if (direction === 'next') return [today, later(today, Number(count), counting as Unit)]
  return [later(tomorrow, -Number(count), counting as Unit), tomorrow]
}

const isoDay = (value: Day) => new Date(value).toISOString().slice(0, 10)

/**
 * A year, quarter or month (`2026`, `2026-q2`, `2026-06`), or a period relative to today: `today`, `last 7 days`, `this
 * month`, `next year`. `last 7 days` ends with today. Null for any other text, and outside the years 1 to 9999.
 */
export function parsePeriod(text: string, today: Day): Period | null {
  if (text.length > 40) return null
  const found = daysOf(
    text
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/gu, ' '),
    today,
  )
  if (!found || found[0] < day(1, 0, 1) || found[1] > day(9999, 11, 31)) return null
  return { from: isoDay(found[0]), to: isoDay(found[1]) }
}
