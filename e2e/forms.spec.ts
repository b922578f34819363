import { expect, test } from './fixtures'
import { field, press, said } from './record-locators'

test.use({ role: 'superuser' })

test('a field appears with the value of another one, and is saved only with it', async ({ page, database }) => {
  const [order] = await database<{ id: string }[]>`
    insert into orders (customer_id, status, paid_at) values (1, 'paid', now()) returning id::text`
  const id = order?.id ?? ''
  await page.goto(`/admin/orders/${id}`)
  await expect(field(page, 'Delivered on')).toBeHidden()
  await field(page, 'Status').selectOption('delivered')
  await field(page, 'Delivered on').fill('2026-03-04')
  await field(page, 'Status').selectOption('shipped')
  await expect(field(page, 'Delivered on')).toBeHidden()
  await field(page, 'Tracking code').fill('T-1')
  await press(page, 'Save and continue editing')

  await expect(said(page, 'Saved')).toBeVisible()
  const stored = () => database`select status, tracking_code, delivered_on::text from orders where id = ${id}`
  expect(await stored()).toEqual([{ status: 'shipped', tracking_code: 'T-1', delivered_on: null }])
  await field(page, 'Status').selectOption('delivered')
  await field(page, 'Delivered on').fill('2026-03-04')
  await press(page, 'Save')
  await expect(said(page, 'Saved')).toBeVisible()
  expect(await stored()).toEqual([{ status: 'delivered', tracking_code: 'T-1', delivered_on: '2026-03-04' }])
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('fields that depend on others are shown with a note', async ({ page, database }) => {
    const [order] = await database<{ id: string }[]>`
      insert into orders (customer_id, status) values (1, 'pending') returning id::text`
    await page.goto(`/admin/orders/${order?.id}`)
    await expect(page.getByText('Only used if Status is delivered.')).toBeVisible()
    await field(page, 'Delivered on').fill('2026-03-04')
    await press(page, 'Save')
    await expect(page.getByText('is unchanged')).toBeVisible()
  })
})
