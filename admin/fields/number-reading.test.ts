import { expect, test } from 'vitest'
import { readNumber } from './number-reading'

const read = (text: string, whole = false) => {
  const found = readNumber(text, whole)
  return 'plain' in found ? found.plain : found.refused
}

test.each([
  ['1234.5', '1234.5'],
  ['1 234,5', '1234.5'],
  ['1\u202f234,5', '1234.5'],
  ['1,234.50', '1234.50'],
  ['1.234,50', '1234.50'],
  ["1'234.5", '1234.5'],
  ['1’234’567', '1234567'],
  ['-1.234.567', '-1234567'],
  ['\u22121,5', '-1.5'],
  ['12,34,567.8', '1234567.8'],
  ['0,125', '0.125'],
  ['1234,567', '1234.567'],
  ['1.234', '1.234'],
  ['1e5', '1e5'],
])('%s is %s', (typed, value) => {
  expect(read(typed)).toBe(value)
})

test('a mark with two meanings is refused with both', () => {
  const refused = (one: string, other: string) => new RegExp(`can be ${one} or ${other}`, 'u')
  expect(read('1,234')).toMatch(refused('1234', '1\\.234'))
  expect(read('-12,345')).toMatch(refused('-12345', '-12\\.345'))
  expect(read('1.234', true)).toMatch(refused('1234', '1\\.234'))
  expect(read('1,234', true)).toBe('1234')
})

test.each([
  '1,2,3',
  '1 23',
  '1.23.456',
  '1,234,56',
  '12 34 567',
  '1,234 567',
  '1..2',
  '1,',
  ',',
  '0,123,456',
  '١٢٣',
  '1\u200e234',
  '1,234e5',
  '1.2,3.4',
])('%s stays as it is, for the column to refuse', (typed) => {
  expect(read(typed)).toBe(typed.trim())
})
