import { expect, test } from 'vitest'
import { labelOf, linkLabelOf, tableNames, withoutId, wordsOf } from './names'

test.each([
  ['created_at', 'Created at'],
  ['createdAt', 'Created at'],
  ['orderItems', 'Order items'],
  ['categoryId', 'Category ID'],
  ['HTMLBody', 'HTML body'],
  ['image_url', 'Image URL'],
  ['is-active', 'Is active'],
  ['__odd__', 'Odd'],
  ['a', 'A'],
  ['größe', 'Größe'],
  ['日本', '日本'],
  ['___', '___'],
  ['address2', 'Address2'],
  ['Order Details', 'Order details'],
])('%s is “%s” for people', (name, label) => {
  expect(labelOf(name)).toBe(label)
})

test.each([
  ['category_id', 'category', 'Category'],
  ['categoryId', 'category', 'Category'],
  ['CustomerID', 'Customer', 'Customer'],
  ['id', 'id', 'ID'],
  ['_id', '_id', 'ID'],
  ['paid', 'paid', 'Paid'],
  ['parent_category_id', 'parent_category', 'Parent category'],
])('a reference %s is named %s and “%s”', (column, name, label) => {
  expect(withoutId(column)).toBe(name)
  expect(linkLabelOf(column)).toBe(label)
})

test.each([
  ['order_items', 'order item', 'Order items'],
  ['categories', 'category', 'Categories'],
  ['people', 'person', 'People'],
  ['news', 'news', 'News'],
  ['Invoice', 'invoice', 'Invoices'],
  ['OrderStatus', 'order status', 'Order statuses'],
  ['api_keys', 'API key', 'API keys'],
  ['data', 'datum', 'Data'],
])('a table %s is “%s” and “%s”', (table, singular, plural) => {
  expect(tableNames(table)).toEqual({ singular, plural })
})

test('words are told apart in every way of writing', () => {
  expect(wordsOf('parseHTTPRequest2_now-or.later x')).toEqual(['parse', 'HTTP', 'Request2', 'now', 'or', 'later', 'x'])
})
