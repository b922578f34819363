import { expect, test } from 'vitest'
import { nextPath, safePath } from './safe-path'

const site = 'https://admin.example'

const hostile = [
  '//evil.example',
  '/..//evil.example/x',
  '/.//evil.example',
  '/./../..//evil.example',
  '/%2e%2e//evil.example/x',
  '/.%2E//evil.example/x',
  '/admin/..//evil.example',
  '/admin/../..///evil.example',
  '/x/%2e%2e/%2E%2e//evil.example',
  String.raw`/\evil.example`,
  String.raw`/..\/evil.example`,
  String.raw`\\evil.example`,
  '/\t/evil.example',
  '/\n/evil.example',
  '/..\r\n//evil.example',
  ' //evil.example',
  '/ /evil.example',
  '/\u00A0/evil.example',
  '/\u3000/evil.example',
  'https://evil.example',
  'HTTPS:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  '//user:pass@evil.example',
  '//[::1]/',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.example',
  '?next=//evil.example',
  '#//evil.example',
  '',
  '/\0/evil.example',
]

test.for(hostile)('DJ-260 SEC-130: %j leads to no other site', (given) => {
  expect(safePath(given)).toBeNull()
  expect(nextPath(given, '/admin')).toBe('/admin')
})

test.for([
  ['/admin', '/admin'],
  ['/admin/products?status.eq=active&sort=-name#top', '/admin/products?status.eq=active&sort=-name#top'],
  ['/admin/order_items/12,7', '/admin/order_items/12,7'],
  ['/admin/x/../orders', '/admin/orders'],
  ['/admin?next=https://evil.example//', '/admin?next=https://evil.example//'],
  ['/%2F/evil.example', '/%2F/evil.example'],
  ['/größe', '/gr%C3%B6%C3%9Fe'],
] as const)('%j is a path of this site: %j', ([given, path]) => {
  expect(safePath(given)).toBe(path)
  expect(new URL(path, site).origin).toBe(site)
})

test.for([
  '/admin/-/login',
  '/admin/-/logout',
  '/admin/-/LOGOUT',
  '/admin/-/logout?x=1',
  '/admin/-/%6cogout',
  '/admin/x/../-/logout',
  '/login?next=/admin',
  '/logout',
])('%s is not where a login leads', (given) => {
  expect(nextPath(given, '/admin', '/account')).toBe('/account')
  expect(nextPath(given, '/admin')).toBe('/admin')
})
