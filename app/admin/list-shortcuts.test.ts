import { expect, test } from 'vitest'
import { canonicalList } from './list-shortcuts'

test('what a plain form sends is combined, and filters stay, also on columns whose names are escaped from the start', () => {
  const filters = [
    ['~E4~BE~A1.gte', '500'],
    ['~65lements.eq', '3'],
  ] as const
  expect(canonicalList('/admin/sizes', filters)).toBeNull()
  const sent = [...filters, ['q', ''], ['~columns', 'size'], ['~columns', ''], ['page', '2']] as const
  const combined = new URL(canonicalList('/admin/sizes', sent) ?? '', 'https://shop.example').searchParams
  expect([...combined]).toEqual([...filters, ['columns', 'size']])
})
