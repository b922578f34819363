import { bigint, integer, numeric } from 'drizzle-orm/pg-core'
import { expect, it } from 'vitest'
import { describeFieldType } from '../testing/field-contract'
import { bytes, money, movePoint, percent } from './units'

describeFieldType(money({ currency: 'EUR', minor: true }), {
  column: (name) => integer(name),
  values: ['-2147483648', '-5', '0', '1250', '123456789', null],
  accepts: [
    ['12.50', '1250'],
    ['12,5 EUR', '1250'],
    ['1 234,50', '123450'],
    ['-0.05', '-5'],
    ['12', '1200'],
  ],
  refuses: [
    ['12.505', 'At most 2 digits after the point.'],
    ['1,234', '1,234 can be 1234 or 1.234. Enter it without thousands separators and with a decimal point.'],
    ['21474836.48', 'The largest value is 2147483647.'],
    ['1e3', 'Enter a number of EUR, like 12.50.'],
    ['a lot', 'Enter a number of EUR, like 12.50.'],
  ],
  filters: { gte: [[['12.50'], [3, 4]]] },
})

describeFieldType(money({ currency: 'JPY' }), {
  column: (name) => numeric(name, { precision: 12, scale: 2 }),
  values: ['1500.00', '0.50', 'NaN'],
  accepts: [['1 500', '1500.00']],
  refuses: [['1.005', 'At most 2 digits after the point; this has 3.']],
})

describeFieldType(percent, {
  column: (name) => numeric(name),
  values: ['0.25', '1', '0.000001', '-12.5', '1e-18', 'Infinity'],
  accepts: [
    ['25 %', '0.25'],
    ['12,5', '0.125'],
    ['.5', '0.005'],
  ],
  refuses: [['half', 'Enter a number of %, like 12.50.']],
})

describeFieldType(bytes, {
  column: (name) => bigint(name, { mode: 'bigint' }),
  values: ['0', '1', '1500000', '1234567', '-2000', '9223372036854775807'],
  accepts: [
    ['1.5 MB', '1500000'],
    ['1.5 MiB', '1572864'],
    ['2 kb', '2000'],
    ['1 500 bytes', '1500'],
  ],
  refuses: [
    ['1.0001 kB', 'This is not a whole number of bytes.'],
    ['10 EB', 'The largest value is 9223372036854775807.'],
    ['big', 'Enter a size like 1.5 MB, or a number of bytes.'],
  ],
})

it('amounts are shown with their unit where they are read', () => {
  const context = { timeZone: 'UTC', locale: 'en-GB', now: new Date(0) }
  const cell = (type: typeof percent, value: string) => type.toCell(value, { baseType: 'int4' } as never, context)

  expect(cell(money({ currency: 'EUR', minor: true }), '123450')).toBe('1,234.50 EUR')
  expect(cell(percent, '0.2500')).toBe('25 %')
  expect(cell(bytes, '1500000')).toBe('1.5 MB')
  expect(cell(bytes, '1234567')).toBe('1,234,567 bytes')
})

it('moves the point exactly', () => {
  expect(movePoint('9007199254740993', -2)).toBe('90071992547409.93')
  expect(movePoint('0.000001', 2)).toBe('0.0001')
  expect(movePoint('-5', -2)).toBe('-0.05')
  expect(movePoint('NaN', 2)).toBeNull()
})
