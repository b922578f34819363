import { expect, test } from 'vitest'
import { dependencyOrder } from './dependency-order'

const orderOf = (given: Record<string, { needs?: string; wants?: string }>) =>
  dependencyOrder(
    Object.entries(given).map(([item, { needs = '', wants = '' }]) => ({ item, needs: [...needs], wants: [...wants] })),
  ).join('')

test('dependencies come first, and the rest keeps its order', () => {
  expect(orderOf({ a: { needs: 'c' }, b: {}, c: { needs: 'd' }, d: {} })).toBe('bdca')
})

test('an item may depend on itself, and on one that does not exist', () => {
  expect(orderOf({ a: { needs: 'ax' }, b: { wants: 'by' } })).toBe('ab')
})

test('a circle is broken where something was only wished for', () => {
  expect(orderOf({ a: { needs: 'b' }, b: { wants: 'a' } })).toBe('ba')
  expect(orderOf({ a: { wants: 'b' }, b: { needs: 'a' }, c: { needs: 'b' } })).toBe('abc')
})

test('a cycle of requirements is broken at the first item', () => {
  expect(orderOf({ a: { needs: 'b' }, b: { needs: 'a' }, c: { needs: 'a' } })).toBe('abc')
})
