import { accountOf, expect, fillLogin, makeProduct, test, unique } from './fixtures'

test.use({ javaScriptEnabled: false })

test('everything that the work needs can be done with JavaScript switched off', async ({ page, database }) => {
  const name = unique('Plain stool')
  const list = `/admin/products?${new URLSearchParams({ q: name })}`

  await test.step('log in, and arrive at the requested page', async () => {
    await page.goto('/admin/products')
    await fillLogin(page, { ...accountOf('superuser'), password: 'wrong' })
    await expect(page.getByText('Wrong email or password')).toBeVisible()
    await expect(page.getByLabel('Email')).toHaveValue(accountOf('superuser').email)
    await page.getByLabel('Password').fill(accountOf('superuser').password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page).toHaveURL('/admin/products')
  })

  await test.step('list, sort, turn the page', async () => {
    const table = page.getByRole('table', { name: 'Products' })
    await expect(table.getByRole('row')).toHaveCount(101)
    await table.getByRole('link', { name: 'Price', exact: true }).click()
    await expect(table.getByRole('columnheader', { name: 'Price' })).toHaveAttribute('aria-sort', 'ascending')
    await page.getByRole('navigation', { name: 'All pages' }).getByRole('link', { name: 'Page 3', exact: true }).click()
    await expect(page).toHaveURL(/sort=price.*page=3|page=3.*sort=price/u)
    await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).toContainText('201')
  })

  await test.step('search and filter', async () => {
    await page.getByRole('searchbox', { name: /^Search Products/u }).fill('chair')
    await page.getByRole('searchbox', { name: /^Search Products/u }).press('Enter')
    await expect(page).toHaveURL(/q=chair/u)
    await page.locator('summary', { hasText: 'Filter' }).click()
    await page.getByRole('combobox', { name: 'Column' }).first().selectOption('Category')
    await page.getByRole('combobox', { name: 'Condition' }).first().selectOption('eq')
    await page.getByRole('textbox', { name: 'Value' }).first().fill('No such category')
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect(page.getByRole('alert')).toContainText('No row for “Category” is called “No such category”.')
    await page.getByRole('textbox', { name: 'Value' }).first().fill('desks')
    await page.getByRole('combobox', { name: 'Column' }).nth(1).selectOption('Status')
    await page.getByRole('combobox', { name: 'Condition' }).nth(1).selectOption('in')
    await page.getByRole('textbox', { name: 'Value' }).nth(1).fill('draft,archived')
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Category is Desks')
    await page.getByRole('link', { name: 'Remove filter: Category is Desks' }).click()
    await expect(page).toHaveURL(/q=chair.*status\.in=draft,archived/u)
    await expect(page.getByRole('list', { name: 'Filters' })).toContainText(/Status.*draft.*archived/u)
    await page.getByRole('link', { name: /^Remove filter/u }).click()
    await expect(page).not.toHaveURL(/status/u)
  })

  await test.step('the values of a column with their numbers of rows', async () => {
    await page.locator('summary', { hasText: 'Filter' }).click()
    await page.getByRole('combobox', { name: 'Counts' }).selectOption('Status')
    await page.getByRole('button', { name: 'Show counts' }).click()
    await page
      .getByRole('list', { name: 'Counts of Status' })
      .getByRole('link', { name: /^draft/u })
      .click()
    await expect(page).toHaveURL(/q=chair.*status\.eq=draft/u)
    await page.getByRole('link', { name: /^Remove filter/u }).click()
  })

  await test.step('add: an error is shown at its field, and the input is kept', async () => {
    await page.goto('/admin/products/add')
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Slug').fill(name.toLowerCase().replaceAll(' ', '-'))
    await page.getByLabel('SKU').fill(name.slice(-8))
    await page.getByLabel('Category').fill('1')
    await page.getByLabel('Price', { exact: true }).fill('twelve')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('Price')
    await expect(page.getByLabel('Price', { exact: true })).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByLabel('Price', { exact: true })).toHaveValue('twelve')
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
    await page.getByLabel('Price', { exact: true }).fill('12.00')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('status')).toContainText(`Added “${name}”`)
    await expect(page).toHaveURL('/admin/products')
  })

  await test.step('change, and settle a conflict', async () => {
    await page.goto(list)
    await page.getByRole('table').getByRole('link', { name, exact: true }).click()
    await database`update products set stock = 7, price = 8.00 where name = ${name}`
    await page.getByLabel('Price', { exact: true }).fill('15.00')
    await page.getByLabel('Description').fill('Three legs.')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const conflict = page.getByRole('alert')
    await expect(conflict).toContainText('Stock')
    await conflict.getByLabel('Theirs: 8.00').check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page).toHaveURL(list)
    const [row] = await database`select price, stock, description from products where name = ${name}`
    expect(row).toEqual({ price: '8.00', stock: 7, description: 'Three legs.' })
  })

  await test.step('run an action on the selected rows', async () => {
    await page.getByLabel(`Select ${name}`).check()
    await page.getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByRole('status').filter({ hasText: '1 product published.' })).toBeVisible()
    await expect(page).toHaveURL(list)
  })

  await test.step('delete, after the preview', async () => {
    await page.getByRole('table').getByRole('link', { name, exact: true }).click()
    await page.getByRole('link', { name: 'Delete…' }).click()
    await expect(page.getByText('This deletes 1 product.')).toBeVisible()
    await page.getByRole('button', { name: 'Delete 1 row' }).click()
    await expect(page).toHaveURL(list)
    await expect(page.getByRole('status').filter({ hasText: `Deleted product “${name}”` })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'No products match' })).toBeVisible()
  })

  await test.step('log out', async () => {
    await page.locator('summary[aria-label^="Account:"]').click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
    await page.goto('/admin/products')
    await expect(page).toHaveURL(/\/admin\/-\/login/u)
  })
})

test('delete the selected rows of a list, with JavaScript switched off', async ({ page, database }) => {
  const names = [unique('Plain bench'), unique('Plain bench')]
  const ids = []
  for (const name of names) ids.push(await makeProduct(database, { name }))
  await page.goto('/admin/-/login')
  await fillLogin(page, accountOf('superuser'))
  await page.goto(`/admin/products?q=${encodeURIComponent('Plain bench')}`)

  for (const name of names) await page.getByLabel(`Select ${name}`).check()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await expect(page.getByText('This deletes 2 products.')).toBeVisible()
  await page.getByRole('button', { name: 'Delete 2 rows' }).click()

  await expect(page.getByRole('status').filter({ hasText: '2 rows deleted.' })).toBeVisible()
  expect(await database`select id from products where id = any(${ids})`).toHaveLength(0)
})
