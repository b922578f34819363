import {
  date as dateColumn,
  getTableConfig,
  type PgColumn,
  type PgColumnBuilderBase,
  pgTable,
  time as timeColumn,
  timestamp as column,
} from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import { readColumn } from '../schema/columns'
import { formSchemaOf, type FieldType, type FormatContext } from './field-type'
import { fieldTypeOf } from './registry'
import { understood } from './understood'

/** A Tuesday. */
const now = new Date('2026-06-30T12:34:56Z')
const berlin: FormatContext = { timeZone: 'Europe/Berlin', locale: 'en-GB', now }

function typing(built: PgColumnBuilderBase) {
  const [own] = getTableConfig(pgTable('typed', { value: built })).columns
  if (!own) throw new Error('The table has no column.')
  // getTableConfig widens the column; it is one of a pgTable.
  const facts = readColumn('value', own as PgColumn, { table: 'typed', casing: undefined })
  const type: FieldType = fieldTypeOf(facts)
  return (text: string, context = berlin) => {
    const read = formSchemaOf(type, facts, context).safeParse(text)
    return read.success ? read.data : `refused: ${read.error.issues[0]?.message}`
  }
}

const moment = typing(column('value', { withTimezone: true }))
const local = typing(column('value'))
const day = typing(dateColumn('value'))
const clock = typing(timeColumn('value'))

describe('a moment that a person types', () => {
  it.each([
    ['5 July 14:30', '2026-07-05 14:30:00+02:00'],
    ['Sunday, 5 July 2026 at 2:30pm', '2026-07-05 14:30:00+02:00'],
    ['July 5th, 2026 2 pm', '2026-07-05 14:00:00+02:00'],
    ['5.7.2026 14:30', '2026-07-05 14:30:00+02:00'],
    ['5-Jan-2026 08:00', '2026-01-05 08:00:00+01:00'],
    ['13/5/2026 9:00', '2026-05-13 09:00:00+02:00'],
    ['5/13/2026 9:00', '2026-05-13 09:00:00+02:00'],
    ['2026-07-05 14:30 +05:30', '2026-07-05 14:30:00+05:30'],
    ['5 July 2026 14:30 UTC', '2026-07-05 14:30:00+00'],
    ['tomorrow 9', '2026-07-01 09:00:00+02:00'],
    ['yesterday noon', '2026-06-29 12:00:00+02:00'],
    ['next friday 9', '2026-07-03 09:00:00+02:00'],
    ['last tuesday at 8', '2026-06-23 08:00:00+02:00'],
    ['today', '2026-06-30 00:00:00+02:00'],
    ['in 2 weeks', '2026-07-14 00:00:00+02:00'],
    ['in a month 10:00', '2026-07-30 10:00:00+02:00'],
    ['3 days ago', '2026-06-27 00:00:00+02:00'],
    ['now', '2026-06-30 14:34:56+02:00'],
    ['in 20 minutes', '2026-06-30 14:54:56+02:00'],
    ['2 hours ago', '2026-06-30 12:34:56+02:00'],
  ])('%s', (typed, value) => {
    expect(moment(typed)).toBe(value)
  })

  it('is refused where it has two readings or none', () => {
    expect(moment('7/5/2026')).toBe(
      'refused: 7/5/2026 can be 7 May 2026 or 5 July 2026. Enter the month by name, or a date like 2026-03-31.',
    )
    expect(moment('5.7.26')).toBe('refused: Enter the year in four digits, like 2026-03-31.')
    expect(moment('Monday, 5 July 2026')).toBe('refused: This day is a Sunday.')
    expect(moment('31 June 2026 10:00')).toBe('refused: This date does not exist.')
    expect(moment('tomorrow 25')).toBe('refused: This time does not exist.')
    for (const text of [
      '5 July 14',
      '14:30',
      'friday',
      'soon',
      '5 July or so',
      'tomorrow or 5 July',
      '13 pm',
      'the 5th',
      'in -2 days',
    ])
      expect(moment(text), text).toBe('refused: Enter a date and time like 2026-03-31 14:30.')
  })

  it('is asked about where the clocks change', () => {
    expect(moment('29 March 2026 02:30')).toBe(
      'refused: This time does not exist in Europe/Berlin: the clocks go forward from 02:00 to 03:00.',
    )
    expect(moment('2026-10-25 02:30')).toBe(
      'refused: This time occurs twice in Europe/Berlin. Add +02:00 for the first or +01:00 for the second.',
    )
    expect(moment('2026-10-25 02:30+02:00')).toBe('2026-10-25 02:30:00+02:00')
    expect(moment('2026-10-25 03:00')).toBe('2026-10-25 03:00:00+01:00')
    expect(moment('2026-04-05 01:45', { ...berlin, timeZone: 'Australia/Lord_Howe' })).toMatch(
      /occurs twice .*\+11:00.*\+10:30/u,
    )
    expect(local('2026-03-29 02:30')).toBe('2026-03-29 02:30:00')
  })

  it('needs its offset where no clock reaches', () => {
    expect(moment('280000-01-01 10:00')).toBe('refused: Add the offset of the time zone, like +00:00.')
  })

  it('belongs to the day of the user', () => {
    const kiritimati = { ...berlin, timeZone: 'Pacific/Kiritimati' }
    expect(day('today', kiritimati)).toBe('2026-07-01')
    expect(day('now')).toBe('2026-06-30')
    expect(day('29 feb', { ...berlin, now: new Date('2028-01-01T12:00Z') })).toBe('2028-02-29')
    expect(day('in 1 month', { ...berlin, now: new Date('2026-01-31T12:00Z') })).toBe('2026-02-28')
    expect(day('in 2 hours')).toBe('refused: This field has no time of day. Enter a date like 2026-03-31.')
    expect(day('tomorrow 9')).toBe('refused: Enter a date like 2026-03-31.')
  })

  it('is a time alone in a column of times', () => {
    expect(clock('2:30 pm')).toBe('14:30:00')
    expect(clock('9')).toBe('refused: Enter a time like 14:30 or 14:30:05.')
  })
})

describe('what is said below the input', () => {
  const say = (text: string, kind: 'date' | 'timestamp' = 'timestamp') =>
    understood(text, { kind, timeZone: 'Europe/Berlin', zoned: true, now })

  it('is how the text is understood', () => {
    expect(say('5.7.2026 14:30')).toBe('Sunday, 5 July 2026, 14:30 Europe/Berlin')
    expect(say('tomorrow')).toBe('Wednesday, 1 July 2026, 00:00 Europe/Berlin')
    expect(say('2026-10-25 02:30+01:00')).toBe('Sunday, 25 October 2026, 02:30 UTC+01:00')
    expect(say('next friday', 'date')).toBe('Friday, 3 July 2026')
    expect(say('0044-03-15 BC', 'date')).toBe('Friday, 15 March 44 BC')
  })

  it('is nothing where nothing would be saved', () => {
    for (const text of ['', 'soon', '7/5/2026', '2026-10-25 02:30', '2026-02-30', 'infinity'])
      expect(say(text), text).toBeNull()
  })
})
