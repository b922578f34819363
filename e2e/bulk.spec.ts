import type { Sql } from 'postgres'
import { expect, makeProduct, test, unique } from './fixtures'
import { boxes, listening, query } from './list-locators'
import { field, press, said } from './record-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

/** Customers called "<mark> A", "<mark> B"… with as many paid orders each. */
async function makeCustomers(database: Sql, mark: string, orders: readonly number[]): Promise<number[]> {
  const ids: number[] = []
  for (const [index, count] of orders.entries()) {
    const name = `${mark} ${'ABC'.charAt(index)}`
    const email = `${name.toLowerCase().replaceAll(' ', '-')}@example.com`
    const [made] = await database<{ id: number }[]>`
      insert into customers (name, email, country, city) values (${name}, ${email}, 'DE', 'Bonn') returning id`
    const id = made?.id ?? 0
    await database`
      insert into orders (customer_id, status, paid_at) select ${id}, 'paid', now() from generate_series(1, ${count})`
    ids.push(id)
  }
  return ids
}

/** The customer of each order, in the order of both. */
const ordersOf = (database: Sql, customers: readonly number[]) =>
  database<
    { customer: number; status: string; orders: number }[]
  >`select customer_id as customer, status::text, count(*)::int as orders from orders
    where customer_id = any(${[...customers]}) group by 1, 2 order by 1, 2`

test('B03: 12 orders are marked as shipped in six clicks', async ({ page, database }) => {
  const customers = await makeCustomers(database, unique('Shipped'), [12])
  const [customer = 0] = customers
  await page.goto(`/admin/orders?customer_id.eq=${customer}`)
  await listening(page)
  await expect(boxes(page)).toHaveCount(12)

  let clicks = 0
  const click = async (name: string) => {
    clicks += 1
    await press(page, name)
  }
  clicks += 1
  await page.getByLabel('Select all rows of this page').check()
  await click('Edit…')
  await expect(page.getByRole('heading', { name: 'Edit 12 selected orders' })).toBeVisible()
  await expectNoViolations(page)
  // One opens the select, one chooses.
  clicks += 2
  await field(page, 'Status').selectOption('shipped')
  await click('Review changes')
  await expect(page.getByText('12 rows change.')).toBeVisible()
  await expectNoViolations(page)
  await click('Change 12 orders')

  await expect(said(page, '12 orders changed.')).toBeVisible()
  expect(await ordersOf(database, customers)).toEqual([{ customer, status: 'shipped', orders: 12 }])
  expect(clicks).toBeLessThanOrEqual(6)
})

test('B04: all products that match are archived, and are as before after an undo from the message', async ({
  page,
  database,
}) => {
  const mark = unique('Archived')
  for (let index = 0; index < 30; index++) await makeProduct(database, { name: `${mark} ${index}` })
  const states = () =>
    database`select status::text, count(*)::int as products from products where name like ${`${mark}%`} group by 1`
  await page.goto(`/admin/products?${query(mark)}&size=25`)
  await listening(page)

  await page.getByLabel('Select all rows of this page').check()
  await page.getByLabel('Select all 30 that match').check()
  await press(page, 'Archive')
  await press(page, 'Archive 30 products')
  const message = said(page, '30 products archived.')
  await expect(message).toBeVisible()
  expect(await states()).toEqual([{ status: 'archived', products: 30 }])

  await message.getByRole('link', { name: 'Undo' }).click()
  await press(page, 'Undo 30 rows')
  await expect(said(page, '30 rows are as before.')).toBeVisible()
  expect(await states()).toEqual([{ status: 'draft', products: 30 }])
})

test('two customers are merged with their orders, and are two again after an undo', async ({ page, database }) => {
  const mark = unique('Merged')
  const customers = await makeCustomers(database, mark, [1, 1])
  const [first = 0, second = 0] = customers
  const rows = () => database`select id, name, email from customers where id = any(${customers}) order by id`
  const [before, orders] = [await rows(), await ordersOf(database, customers)]
  await page.goto(`/admin/customers?${query(mark)}&sort=name`)
  await listening(page)
  await page.getByLabel('Select all rows of this page').check()
  await press(page, 'Merge…')
  await expect(page.getByRole('heading', { name: 'Merge 2 customers' })).toBeVisible()
  await expect(page.getByLabel(`${mark} A stays`)).toBeChecked()
  await expectNoViolations(page)
  await page.getByLabel(`Email of ${mark} B`).check()
  await press(page, 'Review the merge')
  await expect(page.getByRole('heading', { name: /^Orders/u })).toContainText('Changed')
  expect(await rows()).toEqual(before)
  await press(page, 'Merge 2 customers')

  const message = said(page, `1 row was merged into “${mark} A”.`)
  await expect(message).toBeVisible()
  expect(await rows()).toEqual([{ id: first, name: `${mark} A`, email: before[1]?.email }])
  expect(await ordersOf(database, [first, second])).toEqual([{ customer: first, status: 'paid', orders: 2 }])

  await message.getByRole('link', { name: 'Undo' }).click()
  await press(page, 'Undo 3 rows')
  await expect(said(page, '3 rows are as before.')).toBeVisible()
  expect(await rows()).toEqual(before)
  expect(await ordersOf(database, customers)).toEqual(orders)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('rows are edited together and merged', async ({ page, database }) => {
    const mark = unique('Plain')
    const customers = await makeCustomers(database, mark, [1, 1])
    const list = `/admin/customers?${query(mark)}&sort=name`
    const tick = async () => {
      await page.goto(list)
      for (const letter of ['A', 'B']) await page.getByLabel(`Select ${mark} ${letter}`).check()
    }
    await tick()
    await press(page, 'Edit…')
    await field(page, 'City').fill('Ulm')
    await press(page, 'Review changes')
    // Nothing chooses what to do with a value that was typed.
    await expect(page.getByText('Choose what to do with this value')).toBeVisible()
    await expect(field(page, 'City')).toHaveValue('Ulm')
    await field(page, 'What to do with City').selectOption('set')
    await press(page, 'Review changes')
    await press(page, 'Change 2 customers')
    await expect(said(page, '2 customers changed.')).toBeVisible()
    await expect(page).toHaveURL(list)

    await tick()
    await press(page, 'Merge…')
    await page.getByLabel(`${mark} B stays`).check()
    await press(page, 'Review the merge')
    await press(page, 'Merge 2 customers')
    await expect(said(page, '1 row was merged into')).toBeVisible()
    expect(await database`select id, city from customers where id = any(${customers})`).toEqual([
      { id: customers[1], city: 'Ulm' },
    ])
    expect(await ordersOf(database, customers)).toEqual([{ customer: customers[1], status: 'paid', orders: 2 }])
  })
})
