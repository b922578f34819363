import { expect, test } from 'vitest'
import { attachment } from './attachment'

test.for([
  ['orders', 'orders.csv'],
  ['a"; filename="x.html', 'a___filename__x_html.csv'],
  ['a\r\nSet-Cookie: b=c', 'a__Set-Cookie__b_c.csv'],
  ['../../etc/passwd', '______etc_passwd.csv'],
  ['page.html\0', 'page_html_.csv'],
  ['Größe 日本', 'Gr__e___.csv'],
] as const)('SEC-154: the table %j is saved as %s', ([table, file]) => {
  expect(attachment(table, 'csv')).toBe(`attachment; filename="${file}"`)
  expect(() => new Headers({ 'Content-Disposition': attachment(table, 'csv') })).not.toThrow()
})
