import { expect, makeProduct, test, unique } from './fixtures'
import { field, press, said } from './record-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

test('B04: a save is undone from its message, and the undo as well', async ({ page, database }) => {
  const name = unique('Steady chair')
  const id = await makeProduct(database, { name, stock: 3 })
  const stock = async () => (await database<{ stock: number }[]>`select stock from products where id = ${id}`)[0]?.stock

  await page.goto(`/admin/products/${id}`)
  await field(page, 'Stock').fill('30')
  await press(page, 'Save and continue editing')
  await said(page, `Saved “${name}”`).getByRole('link', { name: 'Undo' }).click()

  await test.step('the page says what would change, and has changed nothing yet', async () => {
    await expect(page.getByRole('heading', { name: /^Undo a change by/u })).toBeVisible()
    await expect(page.getByRole('row', { name: 'Stock' })).toContainText('30')
    await expect(page.getByRole('row', { name: 'Stock' })).toContainText('3')
    expect(await stock()).toBe(30)
    await expectNoViolations(page)
  })

  await press(page, 'Undo 1 row')
  await expect(page).toHaveURL(`/admin/products/${id}`)
  await expect(field(page, 'Stock')).toHaveValue('3')
  await said(page, 'Undone: 1 row is as before.').getByRole('link', { name: 'Undo' }).click()
  await press(page, 'Undo 1 row')
  await expect(field(page, 'Stock')).toHaveValue('30')
})

test('B04: an earlier value is put back from the history, and the whole row from how it was', async ({
  page,
  database,
}) => {
  const name = unique('Priced chair')
  const id = await makeProduct(database, { name, stock: 3 })
  const stock = async () => (await database<{ stock: number }[]>`select stock from products where id = ${id}`)[0]?.stock
  await page.goto(`/admin/products/${id}`)
  for (const value of ['30', '40']) {
    await field(page, 'Stock').fill(value)
    await press(page, 'Save and continue editing')
    await expect(said(page, `Saved “${name}”`)).toBeVisible()
    await page.goto(`/admin/products/${id}`)
  }

  await page.goto(`/admin/products/${id}/history`)
  await page.getByRole('link', { name: 'Put back Stock' }).nth(1).click()
  await expect(page.getByRole('heading', { name: `Put back Stock of ${name}` })).toBeVisible()
  expect(await stock()).toBe(40)
  await press(page, 'Put back')
  await expect(said(page, `“${name}” was put back.`)).toBeVisible()
  expect(await stock()).toBe(3)

  await page.goto(`/admin/products/${id}/history`)
  await page.getByRole('link', { name: 'The row then' }).nth(1).click()
  await expect(page.getByRole('row', { name: 'Stock' })).toContainText('40')
  await expectNoViolations(page)
  await page.getByRole('link', { name: 'Put back the whole row' }).click()
  await press(page, 'Put back')
  await expect(said(page, `“${name}” was put back.`)).toBeVisible()
  expect(await stock()).toBe(40)
})

test('if the row changes between looking and agreeing, nothing is undone', async ({ page, database }) => {
  const id = await makeProduct(database, { name: unique('Moving chair'), stock: 3 })
  await page.goto(`/admin/products/${id}`)
  await field(page, 'Stock').fill('30')
  await press(page, 'Save and continue editing')
  await said(page, 'Saved').getByRole('link', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Undo 1 row' })).toBeVisible()
  await database`update products set stock = 31 where id = ${id}`
  await press(page, 'Undo 1 row')
  await expect(page.getByText('The rows have changed since you looked.')).toBeVisible()
  await expect(page.getByText('It was changed again since.')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Undo/u })).toHaveCount(0)
})

test('B04: a deleted row is found from an empty search, and restored from the trash', async ({ page, database }) => {
  const name = unique('Lost chair')
  const id = await makeProduct(database, { name })
  await page.goto(`/admin/products/${id}/delete`)
  await press(page, 'Delete 1 row')
  await expect(page).toHaveURL(/\/admin\/products$/u)
  await page.goto(`/admin/products?q=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name: 'Search deleted rows' }).click()
  await expect(page.getByRole('heading', { name: 'Deleted products' })).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('checkbox', { name: `Tick ${name}` }).check()
  await press(page, 'Restore ticked rows…')
  await press(page, 'Restore 1 row')
  await expect(page).toHaveURL(`/admin/products/${id}`)
  await page.goto(`/admin/-/trash/products?q=${encodeURIComponent(name)}`)
  await expect(page.getByText('No deleted rows match.')).toBeVisible()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('B04: a deleted customer is restored from the history, with orders and items', async ({ page, database }) => {
    const email = `${unique('gone').replaceAll(' ', '.')}@example.org`
    const [{ id } = { id: 0 }] = await database<{ id: number }[]>`
      insert into customers (name, email, country, city) values ('Gone Soon', ${email}, 'DE', 'Here') returning id`
    const product = await makeProduct(database, { name: unique('Bought chair') })
    await database`
      with made as (insert into orders (customer_id) select ${id} from generate_series(1, 14) returning id)
      insert into order_items (order_id, product_id, unit_price) select id, ${product}, 5 from made`
    await database`insert into reviews (product_id, customer_id, rating, title) values (${product}, ${id}, 5, 'Mine')`
    const contents = () => database`
      select (select count(*)::int from orders where customer_id = ${id}) as orders,
        (select count(*)::int from order_items where product_id = ${product}) as items,
        (select customer_id from reviews where product_id = ${product}) as reviewer`
    const before = await contents()

    await page.goto(`/admin/customers/${id}/delete`)
    await page.getByRole('button', { name: /^Delete/u }).click()
    await expect(page.getByRole('status')).toContainText('Deleted')
    expect(await contents()).toEqual([{ orders: 0, items: 0, reviewer: null }])

    await page.goto(`/admin/customers/${id}/history`)
    await page.getByRole('link', { name: 'Restore' }).click()
    await page.getByRole('button', { name: 'Undo 30 rows' }).click()
    await expect(page.getByRole('status')).toContainText('Undone: 30 rows are as before.')
    expect(await contents()).toEqual(before)
  })
})
