import { expect, test } from 'vitest'
import { dependencyOrder } from './dependency-order'

const orderOf = (given: Record<string, { needs?: string; wants?: string }>) =>
  dependencyOrder(
    Object.entries(given).map(([item, { needs = '', wants = '' }]) => ({ item, needs: [...needs], wants: [...wants] })),
  ).join('')

test('what others rest on comes first, and the rest stays as it was given', () => {
  expect(orderOf({ a: { needs: 'c' }, b: {}, c: { needs: 'd' }, d: {} })).toBe('bdca')
})

test('a thing may rest on itself, and on what is not there', () => {
  expect(orderOf({ a: { needs: 'ax' }, b: { wants: 'by' } })).toBe('ab')
})

test('a circle is broken where something was only wished for', () => {
  expect(orderOf({ a: { needs: 'b' }, b: { wants: 'a' } })).toBe('ba')
  expect(orderOf({ a: { wants: 'b' }, b: { needs: 'a' }, c: { needs: 'b' } })).toBe('abc')
})

test('a circle of needs is broken at what was given first', () => {
  expect(orderOf({ a: { needs: 'b' }, b: { needs: 'a' }, c: { needs: 'a' } })).toBe('abc')
})
