import type { Sql } from 'postgres'
import { expect, fillLogin, test, unique } from './fixtures'
import { press, said, told } from './record-locators'

test.use({ role: 'superuser' })

/** An order with two items, of products with names of their own. */
async function makeOrder(database: Sql): Promise<{ id: string; names: string[]; products: number[] }> {
  const names = ['Lamp', 'Shelf', 'Stool'].map((name) => unique(name))
  const products = await database<{ id: number }[]>`
    insert into products (name, slug, sku, category_id, price)
    select name, md5(name), left(md5(name), 20), 1, 10 from unnest(${names}::text[]) with ordinality as n (name, at) order by at returning id`
  const [order] = await database<{ id: string }[]>`
    insert into orders (customer_id, total) values (1, 30) returning id::text`
  const [first, second] = products
  await database`
    insert into order_items (order_id, product_id, quantity, unit_price)
    values (${order?.id ?? ''}, ${first?.id ?? 0}, 1, 10), (${order?.id ?? ''}, ${second?.id ?? 0}, 2, 10)`
  return { id: order?.id ?? '', names, products: products.map(({ id }) => id) }
}

const items = (database: Sql, order: string) =>
  database`select p.name, i.quantity, i.unit_price from order_items i join products p on p.id = product_id where order_id = ${order} order by p.id`

test('items are added, changed and removed in the order’s form, and a mistake is shown in its row', async ({
  page,
  database,
}) => {
  const { id, names } = await makeOrder(database)
  await page.goto(`/admin/orders/${id}`)
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })
  await row(names[0] ?? '')
    .getByLabel('Quantity')
    .fill('0')
  await row(names[1] ?? '')
    .getByRole('checkbox', { name: /^Remove/u })
    .check({ force: true })

  await page.getByRole('button', { name: 'Add order item' }).click()
  const picker = page.getByRole('combobox', { name: 'Product' })
  await expect(picker).toBeFocused()
  await picker.fill(names[2] ?? '')
  await page.getByRole('option', { name: names[2] }).click()
  await page.getByRole('row').last().getByLabel('Unit price').fill('much')
  await expect(page.getByText('1 change: Items')).toBeVisible()
  await press(page, 'Save and continue editing')
  await expect(told(page, 'row 3: Unit price')).toBeVisible()
  await page.getByRole('row').last().getByLabel('Unit price').fill('7.50')
  await press(page, 'Save and continue editing')

  await expect(told(page, 'row 1: Quantity')).toBeVisible()
  await expect(row(names[0] ?? '').getByLabel('Quantity')).toHaveAttribute('aria-invalid', 'true')
  await row(names[0] ?? '')
    .getByLabel('Quantity')
    .fill('5')
  await press(page, 'Save and continue editing')

  await expect(said(page, `Saved “Order ${id}”.`)).toBeVisible()
  expect(await items(database, id)).toEqual([
    { name: names[0], quantity: 5, unit_price: '10.00' },
    { name: names[2], quantity: 1, unit_price: '7.50' },
  ])
  await expect(page.getByRole('row').filter({ hasText: names[1] })).toHaveCount(0)
})

test('an item that another user changed is a conflict in its row, settled there', async ({ page, database }) => {
  const { id, names } = await makeOrder(database)
  await page.goto(`/admin/orders/${id}`)
  const quantity = page.getByRole('row').filter({ hasText: names[0] }).getByLabel('Quantity')
  await quantity.fill('8')
  await database`update order_items set quantity = 9 where order_id = ${id} and quantity = 1`
  await press(page, 'Save and continue editing')

  await expect(told(page, 'Another user changed one of these rows').getByRole('link')).toHaveText('Items, row 1')
  await page.getByRole('radio', { name: 'Theirs: 9' }).check()
  await expect(quantity).toHaveValue('9')
  await page.getByRole('radio', { name: 'Mine: 8' }).check()
  await press(page, 'Save and continue editing')
  await expect(said(page, 'Saved')).toBeVisible()
  expect((await items(database, id))[0]).toMatchObject({ quantity: 8 })
})

test.describe('the session was ended elsewhere', () => {
  test.use({ expectedErrors: [/status of 4\d\d/u] })

  test('changed, new and removed items are restored after the login', async ({ openAs, makeAccount, database }) => {
    const { id, names } = await makeOrder(database)
    const mine = ['view', 'add', 'change', 'delete'].map((verb) => `order_items.${verb}`)
    const account = await makeAccount({ permissions: [...mine, 'orders.change', 'products.view', 'customers.view'] })
    const page = await openAs(account)
    await page.goto(`/admin/orders/${id}`)
    const row = (name = '') => page.getByRole('row').filter({ hasText: name })
    const removal = row(names[1]).getByRole('checkbox', { name: /^Remove/u })
    await row(names[0]).getByLabel('Quantity').fill('6')
    await removal.check({ force: true })
    await page.getByRole('button', { name: 'Add order item' }).click()
    await page
      .getByRole('combobox', { name: 'Product' })
      .last()
      .fill(names[2] ?? '')
    await page.getByRole('option', { name: names[2] }).click()
    await page.getByRole('row').last().getByLabel('Unit price').fill('4.20')
    await database`delete from brolly.sessions where user_id = ${account.id}`
    await press(page, 'Save and continue editing')
    await fillLogin(page, account)

    await expect(said(page, 'Your unsaved changes were restored.')).toBeVisible()
    await expect(row(names[0]).getByLabel('Quantity')).toHaveValue('6')
    await expect(removal).toBeChecked()
    await expect(page.getByRole('row').last().getByLabel('Unit price')).toHaveValue('4.20')
    await expect(page.getByText('1 change: Items')).toBeVisible()
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved “')).toBeVisible()
    expect(await items(database, id)).toEqual([
      { name: names[0], quantity: 6, unit_price: '10.00' },
      { name: names[2], quantity: 1, unit_price: '4.20' },
    ])
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('rows are inputs, removal is a checkbox, and one more row is a button that keeps the input', async ({
    page,
    database,
  }) => {
    const { id, products } = await makeOrder(database)
    await page.goto(`/admin/orders/${id}`)
    await page.locator('[name="order_items.0.quantity"]').fill('4')
    await page
      .getByRole('checkbox', { name: /^Remove/u })
      .nth(1)
      .check({ force: true })
    await page.getByRole('button', { name: 'Add order item' }).click()

    await expect(page.locator('[name="order_items.0.quantity"]')).toHaveValue('4')
    await expect(page.locator('[name="order_items.1.~delete"]')).toBeChecked()
    await page.locator('[name="order_items.2.product_id"]').fill(String(products[2] ?? ''))
    await page.locator('[name="order_items.2.unit_price"]').fill('nothing')
    await press(page, 'Save')
    await expect(told(page, 'row 3: Unit price')).toBeVisible()
    await expect(page.locator('[name="order_items.2.unit_price"]')).toHaveValue('nothing')
    await page.locator('[name="order_items.2.unit_price"]').fill('3')
    await press(page, 'Save')

    await expect(said(page, 'Saved')).toBeVisible()
    expect(await items(database, id)).toMatchObject([
      { quantity: 4, unit_price: '10.00' },
      { quantity: 1, unit_price: '3.00' },
    ])
  })
})

test('a category’s products are edited in its form, with their reviews; a product’s public page is one click away', async ({
  page,
  database,
}) => {
  const name = unique('Nested chair')
  const slug = name.toLowerCase().replaceAll(' ', '-')
  const [category] = await database<{ id: number }[]>`
    insert into categories (name, slug) values (${unique('Nested')}, ${slug}) returning id`
  const [product] = await database<{ id: number }[]>`
    insert into products (name, slug, sku, category_id, price, status)
    values (${name}, ${slug}, ${slug.slice(-20)}, ${category?.id ?? 0}, 10, 'active') returning id`
  await database`insert into reviews (product_id, rating, title) values (${product?.id ?? 0}, 2, 'Wobbly')`
  await page.goto(`/admin/categories/${category?.id}`)
  await page.getByRole('heading', { name: 'Products 1' }).click()
  await page.getByLabel('Price').fill('12.50')
  await page.getByRole('heading', { name: 'Reviews 1' }).click()
  await page
    .getByRole('row')
    .filter({ has: page.locator('[value="Wobbly"]') })
    .getByLabel('Rating')
    .fill('4')
  await page.getByRole('button', { name: 'Add review' }).click()
  await page.getByRole('row').last().getByLabel('Rating').fill('5')
  await page.getByRole('row').last().getByLabel('Title').fill('Mended')
  await press(page, 'Save and continue editing')
  await expect(said(page, 'Saved')).toBeVisible()

  expect(
    await database`
      select p.price, r.title, r.rating from products p join reviews r on r.product_id = p.id
      where p.slug = ${slug} order by r.rating`,
  ).toEqual([
    { price: '12.50', title: 'Wobbly', rating: 4 },
    { price: '12.50', title: 'Mended', rating: 5 },
  ])
  await page.goto(`/admin/products/${product?.id}`)
  await page.getByRole('link', { name: 'View on site' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(page.getByText('€12.50')).toBeVisible()
  await expect(page.getByText('Mended, 5 of 5')).toBeVisible()

  await database`update products set status = 'draft' where id = ${product?.id ?? 0}`
  expect((await page.reload())?.status()).toBe(404)
})

test('rows with a position are moved by dragging, and by keys', async ({ page, database }) => {
  const names = ['First', 'Second', 'Third'].map((name) => unique(name))
  const [parent] = await database<{ id: number }[]>`
    insert into categories (name, slug) values (${unique('Ordered')}, md5(random()::text)) returning id`
  await database`
    insert into categories (name, slug, parent_id, position)
    select name, md5(name), ${parent?.id ?? 0}, at from unnest(${names}::text[]) with ordinality as n (name, at)`
  await page.goto(`/admin/categories/${parent?.id}`)
  await page.getByRole('heading', { name: 'Subcategories 3' }).click()
  const grips = page.getByTitle('Drag to move')
  await expect(grips).toHaveCount(3)
  const shown = page.locator('.inline-line input[name$=".name"]')
  const order = () => shown.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))
  const [first, last] = [await grips.first().boundingBox(), await grips.last().boundingBox()]
  if (!first || !last) throw new Error('The rows are visible.')
  await page.mouse.move(first.x + 5, first.y + 5)
  await page.mouse.down()
  await expect(page.locator('.inline-line[data-dragged]')).toHaveCount(1)
  await page.mouse.move(last.x + 5, last.y + last.height, { steps: 3 })
  await page.mouse.up()
  expect(await order()).toEqual([names[1], names[2], names[0]])

  await page.getByRole('button', { name: `Move ${names[2]} up` }).press('Enter')
  await press(page, 'Save and continue editing')
  await expect(said(page, 'Saved')).toBeVisible()
  const stored = await database<{ name: string }[]>`
    select name from categories where parent_id = ${parent?.id ?? 0} order by position`
  expect(stored.map(({ name }) => name)).toEqual([names[2], names[1], names[0]])
})
