import {
  getTableConfig,
  interval as intervalColumn,
  type PgColumn,
  type PgColumnBuilderBase,
  pgTable,
} from 'drizzle-orm/pg-core'
import { describe, expect, it } from 'vitest'
import { readColumn } from '../schema/columns'
import { of } from '../testing/kit/samples/field-sample'
import { formSchemaOf, type FormatContext } from './field-type'
import { fieldTypeOf } from './registry'

const berlin: FormatContext = { timeZone: 'Europe/Berlin', locale: 'en-GB', now: new Date('2026-06-30T12:00:00Z') }

/** A column's form: `shown` is a stored value as the form has it, `saved` what a typed text becomes. */
function formFor(built: PgColumnBuilderBase) {
  const [own] = getTableConfig(pgTable('spelled', { value: built })).columns
  if (!own) throw new Error('The table has no column.')
  // getTableConfig widens the column; it is one of a pgTable.
  const facts = readColumn('value', own as PgColumn, { table: 'spelled', casing: undefined })
  const type = fieldTypeOf(facts)
  return {
    shown: (value: string) => type.toForm(value, facts, berlin),
    exported: (value: string) => type.toExport(value, facts, berlin),
    saved: (text: string) => {
      const read = formSchemaOf(type, facts, berlin).safeParse(text)
      return read.success ? read.data : `refused: ${read.error.issues[0]?.message}`
    },
  }
}

describe('a duration', () => {
  const form = formFor(intervalColumn('value'))

  it.each([
    ['2 days 03:00:00', '2 days 3 h'],
    ['01:30:00', '1 h 30 min'],
    ['1 year 2 mons 1 day 00:00:06.5', '1 year 2 months 1 day 6.5 s'],
    ['-1 days +02:03:00', '-1 day 2 h 3 min'],
    ['-00:00:00.000001', '-0.000001 s'],
    ['00:00:00', '0 s'],
    ['infinity', 'infinity'],
    ['@ 1 hour', '@ 1 hour'],
  ])('%s is shown as %s, and exported as it is', (value, text) => {
    expect(form.shown(value)).toBe(text)
    expect(form.exported(value)).toBe(value)
  })
})

describe('a range in a form', () => {
  const moments = formFor(of('tstzrange')('value'))
  const numbers = formFor(of('int4range')('value'))

  it('has its ends on the user’s clock, and which of them are included', () => {
    expect(moments.shown('["2026-01-01 09:00:00+00","2026-07-01 17:00:00+00")')).toBe(
      '("2026-01-01 10:00","2026-07-01 19:00","[)")',
    )
    expect(moments.shown('(,"2026-01-01 09:00:00+00"]')).toBe('(,"2026-01-01 10:00","(]")')
    expect(moments.shown('empty')).toBe('(,,empty)')
    expect(moments.exported('empty')).toBe('empty')
  })

  it('is read from its inputs', () => {
    expect(moments.saved('("1 July 2026","tomorrow 9",)')).toBe(
      '["2026-07-01 00:00:00+02:00","2026-07-01 09:00:00+02:00")',
    )
    expect(numbers.saved('(1,,"(]")')).toBe('("1",]')
    expect(numbers.saved('(,,"()")')).toBe('(,)')
    expect(numbers.saved('(,,empty)')).toBe('empty')
    expect(numbers.saved('(1,,empty)')).toMatch(/^refused: An empty range has no ends/u)
    expect(numbers.saved('(1,many,)')).toBe('refused: To: Enter a whole number.')
    expect(numbers.saved('[1,5]')).toBe('["1","5"]')
  })
})
