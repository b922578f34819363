import {
  getTableConfig,
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

describe('a number in a list', () => {
  it('REL-067: is grouped by locale with every digit kept', () => {
    const facts = factsOf(numeric('value'))

    expect(decimal.toCell('-1234567890123456789.5000', facts, berlin)).toBe('-1,234,567,890,123,456,789.5000')
    expect(decimal.toCell('1234.50', facts, { ...berlin, locale: 'de' })).toBe('1.234,50')
    expect(decimal.toCell('NaN', facts, berlin)).toBe('NaN')
  })
})
