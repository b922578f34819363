/** The answers to dates and times that were typed as people write them. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

export const fullYear = 'Enter the year in four digits, like 2026-03-31.'
export const twoDates = (text: string, one: string, other: string) =>
  `${text} can be ${one} or ${other}. Enter the month by name, or a date like 2026-03-31.`
export const otherWeekday = (weekday: string) => `This day is a ${weekday}.`
export const skippedTime = (zone: string, before: string, after: string) =>
  `This time does not exist in ${zone}: the clocks go forward from ${before} to ${after}.`
export const doubledTime = (zone: string, first: string, second: string) =>
  `This time occurs twice in ${zone}. Add ${first} for the first or ${second} for the second.`
export const offsetNeeded = 'Add the offset of the time zone, like +00:00.'
export const noTimeOfDay = 'This field has no time of day. Enter a date like 2026-03-31.'

/** "Sunday, 5 July 2026" */
export const longDay = (weekday: string, day: string) => `${weekday}, ${day}`
/** "Sunday, 5 July 2026, 14:30 Europe/Berlin" */
export const longMoment = (day: string, clock: string, zone: string) =>
  `${day}, ${clock}${zone === '' ? '' : ` ${zone}`}`
