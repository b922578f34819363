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
  ['address2', 'Address 2'],
  ['is2FaEnabled', 'Is 2FA enabled'],
  ['is_2fa_enabled', 'Is 2FA enabled'],
  ['twoFactor2FAToken', 'Two factor 2FA token'],
  ['enableIPv4', 'Enable IPv4'],
  ['enableIpv6Address', 'Enable IPv6 address'],
  ['ipv4_address', 'IPv4 address'],
  ['equipv4', 'Equipv 4'],
  ['aiId', 'AI ID'],
  ['ai_model', 'AI model'],
  ['image_urls', 'Image URLs'],
  ['userIds', 'User IDs'],
  ['googleOAuthToken', 'Google OAuth token'],
  ['oauth2_client', 'OAuth2 client'],
  ['iosVersion', 'iOS version'],
  ['sha256Sum', 'SHA256 sum'],
  ['line1', 'Line 1'],
  ['q1Total', 'Q1 total'],
  ['vat_rate', 'VAT rate'],
  ['sku', 'SKU'],
  ['s3Bucket', 'S3 bucket'],
  ['pinned', 'Pinned'],
  ['capital', 'Capital'],
  ['md5', 'MD5'],
  ['Order Details', 'Order details'],
])('%s is shown as “%s”', (name, label) => {
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
  ['gotify', 'gotify', 'Gotify'],
  ['company', 'company', 'Companies'],
  ['billing', 'billing', 'Billing'],
  ['bookings', 'booking', 'Bookings'],
  ['deleted', 'deleted', 'Deleted'],
  ['größe', 'größe', 'Größe'],
  ['user_2fa', 'user 2FA', 'User 2FA'],
  ['product_skus', 'product SKU', 'Product SKUs'],
])('a table %s is “%s” and “%s”', (table, singular, plural) => {
  expect(tableNames(table)).toEqual({ singular, plural })
})

test('words are recognised in every spelling', () => {
  expect(wordsOf('parseHTTPRequest2_now-or.later x')).toEqual([
    'parse',
    'HTTP',
    'Request',
    '2',
    'now',
    'or',
    'later',
    'x',
  ])
})
