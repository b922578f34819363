import type { Sql } from 'postgres'
import { expect, makeProduct, test, unique } from './fixtures'
import { field, pick, press, said } from './record-locators'

test.use({ role: 'superuser' })

async function makeCustomer(database: Sql): Promise<number> {
  const name = unique('Visitor')
  const [row] = await database<{ id: number }[]>`
    insert into customers (name, email, country, city) values (${name}, ${`${name.replaceAll(' ', '.')}@example.org`}, 'DE', 'Here')
    returning id`
  return row?.id ?? 0
}

test('from a record to a row that refers to it, and back to it with one more', async ({ page, database }) => {
  const name = unique('Reviewed chair')
  const other = unique('Other chair')
  const product = await makeProduct(database, { name })
  await makeProduct(database, { name: other })
  const customer = await makeCustomer(database)
  await database`
    insert into reviews (product_id, customer_id, rating, title) values (${product}, ${customer}, 4, 'Sits well')`
  const related = page.getByRole('complementary', { name: 'Related rows' })

  await test.step('the rows stand beside the form, and those tables without any in one line', async () => {
    await page.goto(`/admin/customers/${customer}`)
    await expect(page.getByText('Used in 1 review')).toBeVisible()
    await expect(related.getByRole('table', { name: 'Reviews' })).toContainText('Sits well')
    await expect(related.getByText(/Nothing in: Orders/u)).toBeVisible()
    await expect(related.getByRole('link', { name: 'All 1 Reviews' })).toHaveAttribute(
      'href',
      `/admin/reviews?customer_id.eq=${customer}`,
    )
  })

  await test.step('F012: a link to a row shows it at a glance by key and by pointer', async () => {
    const link = related.getByRole('link', { name: 'Sits well' })
    await link.focus()
    await page.keyboard.press('Space')
    await expect(said(page, 'Rating')).toContainText(name)
    await page.keyboard.press('Escape')
    await expect(said(page, 'Rating')).toHaveCount(0)
    await expect(link).toBeFocused()
    await link.hover()
    await expect(said(page, 'Rating')).toContainText('Sits well')
  })

  await test.step('one more is added with this record filled in, and leads back here', async () => {
    await related.getByRole('link', { name: 'Add review' }).click()
    await expect(page.locator('[name="customer_id"]')).toHaveValue(String(customer))
    await pick(page, 'Product', other)
    await field(page, 'Rating').fill('5')
    await field(page, 'Title').fill('Better by the day')
    await press(page, 'Save')
    await expect(page).toHaveURL(`/admin/customers/${customer}`)
    await expect(said(page, 'Added “Better by the day”.')).toBeVisible()
    await expect(related.getByRole('table', { name: 'Reviews' }).getByRole('row')).toHaveCount(3)
  })

  await test.step('the latest changes name the changed columns', async () => {
    await field(page, 'City').fill('Elsewhere')
    await press(page, 'Save and continue editing')
    await expect(related.getByRole('listitem').filter({ hasText: 'City' })).toBeVisible()
  })
})

test('the rows of a list are stepped through from a record, and the link to the list stays', async ({
  page,
  database,
}) => {
  const mark = unique('Row')
  for (const letter of ['a', 'b', 'c']) await makeProduct(database, { name: `${mark} ${letter}` })
  const list = new URLSearchParams({ q: mark, sort: 'name', size: '1' })
  const title = page.getByRole('heading', { level: 1 })
  /** Keys are heard once the page's script runs, which then loads the related rows. */
  const pressKey = async (key: string) => {
    await expect(page.getByRole('complementary', { name: 'Related rows' })).toHaveAttribute('aria-busy', 'false')
    await page.keyboard.press(key)
  }
  await page.goto(`/admin/products?${list}`)
  await page.getByRole('link', { name: `${mark} a` }).click()
  await expect(title).toHaveText(`${mark} a`)

  await pressKey(']')
  await expect(title).toHaveText(`${mark} b`)
  await page.getByRole('link', { name: 'Next row in the list' }).click()
  await expect(title).toHaveText(`${mark} c`)
  await pressKey(']')
  await expect(said(page, 'This is the last row of the list.')).toBeVisible()
  await pressKey('[')
  await expect(title).toHaveText(`${mark} b`)
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Products' }).click()
  expect(new URL(page.url()).searchParams.get('q')).toBe(mark)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('each group is a link to its list, and adding a row returns to the record', async ({ page, database }) => {
    const product = await makeProduct(database, { name: unique('Plain chair') })
    const customer = await makeCustomer(database)
    await page.goto(`/admin/customers/${customer}`)
    const related = page.getByRole('complementary', { name: 'Related rows' })

    await expect(related.getByRole('link', { name: 'All Orders' })).toHaveAttribute(
      'href',
      `/admin/orders?customer_id.eq=${customer}`,
    )
    await related.getByRole('link', { name: 'Add review' }).click()
    await page.locator('[name="product_id"]').fill(String(product))
    await field(page, 'Rating').fill('3')
    await field(page, 'Title').fill('Does what it should')
    await press(page, 'Save')
    await expect(page).toHaveURL(`/admin/customers/${customer}`)
    await page.getByRole('link', { name: 'Previous row in the list' }).click()
    await expect(page).toHaveURL(/\/admin\/customers\/\d+$/u)
  })
})
