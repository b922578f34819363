import { accountOf, expect, fillLogin, makeProduct, test, unique } from './fixtures'
import { field, fillProduct, pick, press, said, told } from './record-locators'

test.use({ role: 'superuser' })

test.describe('adding', () => {
  test('DJ-051: the first input has the focus, and what the database fills in stands there in grey', async ({
    page,
  }) => {
    await page.goto('/admin/products/add')

    await expect(field(page, 'Name')).toBeFocused()
    await expect(field(page, 'Stock')).toHaveAttribute('placeholder', 'default: 0')
    await expect(field(page, 'Stock')).toHaveValue('')
    await expect(field(page, 'Status').locator('option:checked')).toHaveText('default: draft')
    await expect(page.getByLabel('Created at')).toHaveCount(0)
  })

  test('a product is added, with the defaults of the database where nothing was typed', async ({ page, database }) => {
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

  test('the other two buttons go on with this product, and with the next one', async ({ page }) => {
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

  test('DJ-165: what the address gives stands in the form, and nothing else of it does', async ({ page }) => {
    await page.goto(
      '/admin/products/add?name=Given%20desk&category_id=7&stock=3&nonsense=1&id=999999&created_at=2020-01-01',
    )

    await expect(field(page, 'Name')).toHaveValue('Given desk')
    await expect(field(page, 'Stock')).toHaveValue('3')
    await expect(page.locator('[name="category_id"]')).toHaveValue('7')
    await expect(page.getByText('999999')).toHaveCount(0)
  })

  test('a form that is sent twice makes one row', async ({ page, database }) => {
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
})

test.describe('mistakes', () => {
  test('DJ-167: each is told at its input, with a summary that leads there, and nothing typed is lost', async ({
    page,
    database,
  }) => {
    const name = unique('Mistaken')
    const id = await makeProduct(database, { name })
    await page.goto(`/admin/products/${id}`)

    await field(page, 'Name').fill('')
    await field(page, 'Price').fill('a lot')
    await field(page, 'Stock').fill('12345678901234567890')
    await field(page, 'Description').fill('Kept all the same.')
    await press(page, 'Save')

    const summary = told(page, '3 fields need a correction.')
    await expect(summary).toBeFocused()
    await expect(field(page, 'Price')).toHaveAttribute('aria-invalid', 'true')
    await expect(field(page, 'Price')).toHaveAccessibleDescription(/number/iu)
    await expect(field(page, 'Price')).toHaveValue('a lot')
    await expect(field(page, 'Description')).toHaveValue('Kept all the same.')
    await summary.getByRole('link', { name: 'Stock' }).click()
    await expect(field(page, 'Stock')).toBeFocused()
    await field(page, 'Stock').fill('12')
    await field(page, 'Price').fill('5.00')
    await expect(told(page, '1 field needs a correction.')).toBeVisible()
    expect(await database`select name, stock from products where id = ${id}`).toEqual([{ name, stock: 5 }])
  })

  test('what only the database can know is told at its field too', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Unlike') })
    const [other] = await database<{ slug: string }[]>`select slug from products where id <> ${id} order by id limit 1`
    await page.goto(`/admin/products/${id}`)

    await field(page, 'Slug').fill(other?.slug ?? '')
    await press(page, 'Save')
    await expect(field(page, 'Slug')).toHaveAccessibleDescription(/already/u)
    await field(page, 'Slug').fill(`mended-${id}`)
    await field(page, 'Price').fill('-1')
    await press(page, 'Save')
    await expect(page.getByRole('alert').filter({ hasText: /Price|rule|positive|allow/iu })).toBeVisible()
    await field(page, 'Price').fill('1.00')
    await page.getByRole('combobox', { name: 'Category' }).fill('999999')
    await expect(page.getByText('No match')).toBeVisible()
    await press(page, 'Save')
    await expect(page.getByRole('combobox', { name: 'Category' })).toHaveAccessibleDescription(
      /Choose one of the matches/u,
    )
  })
})

test.describe('changing', () => {
  test('Ctrl S saves, the bar says what will be, and saving nothing says so', async ({ page, database }) => {
    const name = unique('Saved')
    const id = await makeProduct(database, { name })
    await page.goto(`/admin/products/${id}`)

    await field(page, 'Price').fill('99.00')
    await field(page, 'Stock').fill('8')
    await expect(said(page, '2 changes: Price, Stock')).toBeVisible()
    await page.keyboard.press('Control+s')
    await expect(said(page, `Saved “${name}”.`)).toBeVisible()
    expect(await database`select price, stock from products where id = ${id}`).toEqual([{ price: '99.00', stock: 8 }])

    await page.goto(`/admin/products/${id}`)
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Nothing to save')).toBeVisible()
  })

  test('NULL and an empty text are two things, and both can be had', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Null'), description: 'Something' })
    const stored = async () => (await database`select description from products where id = ${id}`)[0]?.description
    const isNull = page.getByRole('checkbox', { name: 'null' })
    await page.goto(`/admin/products/${id}`)

    await field(page, 'Description').fill('')
    await press(page, 'Save and continue editing')
    await expect.poll(stored).toBe('')

    await page.goto(`/admin/products/${id}`)
    await expect(isNull).not.toBeChecked()
    await isNull.check()
    await press(page, 'Save and continue editing')
    await expect.poll(stored).toBeNull()

    await page.goto(`/admin/products/${id}`)
    await expect(isNull).toBeChecked()
    await field(page, 'Description').fill('Back again')
    await expect(isNull).not.toBeChecked()
  })

  test('leaving with changes asks, and staying keeps them', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Guarded') })
    const asked: string[] = []
    let answer = false
    page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      void (answer ? dialog.accept() : dialog.dismiss())
    })
    await page.goto(`/admin/products/${id}`)
    await page.getByRole('link', { name: 'History' }).click()
    await expect(page).toHaveURL(/\/history/u)
    await page.goBack()
    expect(asked).toHaveLength(0)

    await field(page, 'Stock').fill('77')
    await page.getByRole('link', { name: 'History' }).click()
    await expect.poll(() => asked).toHaveLength(1)
    await expect(field(page, 'Stock')).toHaveValue('77')
    answer = true
    await page.getByRole('link', { name: 'History' }).click()
    await expect(page).toHaveURL(/\/history/u)
    expect(await database`select stock from products where id = ${id}`).toEqual([{ stock: 5 }])
  })

  test('what the database and the code fill in themselves can be read, not typed', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Stamped') })
    const [before] = await database`select updated_at::text as at from products where id = ${id}`
    await page.goto(`/admin/products/${id}`)
    await expect(page.getByRole('main').getByText('Updated at').first()).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Updated at' })).toHaveCount(0)
    await expect(page.getByRole('textbox', { name: 'Created at' })).toHaveCount(0)

    await field(page, 'Stock').fill('6')
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    const [after] = await database`select updated_at::text as at from products where id = ${id}`
    expect(after?.at).not.toBe(before?.at)
  })
})

test('a linked row is searched, walked with the arrows, taken with Enter or left with Esc', async ({
  page,
  database,
}) => {
  const id = await makeProduct(database, { name: unique('Linked') })
  const [desks] = await database<{ id: number }[]>`select id from categories where name = 'Desks'`
  await page.goto(`/admin/products/${id}`)
  const picker = page.getByRole('combobox', { name: 'Category' })
  await expect(page.getByText('Seating').first()).toBeVisible()
  await expect(picker).toHaveValue('Seating')
  const posted = page.locator('[name="category_id"]')
  const before = await posted.inputValue()
  const stored = async () => (await database`select category_id from products where id = ${id}`)[0]?.category_id

  await picker.fill('e')
  await expect(page.getByRole('listbox', { name: 'Matches' })).toBeVisible()
  const second = page.getByRole('option').nth(1)
  await expect(second).toBeVisible()
  await picker.press('ArrowDown')
  await expect(second).toHaveAttribute('aria-selected', 'true')
  await picker.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expect(picker).toHaveValue('Seating')

  await picker.fill('desk')
  await expect(page.getByRole('option', { name: /^Desks/u })).toHaveAttribute('aria-selected', 'true')
  await picker.press('Enter')
  await expect(picker).toHaveValue('Desks')
  await expect(posted).toHaveValue(String(desks?.id))
  await expect(page.getByRole('link', { name: 'Open Desks in a new tab' })).toHaveAttribute(
    'href',
    `/admin/categories/${desks?.id}`,
  )
  await press(page, 'Save and continue editing')
  // The page is another one from here on: what was typed into the old one would be lost with it.
  await expect(said(page, 'Saved')).toBeVisible()
  expect(await stored()).toBe(desks?.id)

  await picker.fill(before)
  await expect(page.getByRole('option').first()).toContainText(`#${before}`)
  await picker.press('Enter')
  await press(page, 'Save and continue editing')
  await expect.poll(stored).toBe(Number(before))
})

test.describe('what nobody chose', () => {
  test('no key press, focus, Tab or Escape gives a record another linked row', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Steady') })
    await page.goto(`/admin/products/${id}`)
    const picker = page.getByRole('combobox', { name: 'Category' })
    const posted = page.locator('[name="category_id"]')
    await expect(picker).toHaveValue('Seating')
    const before = await posted.inputValue()
    // A record is read first: a key pressed on it reaches no input.
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')

    await picker.focus()
    await expect(picker).toHaveValue('Seating')
    await page.keyboard.type('d')
    await expect(page.getByRole('option').first()).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(picker).toHaveValue('Seating')
    await picker.press('Backspace')
    await picker.press('Tab')
    await expect(picker).toHaveValue('Seating')
    await picker.fill('desk')
    await expect(page.getByRole('option', { name: /^Desks/u })).toBeVisible()
    await picker.press('Escape')

    await expect(picker).toHaveValue('Seating')
    await expect(posted).toHaveValue(before)
    await expect(page.locator('.save-bar .changes')).toBeEmpty()
  })

  test('text that was typed and not picked stops the save and is asked about', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Unpicked') })
    await page.goto(`/admin/products/${id}`)
    const picker = page.getByRole('combobox', { name: 'Category' })
    await picker.fill('desk')
    await press(page, 'Save')

    await expect(picker).toHaveAccessibleDescription(/Choose one of the matches/u)
    await expect(picker).toHaveValue('desk')
  })

  test('half a date is no value, and not NULL either', async ({ page, database }) => {
    const [row] = await database<{ id: number; birthday: string }[]>`
      update customers set birthday = '1990-05-17' where id = (select min(id) from customers) returning id, birthday::text`
    await page.goto(`/admin/customers/${row?.id}`)
    await field(page, 'Birthday').focus()
    await page.keyboard.press('Backspace')
    await press(page, 'Save')

    await expect(field(page, 'Birthday')).toHaveAccessibleDescription(/incomplete/u)
    expect(await database`select birthday::text from customers where id = ${row?.id ?? 0}`).toEqual([
      { birthday: '1990-05-17' },
    ])
  })
})

test.describe('two people on one row', () => {
  test('changes to different fields are put together, one click from being saved', async ({
    page,
    openAs,
    database,
  }) => {
    const id = await makeProduct(database, { name: unique('Shared') })
    const other = await openAs(accountOf('editor'))
    await page.goto(`/admin/products/${id}`)
    await other.goto(`/admin/products/${id}`)
    await field(other, 'Stock').fill('50')
    await press(other, 'Save and continue editing')
    await expect(said(other, 'Saved')).toBeVisible()

    await field(page, 'Price').fill('20.00')
    await press(page, 'Save')

    const conflict = told(page, 'Saved first by editor@example.com')
    await expect(conflict).toBeFocused()
    await expect(conflict).toContainText('Both sets of changes are merged below')
    await expect(field(page, 'Stock')).toHaveValue('50')
    await expect(field(page, 'Price')).toHaveValue('20.00')
    await press(page, 'Save')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await database`select price, stock from products where id = ${id}`).toEqual([{ price: '20.00', stock: 50 }])
  })

  for (const side of ['mine', 'theirs'] as const)
    test(`a field that both changed is chosen: ${side}`, async ({ page, database }) => {
      const id = await makeProduct(database, { name: unique('Disputed') })
      await page.goto(`/admin/products/${id}`)
      await database`update products set stock = 50 where id = ${id}`
      await field(page, 'Stock').fill('60')
      await press(page, 'Save')

      const conflict = told(page, 'Someone else saved this first')
      await conflict.getByLabel(side === 'mine' ? 'Mine: 60' : 'Theirs: 50').check()
      await expect(field(page, 'Stock')).toHaveValue(side === 'mine' ? '60' : '50')
      await press(page, 'Save')
      await expect(page.getByRole('status').filter({ hasText: /Saved|Nothing to save/u })).toBeVisible()
      expect(await database`select stock from products where id = ${id}`).toEqual([
        { stock: side === 'mine' ? 60 : 50 },
      ])
    })

  test('a row that was deleted meanwhile says so and keeps what was typed', async ({ page, openAs, database }) => {
    const id = await makeProduct(database, { name: unique('Vanished') })
    const other = await openAs(accountOf('editor'))
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Stock').fill('60')
    await other.goto(`/admin/products/${id}/delete`)
    await other.getByRole('button', { name: 'Delete 1 row' }).click()
    await expect(said(other, 'Deleted')).toBeVisible()

    await press(page, 'Save')

    await expect(told(page, 'has been deleted')).toBeVisible()
    await expect(field(page, 'Stock')).toHaveValue('60')
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  })
})

test('a key with signs in it, and one called like a page, open their own row', async ({ page, makeAccount }) => {
  await page.goto('/admin/products/add')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add product')
  for (const key of ['~61dd', "1'or'1", '1,2', '..~2f', 'abc', '99999999999999999999', '~00', '-1']) {
    const response = await page.goto(`/admin/products/${key}`)
    expect(response?.status(), key).toBe(404)
    await expect(page.getByRole('heading', { level: 1 }), key).toHaveText('Not found')
  }
  const { id } = await makeAccount()
  await page.goto(`/admin/brolly.users/${id}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('@example.com')
})

test.describe('what was typed is there again', () => {
  test.use({ expectedErrors: [/UnrecognizedActionError|status of 4\d\d/u] })

  test('after the session has ended elsewhere and one has logged in', async ({ openAs, makeAccount, database }) => {
    const account = await makeAccount({ permissions: ['products.change', 'categories.view'] })
    const page = await openAs(account)
    const id = await makeProduct(database, { name: unique('Ended') })
    await page.goto(`/admin/products/${id}`)
    await database`delete from brolly.sessions where user_id = ${account.id}`
    await field(page, 'Stock').fill('77')
    await press(page, 'Save and continue editing')

    await expect(page).toHaveURL(/\/admin\/-\/login\?next=/u)
    await fillLogin(page, account)
    await expect(page).toHaveURL(`/admin/products/${id}`)
    await expect(said(page, 'Your unsaved changes were restored.')).toBeVisible()
    await expect(field(page, 'Stock')).toHaveValue('77')
    expect((await database`select stock from products where id = ${id}`)[0]).toEqual({ stock: 5 })
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved “')).toBeVisible()
    expect((await database`select stock from products where id = ${id}`)[0]).toEqual({ stock: 77 })
    // Taken: nothing is left to come back.
    await page.reload()
    await expect(said(page, 'Your unsaved changes were restored.')).toHaveCount(0)
  })

  test('after the server was replaced by another version, and that is said', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Deployed') })
    await page.goto(`/admin/products/${id}`)
    // What a new build does to an open page: the form that it sends is none of the server's.
    await page.route('**/admin/products/*', (route) => {
      const headers = route.request().headers()
      return route.continue({
        headers: headers['next-action'] === undefined ? headers : { ...headers, 'next-action': '0'.repeat(42) },
      })
    })
    await field(page, 'Stock').fill('78')
    await press(page, 'Save and continue editing')

    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This admin has been updated')
    await page.unrouteAll()
    await page.getByRole('link', { name: 'Reload this page' }).click()
    await expect(field(page, 'Stock')).toHaveValue('78')
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved “')).toBeVisible()
    expect((await database`select stock from products where id = ${id}`)[0]).toEqual({ stock: 78 })
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a session that ended meanwhile leads to the login and back', async ({ page, openAs, makeAccount }) => {
    const account = await makeAccount({ permissions: ['categories.change'] })
    await openAs(account)
    await page.context().clearCookies()
    await page.goto('/admin/categories/2')
    await fillLogin(page, account)
    await expect(page).toHaveURL('/admin/categories/2')
    await page.context().clearCookies()
    await press(page, 'Save')
    await expect(page).toHaveURL(/\/admin\/-\/login\?next=/u)
    await fillLogin(page, account)
    await expect(page).toHaveURL('/admin/categories/2')
  })
})
