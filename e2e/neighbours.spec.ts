import { expect, makeProduct, test, unique } from './fixtures'
import { field, press, said } from './record-locators'

test.use({ role: 'superuser' })

test('from a record to a row that refers to it, and back to it with one more', async ({ page, database }) => {
  const name = unique('Reviewed chair')
  const product = await makeProduct(database, { name })
  await database`insert into reviews (product_id, rating, title) values (${product}, 4, 'Sits well')`
  const related = page.getByRole('complementary', { name: 'Related rows' })

  await test.step('the rows stand beside the form, and those tables without any in one line', async () => {
    await page.goto(`/admin/products/${product}`)
    await expect(page.getByText('Used in 1 review')).toBeVisible()
    await expect(related.getByRole('table', { name: 'Reviews' })).toContainText('Sits well')
    await expect(related.getByText(/Nothing in: Order items/u)).toBeVisible()
    await expect(related.getByRole('link', { name: 'All 1 Reviews' })).toHaveAttribute(
      'href',
      `/admin/reviews?product_id.eq=${product}`,
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
    await expect(page.locator('[name="product_id"]')).toHaveValue(String(product))
    await field(page, 'Rating').fill('5')
    await field(page, 'Title').fill('Better by the day')
    await press(page, 'Save')
    await expect(page).toHaveURL(`/admin/products/${product}`)
    await expect(said(page, 'Added “Better by the day”.')).toBeVisible()
    await expect(related.getByRole('table', { name: 'Reviews' }).getByRole('row')).toHaveCount(3)
  })

  await test.step('the last changes name what changed', async () => {
    await field(page, 'Stock').fill('17')
    await press(page, 'Save and continue editing')
    await expect(related.getByRole('listitem').filter({ hasText: 'Stock' })).toBeVisible()
  })
})

test('the rows of a list are stepped through from one’s page, and the way back stays', async ({ page, database }) => {
  const mark = unique('Row')
  for (const letter of ['a', 'b', 'c']) await makeProduct(database, { name: `${mark} ${letter}` })
  const list = new URLSearchParams({ q: mark, sort: 'name', size: '1' })
  const title = page.getByRole('heading', { level: 1 })
  await page.goto(`/admin/products?${list}`)
  await page.getByRole('link', { name: `${mark} a` }).click()
  await expect(title).toHaveText(`${mark} a`)

  await page.keyboard.press(']')
  await expect(title).toHaveText(`${mark} b`)
  await page.getByRole('link', { name: 'Next row in the list' }).click()
  await expect(title).toHaveText(`${mark} c`)
  await page.keyboard.press(']')
  await expect(said(page, 'This is the last row of the list.')).toBeVisible()
  await page.keyboard.press('[')
  await expect(title).toHaveText(`${mark} b`)
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Products' }).click()
  expect(new URL(page.url()).searchParams.get('q')).toBe(mark)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('each way is a link to its list, and one more row comes back to the record', async ({ page, database }) => {
    const product = await makeProduct(database, { name: unique('Plain chair') })
    await page.goto(`/admin/products/${product}`)
    const related = page.getByRole('complementary', { name: 'Related rows' })

    await expect(related.getByRole('link', { name: 'All Order items' })).toHaveAttribute(
      'href',
      `/admin/order_items?product_id.eq=${product}`,
    )
    await related.getByRole('link', { name: 'Add review' }).click()
    await field(page, 'Rating').fill('3')
    await field(page, 'Title').fill('Does what it should')
    await press(page, 'Save')
    await expect(page).toHaveURL(`/admin/products/${product}`)
    await page.getByRole('link', { name: 'Previous row in the list' }).click()
    await expect(page).toHaveURL(/\/admin\/products\/\d+$/u)
  })
})
