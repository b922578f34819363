import { randomBytes } from 'node:crypto'
import { accountOf, expect, makeProduct, test, unique } from './fixtures'

test.use({ role: 'superuser' })

test('a delete shows beforehand what is deleted and what is cleared, does just that, and audits each row', async ({
  page,
  database,
}) => {
  const name = unique('Leaving')
  const product = await makeProduct(database, { name: unique('Bought') })
  const [customer] = await database<{ id: number }[]>`
    insert into customers (name, email, country, city)
    values (${name}, ${`${randomBytes(5).toString('hex')}@example.com`}, 'DE', 'Ulm') returning id`
  const id = customer?.id ?? 0
  const [order] = await database<
    { id: string }[]
  >`insert into orders (customer_id, total) values (${id}, 20) returning id::text`
  await database`insert into order_items (order_id, product_id, unit_price) values (${order?.id ?? ''}, ${product}, 20)`
  const [review] = await database<{ id: string }[]>`
    insert into reviews (product_id, customer_id, rating, title) values (${product}, ${id}, 4, 'Stays') returning id`

  await page.goto(`/admin/customers/${id}`)
  await page.getByRole('link', { name: 'Delete…' }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Delete customer “${name}”`)
  await expect(
    page.getByText('This deletes 1 customer, 1 order and 1 order item, and clears the customer of 1 review.'),
  ).toBeVisible()
  await expect(page.getByRole('row', { name: /^Orders/u })).toContainText('deleted')
  await expect(page.getByRole('row', { name: /^Reviews/u })).toContainText('cleared')
  await expect(page.getByRole('link', { name: 'Stays' })).toHaveAttribute('href', `/admin/reviews/${review?.id}`)
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(page).toHaveURL(`/admin/customers/${id}`)
  await page.getByRole('link', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete 3 rows' }).click()

  await expect(
    page.getByRole('status').filter({ hasText: `Deleted customer “${name}” and 2 more rows.` }),
  ).toBeVisible()
  expect(await database`select 1 from orders where id = ${order?.id ?? ''}`).toHaveLength(0)
  expect(await database`select customer_id from reviews where id = ${review?.id ?? ''}`).toEqual([
    { customer_id: null },
  ])
  const entries = await database`
    select "table", action from brolly.audit_entries
    where (key = ${String(id)} and "table" = 'customers') or key in (${order?.id ?? ''}, ${`${order?.id},${product}`}, ${review?.id ?? ''})
    order by "table"`
  expect(entries.map((entry) => [entry.table, entry.action])).toEqual([
    ['customers', 'delete'],
    ['order_items', 'delete'],
    ['orders', 'delete'],
    ['reviews', 'change'],
  ])
})

test('rows that refer to a row block its delete, are named first, and there is no button', async ({
  page,
  database,
}) => {
  const [seating] = await database<{ id: number }[]>`select id from categories where name = 'Seating'`
  await page.goto(`/admin/categories/${seating?.id}/delete`)

  await expect(page.getByRole('alert').filter({ hasText: 'still refer to this' })).toBeVisible()
  await expect(page.getByRole('row').nth(1)).toContainText('blocks')
  await expect(page.getByRole('button', { name: /^Delete/u })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Back' })).toBeVisible()
})

test('a delete that would take more than was agreed to is shown again instead of done', async ({ page, database }) => {
  const id = await makeProduct(database, { name: unique('Grown') })
  await page.goto(`/admin/products/${id}/delete`)
  await database`insert into reviews (product_id, rating, title) values (${id}, 5, 'Just now')`

  await page.getByRole('button', { name: 'Delete 1 row' }).click()

  await expect(page.getByRole('alert').filter({ hasText: /more|changed|now/u })).toBeVisible()
  expect(await database`select 1 from products where id = ${id}`).toHaveLength(1)
})

test('rows that a user may not delete cannot be deleted along with another row', async ({ openAs, database }) => {
  const id = await makeProduct(database, { name: unique('Reviewed') })
  await database`insert into reviews (product_id, rating, title) values (${id}, 5, 'Not theirs')`
  const page = await openAs(accountOf('editor'))

  await page.goto(`/admin/products/${id}/delete`)

  await expect(page.getByRole('alert').filter({ hasText: 'do not have permission to delete' })).toBeVisible()
  await expect(page.getByText('Not theirs')).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Delete/u })).toHaveCount(0)
})

test('the history shows who changed which value, before and after, newest first', async ({
  page,
  openAs,
  database,
}) => {
  const name = unique('Remembered')
  const id = await makeProduct(database, { name, price: '10.00', description: null })
  const editor = await openAs(accountOf('editor'))
  await editor.goto(`/admin/products/${id}`)
  await editor.getByLabel('Price', { exact: true }).fill('12.50')
  await editor.getByRole('button', { name: 'Save and continue editing' }).click()
  await expect(editor.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await page.goto(`/admin/products/${id}`)
  await page.getByLabel('Description', { exact: true }).fill('Told now.')
  await page.getByRole('button', { name: 'Save and continue editing' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()

  await page.getByRole('main').getByRole('link', { name: 'History' }).first().click()

  const entries = page.getByRole('main').getByRole('listitem')
  await expect(entries).toHaveCount(2)
  await expect(entries.nth(0)).toContainText('superuser@example.com')
  await expect(entries.nth(0).getByRole('row', { name: /^Description/u })).toContainText(/null.*Told now\./u)
  await expect(entries.nth(1)).toContainText('editor@example.com')
  await expect(entries.nth(1).getByRole('row', { name: /^Price/u })).toContainText(/10\.00.*12\.50/u)
  await expect(page.getByRole('link', { name: 'Open the record' })).toHaveAttribute('href', `/admin/products/${id}`)
})
