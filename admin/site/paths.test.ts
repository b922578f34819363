import { expect, test } from 'vitest'
import { withQuery } from './paths'

test.for([
  ['sort=-name,price', 'sort=-name,price'],
  ['q=a%20b&page=2', 'q=a%20b&page=2'],
  ['q=x\r\nSet-Cookie: a=b', 'q=x%0D%0ASet-Cookie:%20a=b'],
  ['q=ä€😀', 'q=%C3%A4%E2%82%AC%F0%9F%98%80'],
  ['q=\0#x\uD800', 'q=%00%23x'],
])('a query %j from a form becomes %s in a URL', ([query, safe]) => {
  expect(withQuery('/admin/products', query ?? '')).toBe(`/admin/products?${safe}`)
})

test('a query that does not fit into a URL is left out', () => {
  expect(withQuery('/admin/products', 'q='.padEnd(9_000, 'x'))).toBe('/admin/products')
})
