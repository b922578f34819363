import { accountOf, expect, makeProduct, test, unique } from './fixtures'
import { field, fillProduct, press, said, told } from './record-locators'

test.use({ role: 'superuser' })

test.describe('permissions', () => {
  test('DJ-021, DJ-022: a user who may only add sees no list and no row, and lands on the index after adding', async ({
    openAs,
    makeAccount,
    database,
  }) => {
    const name = unique('Only added')
    const page = await openAs(await makeAccount({ permissions: ['products.add', 'categories.view'] }))
    for (const path of [
      '/admin/products',
      '/admin/products/1',
      '/admin/products/1/history',
      '/admin/products/1/delete',
    ])
      expect((await page.goto(path))?.status(), path).toBe(403)

    await page.goto('/admin/products/add')
    // Every link on the page can be followed.
    const links = await page
      .locator('a[href^="/admin"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    for (const href of new Set(links)) expect((await page.request.get(href ?? '')).status(), href ?? '').toBe(200)
    await field(page, 'Name').fill(name)
    await field(page, 'Slug').fill(`s-${name.slice(-8)}`)
    await field(page, 'SKU').fill(name.slice(-8))
    await page.getByRole('combobox', { name: 'Category' }).fill('Desks')
    await page.getByRole('option', { name: /^Desks/u }).click()
    await field(page, 'Price').fill('3.00')
    await expect(page.getByRole('button', { name: 'Save and continue editing' })).toHaveCount(0)
    await press(page, 'Save')
    await expect(page).toHaveURL('/admin')
    await expect(said(page, `Added “${name}”.`)).toBeVisible()
    expect(await database`select 1 from products where name = ${name}`).toHaveLength(1)
    await expect(page.getByRole('link', { name })).toHaveCount(0)
  })

  test('DJ-024: a user who may add and view, but not change, sees the added row read-only', async ({
    openAs,
    makeAccount,
  }) => {
    const name = unique('Read after')
    const page = await openAs(await makeAccount({ permissions: ['products.add', 'products.view', 'categories.view'] }))
    await page.goto('/admin/products/add')
    await fillProduct(page, name)
    await press(page, 'Save and view')

    await expect(page).toHaveURL(/\/admin\/products\/\d+$/u)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
    await expect(page.getByRole('button', { name: /^Save/u })).toHaveCount(0)
  })

  test('DJ-025, DJ-027: a user who may only view sees values as text, and a forged form changes nothing', async ({
    openAs,
    database,
    page,
  }) => {
    const name = unique('Read only')
    const id = await makeProduct(database, { name })
    const viewer = await openAs(accountOf('viewer'))
    await viewer.goto(`/admin/products?${new URLSearchParams({ q: name })}`)
    await expect(viewer.getByRole('link', { name: /^Add/u })).toHaveCount(0)
    await expect(viewer.getByRole('checkbox', { name: `Select ${name}` })).toHaveCount(0)
    await viewer.getByRole('table').getByRole('link', { name }).click()
    await expect(viewer.getByRole('heading', { level: 1 })).toHaveText(name)
    await expect(viewer.getByRole('main').getByRole('textbox')).toHaveCount(0)
    await expect(viewer.getByRole('link', { name: 'Delete…' })).toHaveCount(0)

    // The form of a user with the permission, sent with the viewer's session.
    await page.goto(`/admin/products/${id}`)
    await expect(page.getByRole('complementary', { name: 'Related rows' })).toHaveAttribute('aria-busy', 'false')
    await field(page, 'Stock').fill('1')
    await page.context().clearCookies()
    await page.context().addCookies(await viewer.context().cookies())
    await press(page, 'Save')
    await expect(told(page, /do not have permission/u)).toBeVisible()
    expect(await database`select stock from products where id = ${id}`).toEqual([{ stock: 5 }])
  })

  test('DJ-028: a user who may change but not add finds no link to add', async ({ openAs, makeAccount }) => {
    const page = await openAs(await makeAccount({ permissions: ['categories.change'] }))
    expect((await page.goto('/admin/categories/add'))?.status()).toBe(403)
    await page.goto('/admin/categories')
    await expect(page.getByRole('link', { name: /^Add/u })).toHaveCount(0)
    await page.goto('/admin/categories/2')
    await expect(page.getByRole('button', { name: 'Save and add another' })).toHaveCount(0)
  })

  test('DJ-030, DJ-031: a user who may only delete does it from the delete page; one who may not gets no page', async ({
    openAs,
    makeAccount,
    database,
  }) => {
    const id = await makeProduct(database, { name: unique('Only deleted') })
    const viewer = await openAs(accountOf('viewer'))
    expect((await viewer.goto(`/admin/products/${id}/delete`))?.status()).toBe(403)
    const page = await openAs(await makeAccount({ permissions: ['products.delete'] }))
    await page.goto(`/admin/products/${id}/delete`)
    await page.getByRole('button', { name: 'Delete 1 row' }).click()
    await expect(page).toHaveURL('/admin')
    expect(await database`select 1 from products where id = ${id}`).toHaveLength(0)
  })

  test('DJ-038: a user without permissions sees no table at all', async ({ openAs }) => {
    const page = await openAs(accountOf('nobody'))
    await page.goto('/admin')
    await expect(page.getByText('You do not have access to any tables yet.')).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'Tables' }).getByRole('listitem')).toHaveCount(0)
    expect((await page.goto('/admin/products'))?.status()).toBe(403)
  })

  test('a column that may not be viewed is nowhere: not in form, list, columns, filters, sort or export', async ({
    openAs,
    page: boss,
  }) => {
    await boss.goto('/admin/products/add')
    await expect(field(boss, 'Cost')).toBeVisible()
    const page = await openAs(accountOf('editor'))
    await page.goto('/admin/products/add')
    await expect(field(page, 'Cost')).toHaveCount(0)
    for (const query of ['sort=cost', 'cost.gte=1', 'columns=cost'])
      expect((await page.goto(`/admin/products?${query}`))?.status(), query).toBe(400)
    await page.goto('/admin/products')
    expect(await page.content()).not.toMatch(/\bcost\b/iu)
  })
})

test.describe('masked values', () => {
  const reader = { permissions: ['customers.view', 'customers.reveal'] }
  const withPhone = `select id, phone from customers where phone is not null order by id limit 1`

  test('B35: a masked phone number is shown by a click, which the history tells', async ({
    openAs,
    makeAccount,
    database,
  }) => {
    const [row] = await database.unsafe<{ id: number; phone: string }[]>(withPhone)
    const page = await openAs(await makeAccount(reader))
    await page.goto(`/admin/customers/${row?.id ?? 0}`)
    await expect(page.locator('body')).not.toContainText(row?.phone ?? '')
    await page.getByRole('button', { name: 'Reveal Phone' }).click()
    await expect(page.getByLabel('Value of Phone')).toHaveText(row?.phone ?? '')
    await page.getByRole('link', { name: 'History' }).click()
    await expect(page.getByText(/revealed phone/u).first()).toBeVisible()

    const other = await openAs(await makeAccount({ permissions: ['customers.view'] }))
    await other.goto(`/admin/customers/${row?.id ?? 0}`)
    await expect(other.getByRole('button', { name: 'Reveal Phone' })).toHaveCount(0)
  })

  test.describe('before JavaScript', () => {
    test.use({ javaScriptEnabled: false })

    test('B35: the value is the answer, in a new tab', async ({ openAs, makeAccount, database }) => {
      const [row] = await database.unsafe<{ id: number; phone: string }[]>(withPhone)
      const page = await openAs(await makeAccount(reader))
      await page.goto(`/admin/customers/${row?.id ?? 0}`)
      const opened = page.waitForEvent('popup')
      await page.getByRole('button', { name: 'Reveal Phone' }).click()
      await expect((await opened).locator('body')).toHaveText(row?.phone ?? '')
    })
  })
})
