import { expect, test } from 'vitest'
import { lengthNote } from './field-problem'

test('how much of a limited text is used is told near its end, in characters as PostgreSQL counts them', () => {
  expect(lengthNote('a'.repeat(79), 100)).toBeNull()
  expect(lengthNote('a'.repeat(80), 100)).toBe('80 of 100 characters')
  expect(lengthNote('a'.repeat(120), 100)).toBe('120 of 100 characters')
  // 60 code points, 120 UTF-16 units.
  expect(lengthNote('😀'.repeat(60), 100)).toBeNull()
  expect(lengthNote('😀'.repeat(90), 100)).toBe('90 of 100 characters')
  expect(lengthNote('a'.repeat(500), undefined)).toBeNull()
})

test('a short text is told only beyond its limit', () => {
  expect(lengthNote('DE', 2)).toBeNull()
  expect(lengthNote('DEU', 2)).toBe('3 of 2 characters')
})
