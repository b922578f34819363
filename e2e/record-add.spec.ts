import { expect, makeProduct, test, unique } from './fixtures'
import { field, fillProduct, pick, press, said } from './record-locators'

test.use({ role: 'superuser' })

test.describe('adding', () => {
  test('DJ-051: the first input has the focus, and database defaults are shown in grey', async ({ page }) => {
    await page.goto('/admin/products/add')

    await expect(field(page, 'Name')).toBeFocused()
    await expect(field(page, 'Stock')).toHaveAttribute('placeholder', 'default: 0')
    await expect(field(page, 'Stock')).toHaveValue('')
    await expect(field(page, 'Status').getByRole('radio', { name: 'default: draft' })).toBeChecked()
    await expect(page.getByLabel('Created at')).toHaveCount(0)
  })

  test('a product is added, with database defaults for empty inputs', async ({ page, database }) => {
    const name = unique('Added desk')
    await page.goto('/admin/products/add')
    await fillProduct(page, name)
    await press(page, 'Save')

    await expect(said(page, `Added “${name}”.`)).toBeVisible()
    await expect(page).toHaveURL('/admin/products')
    const [row] = await database`
      select p.status, p.stock, p.tags, p.description, c.name as category from products p join categories c on c.id = category_id
      where p.name = ${name}`
    expect(row).toEqual({ status: 'draft', stock: 0, tags: [], description: null, category: 'Desks' })
    await said(page, name).getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  })

  test('a value that exists is said when its field is left, before the save', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Taken') })
    const [{ sku } = { sku: '' }] = await database<{ sku: string }[]>`select sku from products where id = ${id}`
    await page.goto('/admin/products/add')
    // Its slug follows once the form listens.
    await field(page, 'Name').pressSequentially('Taken again')
    await expect(field(page, 'Slug')).toHaveValue('taken-again')
    await field(page, 'SKU').fill(sku)
    await field(page, 'Name').focus()

    const message = page.getByText('Another product already has this SKU.')
    await expect(message).toBeVisible()
    await expect(field(page, 'SKU')).toHaveAttribute('aria-invalid', 'true')
    await field(page, 'SKU').fill(`${sku}-2`)
    await expect(message).toBeHidden()
  })

  test('the other two buttons continue with this product, and with another one', async ({ page }) => {
    const [first, second] = [unique('Continued'), unique('Another')]
    await page.goto('/admin/products/add')
    await fillProduct(page, first)
    await press(page, 'Save and continue editing')
    await expect(page).toHaveURL(/\/admin\/products\/\d+$/u)
    await expect(field(page, 'Name')).toHaveValue(first)

    await page.goto('/admin/products/add')
    await fillProduct(page, second)
    await press(page, 'Save and add another')
    await expect(said(page, `Added “${second}”.`)).toBeVisible()
    await expect(page).toHaveURL('/admin/products/add')
    await expect(field(page, 'Name')).toHaveValue('')
  })

  test('DJ-165: values in the URL are filled in, and nothing else of it is used', async ({ page }) => {
    await page.goto(
      '/admin/products/add?name=Given%20desk&category_id=7&stock=3&nonsense=1&id=999999&created_at=2020-01-01',
    )

    await expect(field(page, 'Name')).toHaveValue('Given desk')
    await expect(field(page, 'Stock')).toHaveValue('3')
    await expect(page.locator('[name="category_id"]')).toHaveValue('7')
    await expect(page.getByText('999999')).toHaveCount(0)
  })

  test('a form that is submitted twice adds one row', async ({ page, database }) => {
    const name = unique('Twice')
    await page.goto('/admin/products/add')
    await fillProduct(page, name)
    await page.locator('form.record-form').evaluate((form: HTMLFormElement) => {
      form.requestSubmit()
      form.requestSubmit()
    })
    await expect(said(page, name)).toBeVisible()
    expect(await database`select id from products where name = ${name}`).toHaveLength(1)
  })

  test('a row of a table whose key is two links is added, opened and changed', async ({ page, database }) => {
    const product = await makeProduct(database, { name: unique('Ordered') })
    await page.goto('/admin/order_items/add?order_id=12000')
    await pick(page, 'Product', String(product))
    await field(page, 'Unit price').fill('10.00')
    await press(page, 'Save and continue editing')

    await expect(page).toHaveURL(`/admin/order_items/12000,${product}`)
    await expect(page.getByLabel('Order', { exact: true })).toHaveCount(0)
    await field(page, 'Quantity').fill('3')
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await database`select quantity from order_items where order_id = 12000 and product_id = ${product}`).toEqual(
      [{ quantity: 3 }],
    )
  })

  test('F251 F158: a slug follows the name until it is typed, and an invalid address stays at its field', async ({
    page,
  }) => {
    await page.goto('/admin/products/add')
    await field(page, 'Name').pressSequentially('Große Eiche')
    await expect(field(page, 'Slug')).toHaveValue('grosse-eiche')
    await field(page, 'Slug').fill('my-own')
    await field(page, 'Name').pressSequentially(', geölt')
    await expect(field(page, 'Slug')).toHaveValue('my-own')

    await page.goto('/admin/customers/add')
    await field(page, 'Email').fill('not an email')
    await field(page, 'Country').fill('Germany')
    await press(page, 'Save')
    await expect(field(page, 'Email')).toHaveAccessibleDescription(/one email address/u)
    await field(page, 'Email').fill('x@example.org')
    await field(page, 'Country').fill('de')
    await field(page, 'Name').fill('X')
    await field(page, 'City').fill('X')
    await press(page, 'Save')
    await expect(field(page, 'Country')).toHaveAccessibleDescription('Two capital letters, such as DE.')
  })
})
