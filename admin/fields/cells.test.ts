import {
  customType,
  date,
  getTableConfig,
  integer,
  numeric,
  pgTable,
  timestamp,
  type PgColumn,
  type PgColumnBuilderBase,
} from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import { readColumn } from '../schema/columns'
import type { ColumnFacts } from '../schema/model'
import { decimal } from './decimal'
import type { FormatContext } from './field-type'
import { fieldTypeOf } from './registry'
import { timestamp as timestampType } from './timestamp'

const berlin: FormatContext = { timeZone: 'Europe/Berlin', locale: 'en', now: new Date('2026-03-29T22:30:00Z') }

function factsOf(builder: PgColumnBuilderBase): ColumnFacts {
  const column = getTableConfig(pgTable('cells', { value: builder })).columns[0]
  if (!column) throw new Error('The table has no column.')
  // getTableConfig widens the column; it is one of a pgTable.
  return readColumn('value', column as PgColumn, { table: 'cells', casing: undefined })
}

describe('a moment in a list', () => {
  const facts = factsOf(timestamp('value', { withTimezone: true }))

  it('is a time within the person’s own day, and a date before it', () => {
    expect(timestampType.toCell('2026-03-29 22:05:00.123456+00', facts, berlin)).toEqual([
      'today 00:05',
      '2026-03-30 00:05:00.123456+02:00',
    ])
    expect(timestampType.toCell('2026-03-29 21:59:59+00', facts, berlin)).toEqual([
      '29 Mar 2026',
      '2026-03-29 23:59:59+02:00',
    ])
  })

  it('REL-069: keeps what no calendar shows', () => {
    expect(timestampType.toCell('infinity', facts, berlin)).toBe('infinity')
    expect(timestampType.toForm('0044-03-15 12:00:00+00 BC', facts, berlin)).toBe('0044-03-15 12:53:28 BC')
  })
})

describe('a moment that is typed', () => {
  const facts = factsOf(timestamp('value', { withTimezone: true }))
  const schema = timestampType.schema(facts, berlin)

  it('is one of the person’s own zone unless it says otherwise', () => {
    expect(schema.parse('2026-01-15 12:00')).toBe('2026-01-15 12:00:00+01:00')
    expect(schema.parse('2026-07-15T12:00')).toBe('2026-07-15 12:00:00+02:00')
    expect(schema.parse('2026-07-15 12:00Z')).toBe('2026-07-15 12:00:00+00')
  })

  it('moves forward in the hour that spring skips', () => {
    expect(schema.parse('2026-03-29 02:30')).toBe('2026-03-29 02:30:00+01:00')
  })
})

describe('what a record shows where it is only read', () => {
  const reading = (builder: PgColumnBuilderBase, value: string, context = berlin) => {
    const facts = factsOf(builder)
    return fieldTypeOf(facts).toReading(value, facts, context)
  }

  it.for<[string, PgColumnBuilderBase, string, string, FormatContext?]>([
    ['a date', date('value'), '2026-03-29', '29 Mar 2026'],
    ['a date without a calendar', date('value'), '0044-03-15 BC', '0044-03-15 BC'],
    ['the end of time', date('value'), 'infinity', 'infinity'],
    [
      'a moment, on the clock of the user',
      timestamp('value', { withTimezone: true }),
      '2026-03-29 12:05:00+00',
      '29 Mar 2026 14:05 +02:00',
    ],
    [
      'a moment of Greenwich',
      timestamp('value', { withTimezone: true }),
      '2026-03-29 12:05:00+00',
      '29 Mar 2026 12:05 UTC',
      { ...berlin, timeZone: 'UTC' },
    ],
    ['every digit of a moment', timestamp('value'), '2026-03-29 12:05:07.123456', '29 Mar 2026 12:05:07.123456'],
    ['a number', numeric('value'), '-1234567.50', '-1,234,567.50'],
    ['an amount', integer('value'), '1234567', '1,234,567'],
    ['a key, which is no amount', integer('value').primaryKey(), '1234567', '1234567'],
  ])('REL-067: %s', ([, builder, value, expected, context]) => {
    expect(reading(builder, value, context)).toBe(expected)
  })

  const rangeOf = (type: string) => customType<{ data: string }>({ dataType: () => type })('value')

  it.for([
    ['daterange', '[2026-01-01,2026-02-01)', '1 Jan 2026 to before 1 Feb 2026'],
    ['daterange', '[2026-01-01,)', 'from 1 Jan 2026'],
    ['daterange', '(,2026-02-01)', 'before 1 Feb 2026'],
    ['daterange', '(,)', 'without limits'],
    ['daterange', '[-infinity,2026-02-01)', '-infinity to before 1 Feb 2026'],
    ['numrange', '(1000.5,2000]', 'above 1,000.5 to 2,000'],
    ['numrange', '(,2000]', 'to 2,000'],
    ['int4range', '[1,10)', '1 to below 10'],
    ['int4range', 'empty', 'empty'],
    ['tstzrange', '("2026-01-01 09:00:00+00","2026-01-01 17:00:00+00"]', 'after 1 Jan 2026 10:00 to 18:00 +01:00'],
    ['tsrange', '["2026-01-01 09:00:00","2026-01-01 17:00:00")', '1 Jan 2026 09:00 to before 17:00'],
    [
      'tstzrange',
      '["2026-03-28 12:00:00+00","2026-03-29 12:00:00+00")',
      '28 Mar 2026 13:00 +01:00 to before 29 Mar 2026 14:00 +02:00',
    ],
    [
      'tstzrange',
      '["2026-03-29 00:30:00+00","2026-03-29 12:00:00+00")',
      '29 Mar 2026 01:30 +01:00 to before 14:00 +02:00',
    ],
    ['int4multirange', '{[1,10),[20,)}', '1 to below 10; from 20'],
    ['int4multirange', '{}', 'empty'],
    // A list cuts what is long.
    ['int4multirange', '{[1,10),[20,', '{[1,10),[20,'],
  ] as const)('a %s: %s', ([type, value, expected]) => {
    const facts = factsOf(rangeOf(type))
    expect(reading(rangeOf(type), value)).toBe(expected)
    expect(fieldTypeOf(facts).toCell(value, facts, berlin)).toBe(expected)
    expect(fieldTypeOf(facts).toText(value, facts, berlin)).toBe(value)
  })
})

describe('a number in a list', () => {
  it('REL-067: is grouped by locale with every digit kept', () => {
    const facts = factsOf(numeric('value'))

    expect(decimal.toCell('-1234567890123456789.5000', facts, berlin)).toBe('-1,234,567,890,123,456,789.5000')
    expect(decimal.toCell('1234.50', facts, { ...berlin, locale: 'de' })).toBe('1.234,50')
    expect(decimal.toCell('NaN', facts, berlin)).toBe('NaN')
  })
})
