import { expect, test } from 'vitest'
import { shortNumber } from './count-rows'

test.each([
  [0, 'en-GB', '0'],
  [41_300, 'en-GB', '41,000'],
  [999_999, 'en-GB', '1,000,000'],
  [2_099_512, 'en-US', '2.1M'],
  [123_456_789, 'en-US', '123M'],
  [3_240_000_000, 'en-US', '3.2B'],
  [2_099_512, 'de', '2,1\u00A0Mio.'],
])('%i is short in %s', (rows, locale, expected) => {
  expect(shortNumber(rows, locale)).toBe(expected)
})
