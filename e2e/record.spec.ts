import { expect, makeProduct, test, unique } from './fixtures'
import { field, press, said, told } from './record-locators'

test.use({ role: 'superuser' })

test.describe('mistakes', () => {
  test('DJ-167: each is shown at its input, with a summary that links to it, and no input is lost', async ({
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

  test('what only the database can find is shown at its field too', async ({ page, database }) => {
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
  test('Ctrl S saves, the bar lists the changes, and saving without changes says so', async ({ page, database }) => {
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

  test('NULL and the empty text are different, and both can be entered', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Null'), description: 'Something' })
    const stored = async () => (await database`select description from products where id = ${id}`)[0]?.description
    const isNull = page.getByRole('checkbox', { name: 'No value' })
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

  test('values filled in by the database or by code are read-only', async ({ page, database }) => {
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

test('a linked row is searched, selected with the arrow keys, chosen with Enter or left with Esc', async ({
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
  await expect(page.getByRole('link', { name: 'Edit Desks' })).toHaveAttribute('href', `/admin/categories/${desks?.id}`)
  await press(page, 'Save and continue editing')
  // A new page is loaded: input typed into the old one would be lost.
  await expect(said(page, 'Saved')).toBeVisible()
  expect(await stored()).toBe(desks?.id)

  await picker.fill(before)
  await expect(page.getByRole('option').first()).toContainText(`#${before}`)
  await picker.press('Enter')
  await press(page, 'Save and continue editing')
  await expect.poll(stored).toBe(Number(before))
})

test.describe('values that were not chosen', () => {
  test('no key press, focus, Tab or Escape changes the linked row of a record', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Steady') })
    await page.goto(`/admin/products/${id}`)
    const picker = page.getByRole('combobox', { name: 'Category' })
    const posted = page.locator('[name="category_id"]')
    await expect(picker).toHaveValue('Seating')
    const before = await posted.inputValue()
    // A record is read first: a stray key must not reach an input.
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

  test('text without a chosen match prevents saving, with a message', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Unpicked') })
    await page.goto(`/admin/products/${id}`)
    const picker = page.getByRole('combobox', { name: 'Category' })
    await picker.fill('desk')
    await press(page, 'Save')

    await expect(picker).toHaveAccessibleDescription(/Choose one of the matches/u)
    await expect(picker).toHaveValue('desk')
  })

  test('a date is typed as people write it, with how it is understood, or chosen by keys from a calendar', async ({
    page,
    database,
  }) => {
    const [row] = await database<{ id: number }[]>`
      update customers set birthday = '1990-05-17' where id = (select min(id) from customers) returning id`
    const birthday = () => database`select birthday::text from customers where id = ${row?.id ?? 0}`
    await page.goto(`/admin/customers/${row?.id}`)
    await page.locator('summary', { hasText: 'Internal' }).click()
    await field(page, 'Birthday').fill('7/5/1990')
    await press(page, 'Save')

    await expect(field(page, 'Birthday')).toHaveAccessibleDescription(/can be 7 May 1990 or 5 July 1990/u)
    expect(await birthday()).toEqual([{ birthday: '1990-05-17' }])
    await field(page, 'Birthday').fill('5 July 1990')
    await expect(said(page, 'Thursday, 5 July 1990')).toBeVisible()
    await page.getByRole('button', { name: 'Choose Birthday from a calendar' }).press('Enter')
    await page
      .getByRole('dialog', { name: 'Calendar for Birthday' })
      .getByRole('button', { name: '5 July' })
      .first()
      .focus()
    await page.keyboard.press('PageDown')
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('button', { name: 'Monday, 6 August 1990' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(field(page, 'Birthday')).toHaveValue('1990-08-06')
    await press(page, 'Save and continue editing')
    await expect.poll(birthday).toEqual([{ birthday: '1990-08-06' }])
  })
})

test('keys with special characters, or with the name of a page, open their own row', async ({ page, makeAccount }) => {
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
