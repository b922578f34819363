const months = new Map<string, readonly string[]>()

function monthNames(locale: string): readonly string[] {
  let found = months.get(locale)
  if (!found) {
    const format = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
    found = Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2026, month, 15)))
    months.set(locale, found)
  }
  return found
}

export interface CalendarDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** "3 Mar 2026": the same order in every language, with the name of the month, so that dates are unambiguous. */
export function shortDate(date: CalendarDate, locale: string): string {
  const { year, month, day } = date
  return `${day} ${monthNames(locale)[month - 1] ?? month} ${year}`
}
