import { expect, test } from './fixtures'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

test('F266: a declared page is a tab of the record, for the rows that have it', async ({ page, database }) => {
  const [order] = await database<{ id: string; tracking_code: string }[]>`
    insert into orders (customer_id, status, tracking_code) values (1, 'pending', 'A/1 ?') returning id::text, tracking_code`
  await database`insert into order_items (order_id, product_id, quantity, unit_price) values (${order?.id ?? ''}, 1, 3, 10)`
  const [product] = await database<{ sku: string }[]>`select sku from products where id = 1`
  await page.goto(`/admin/orders/${order?.id}?list=status.eq%3Dpending`)
  await expect(page.getByRole('link', { name: 'Track parcel' })).toHaveAttribute(
    'href',
    'https://tracking.example/A%2F1%20%3F',
  )
  const tabs = page.getByRole('navigation', { name: 'Pages of this record' })
  await tabs.getByRole('link', { name: 'Packing slip' }).click()

  await expect(page).toHaveURL(`/admin/orders/${order?.id}/packing-slip?list=status.eq%3Dpending`)
  await expect(page).toHaveTitle(/^Packing slip · /u)
  await expect(tabs.locator('[aria-current="page"]')).toHaveText('Packing slip')
  await expect(page.getByRole('row').filter({ hasText: product?.sku ?? '' })).toContainText('3')
  await expectNoViolations(page)
  await tabs.getByRole('link', { name: 'Details' }).click()
  await expect(page).toHaveURL(`/admin/orders/${order?.id}?list=status.eq%3Dpending`)

  await database`update orders set status = 'cancelled' where id = ${order?.id ?? ''}`
  await page.reload()
  await expect(tabs).toHaveCount(0)
  const answer = await page.goto(`/admin/orders/${order?.id}/packing-slip`)
  expect(answer?.status()).toBe(404)
  await expect(page.getByText('This row has no such page.')).toBeVisible()
})
