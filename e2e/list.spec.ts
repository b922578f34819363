import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, makeProduct, test, unique } from './fixtures'
import { listening, names, query, rows } from './list-locators'

test.use({ role: 'superuser' })

/** By its link, which also contains its position in the order. */
const head = (page: Page, name: string): Locator =>
  page.getByRole('columnheader').filter({ has: page.getByRole('link', { name: new RegExp(`^${name} ?\\d?$`, 'u') }) })

test.describe('rows and columns', () => {
  test('a list shows the declared columns, including linked and computed ones', async ({ page, database }) => {
    const name = unique('Shown lamp')
    await makeProduct(database, { name, price: '1250.00', stock: 4, status: 'active' })

    await page.goto(`/admin/products?${query(name)}`)

    await expect(page.getByRole('columnheader')).toContainText([
      'Name',
      'Category',
      'Price',
      'Stock',
      'Status',
      'Stock value',
      'Created at',
    ])
    const row = page.getByRole('row', { name })
    await expect(row).toContainText('1,250.00')
    await expect(row).toContainText('5,000.00')
    await expect(row).toContainText('active')
    await expect(row).toContainText('Seating')
  })

  test('DJ-045: the table that is looked at is marked among the tables', async ({ page }) => {
    await page.goto('/admin/orders')

    const tables = page.getByRole('navigation', { name: 'Tables' })
    await expect(tables.getByRole('link', { name: 'Orders' })).toHaveAttribute('aria-current', 'page')
    await expect(tables.locator('[aria-current]')).toHaveCount(1)
  })

  test('columns are chosen, stay chosen, and are reset to the default ones', async ({ page, database }) => {
    const name = unique('Column lamp')
    await makeProduct(database, { name })
    await page.goto(`/admin/products?${query(name)}`)

    await page.locator('summary', { hasText: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'SKU' }).check()
    await page.getByRole('checkbox', { name: 'Stock value' }).uncheck()
    await page.getByRole('button', { name: 'Show columns' }).click()

    await expect(head(page, 'SKU')).toBeVisible()
    await expect(head(page, 'Stock value')).toHaveCount(0)
    await head(page, 'Price').getByRole('link').first().click()
    await expect(head(page, 'SKU')).toBeVisible()
    await page.locator('summary', { hasText: 'Columns' }).click()
    await page.getByRole('link', { name: 'Default columns' }).click()
    await expect(head(page, 'Stock value')).toBeVisible()
    await expect(head(page, 'SKU')).toHaveCount(0)
  })
})

test.describe('order', () => {
  test('DJ-072: rows are sorted by one column and then by another, each with its arrow and its rank', async ({
    page,
    database,
  }) => {
    const mark = unique('Sorted')
    for (const [letter, price, stock] of [
      ['A', '20.00', 1],
      ['B', '10.00', 1],
      ['C', '20.00', 9],
      ['D', '10.00', 9],
    ] as const)
      await makeProduct(database, { name: `${mark} ${letter}`, price, stock })
    const order = async () => (await names(page)).map((name) => name.at(-1)).join('')
    await page.goto(`/admin/products?${query(mark)}&sort=name`)
    expect(await order()).toBe('ABCD')

    await head(page, 'Price').getByRole('link').first().click()
    await expect(head(page, 'Price')).toHaveAttribute('aria-sort', 'ascending')
    await listening(page)
    await head(page, 'Stock')
      .getByRole('link')
      .first()
      .click({ modifiers: ['Shift'] })

    await expect(head(page, 'Stock')).toHaveAttribute('aria-sort', 'ascending')
    await expect(head(page, 'Price')).toContainText(/▲\s*1/u)
    await expect(head(page, 'Stock')).toContainText(/▲\s*2/u)
    expect(await order()).toBe('BDAC')

    await page.getByRole('link', { name: 'Reverse Stock' }).focus()
    await page.keyboard.press('Enter')
    await expect(head(page, 'Stock')).toContainText(/▼\s*2/u)
    expect(await order()).toBe('DBCA')
    await expect(page).toHaveURL(/sort=price,-stock/u)
  })
})

test.describe('search and filters', () => {
  test('every word must be found, and a quoted phrase as written', async ({ page, database }) => {
    const mark = randomBytes(4).toString('hex')
    for (const name of [`Oak ${mark} table`, `Table ${mark} oak`, `Oak ${mark} chair`])
      await makeProduct(database, { name })
    await page.goto('/admin/products')

    await listening(page)
    await page.keyboard.press('/')
    const search = page.getByRole('searchbox', { name: /^Search Products/u })
    await expect(search).toBeFocused()
    await search.fill(`table ${mark} OAK`)
    await search.press('Enter')
    await expect(rows(page)).toHaveCount(2)

    await search.fill(`"oak ${mark}"`)
    await search.press('Enter')
    await expect(page.getByRole('row', { name: `Oak ${mark} chair` })).toBeVisible()
    await expect(rows(page)).toHaveCount(2)
    await expect(page.getByRole('row', { name: `Table ${mark} oak` })).toHaveCount(0)
  })

  test('a filter is added and removed by keyboard alone', async ({ page, database }) => {
    const mark = unique('Filtered')
    await makeProduct(database, { name: `${mark} old`, status: 'archived' })
    await makeProduct(database, { name: `${mark} new`, status: 'active' })
    await page.goto(`/admin/products?${query(mark)}`)
    await expect(rows(page)).toHaveCount(2)

    await listening(page)
    await page.keyboard.press('f')
    const line = page.getByLabel('Filter line')
    await expect(line).toBeFocused()
    await page.keyboard.type('status archived nonsense')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: '“nonsense” was not understood' })).toBeVisible()
    await expect(line).toHaveValue('status archived nonsense')
    await expect(rows(page)).toHaveCount(2)
    await listening(page)
    await line.fill('sta')
    const offered = page.getByRole('listbox', { name: 'Suggestions' })
    await expect(offered.getByRole('option', { name: 'Status' })).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(line).toHaveValue('Status ')
    await page.keyboard.type('archived')
    await page.keyboard.press('Enter')

    await expect(page).toHaveURL(/status\.eq=archived/u)
    const chip = page.getByRole('list', { name: 'Filters' })
    await expect(chip).toContainText('Status is archived')
    expect(await names(page)).toEqual([`${mark} old`])
    await page.getByRole('link', { name: 'Remove filter: Status is archived' }).press('Enter')
    await expect(rows(page)).toHaveCount(2)
  })

  test('several choices are one filter, and a filter by number and one by date narrow it further', async ({ page }) => {
    await page.goto('/admin/orders')
    await page.locator('summary', { hasText: 'Filter' }).click()
    await expect(page.getByText('Separate several values')).toHaveCount(0)
    await page.getByRole('combobox', { name: 'Column' }).selectOption('Status')
    await page.getByRole('combobox', { name: 'Condition' }).selectOption('is one of')
    await page.getByRole('checkbox', { name: 'cancelled' }).check()
    await page.getByRole('checkbox', { name: 'refunded' }).check()
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Status is one of cancelled, refunded')

    // The panel stays open, with a row for the filter that is set.
    await expect(page.getByText('Separate several values')).toHaveCount(0)
    await expect(
      page.getByRole('group', { name: 'Values of Status' }).getByRole('checkbox', { checked: true }),
    ).toHaveCount(2)
    await page.getByRole('combobox', { name: 'Column' }).selectOption('Total')
    await page.getByRole('combobox', { name: 'Condition', exact: true }).selectOption('at least')
    await page.getByRole('textbox', { name: 'Value', exact: true }).fill('2000')
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'Total at least 2000' })).toBeVisible()

    await page.goto(`${page.url()}&created_at.lt=2025-01-01`)
    const cells = await rows(page).allInnerTexts()
    expect(cells.length).toBeGreaterThan(0)
    for (const text of cells) expect(text).toMatch(/cancelled|refunded/u)
    await page.getByRole('link', { name: 'Clear filters' }).click()
    await expect(page).toHaveURL('/admin/orders')
  })

  test('a filter on a relation finds its rows by typing', async ({ page, database }) => {
    const [category] = await database<
      { id: number; name: string }[]
    >`select id, name from categories where name = 'Desks'`
    await page.goto('/admin/products')
    await page.locator('summary', { hasText: 'Filter' }).click()
    await expect(page.getByText('Separate several values')).toHaveCount(0)
    await page.getByRole('combobox', { name: 'Column' }).selectOption('Category')
    const value = page.getByLabel('Value (type to search)')
    const answered = page.waitForResponse(
      (response) => response.url().includes('/admin/-/api/lookup/') && response.url().includes('Desks'),
    )
    await value.fill('Desks')
    await answered
    await page.getByRole('option', { name: /^Desks/u }).click()
    await expect(page.locator('input[type="hidden"][name="~value"]')).toHaveValue(String(category?.id))
    await page.getByRole('button', { name: 'Apply' }).click()

    await expect(rows(page).first()).toContainText('Desks')
    await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Desks')
  })

  test('a list says why it is empty, and offers a remedy', async ({ page, openAs, makeAccount }) => {
    await page.goto('/admin/products?q=nothing-is-called-that&status.eq=active')
    await expect(page.getByRole('heading', { name: 'No products match' })).toBeVisible()
    await page.getByRole('link', { name: 'Show all products' }).click()
    await expect(rows(page)).toHaveCount(100)

    const helper = await openAs(await makeAccount({ permissions: ['brolly.groups.view'] }))
    await helper.goto('/admin/brolly.groups?name.eq=none')
    await expect(helper.getByRole('heading', { name: 'No groups match' })).toBeVisible()
    await expect(helper.getByRole('link', { name: 'Add group' })).toHaveCount(0)
  })
})

test('coming back to a list puts scroll and focus where they were', async ({ page }) => {
  // Without the rows that other tests add meanwhile, which would move those of the list.
  await page.goto('/admin/products?sort=name&created_at.lt=2026-07-01')
  const region = page.getByRole('region', { name: 'Products, rows' })
  const href = await rows(page).nth(70).locator('th a').getAttribute('href')
  const link = page.locator(`tbody th a[href="${href}"]`)
  await link.scrollIntoViewIfNeeded()
  const top = await region.evaluate((element) => element.scrollTop)
  expect(top).toBeGreaterThan(100)
  await link.click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
  await page.goBack()
  await expect(link).toBeFocused()
  expect(await region.evaluate((element) => element.scrollTop)).toBe(top)

  await link.press('Enter')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(link).toBeFocused()
  expect(await region.evaluate((element) => element.scrollTop)).toBe(top)
})

test('the export contains everything that the list shows, and no formula', async ({ page, database }) => {
  const mark = unique('=Sum')
  for (let index = 0; index < 30; index++)
    await makeProduct(database, { name: `${mark} ${index}`, price: '1500.00', stock: 2 })
  await page.goto(`/admin/products?${query(mark.slice(1))}&size=25&columns=name,category.name,price,stock_value`)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export CSV' }).click()
  const file = await download

  expect(file.suggestedFilename()).toBe('products.csv')
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines[0]).toBe('Name,Category,Price,Stock value')
  expect(lines).toHaveLength(31)
  for (const line of lines.slice(1)) expect(line).toMatch(/^'=Sum [0-9a-f]{8} \d+,Seating,1500\.00,3000\.00$/u)
})

test('DJ-170: the list is unchanged after a row was saved, closed or deleted', async ({ page, database }) => {
  const mark = unique('Returned')
  for (const letter of ['A', 'B']) await makeProduct(database, { name: `${mark} ${letter}` })
  const list = `/admin/products?${query(mark)}&sort=-name&status.eq=draft&size=25`
  await page.goto(list)

  await page.getByRole('link', { name: `${mark} A` }).click()
  await page.getByLabel('Price', { exact: true }).fill('11.00')
  await page.getByRole('button', { name: 'Save and continue editing' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await page.getByLabel('Price', { exact: true }).fill('12.00')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page).toHaveURL(list)

  await page
    .getByRole('table')
    .getByRole('link', { name: `${mark} B` })
    .click()
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(page).toHaveURL(list)

  await page
    .getByRole('table')
    .getByRole('link', { name: `${mark} B` })
    .click()
  await page.getByRole('link', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete 1 row' }).click()
  await expect(page).toHaveURL(list)
  expect(await names(page)).toEqual([`${mark} A`])
})
