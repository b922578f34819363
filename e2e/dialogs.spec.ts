import type { Locator, Page } from '@playwright/test'
import { expect, makeProduct, test, unique } from './fixtures'
import { field, pick, said } from './record-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

const dialogs = (page: Page) => page.locator('dialog[open]')
const within = (dialog: Locator, label: string) => dialog.getByLabel(label, { exact: true })
const save = (dialog: Locator) => dialog.getByRole('button', { name: 'Save', exact: true }).click()
const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-')

/** Answers the question before unsaved input is lost. @returns The questions that were asked. */
function answerQuestions(page: Page, answers: boolean[]): string[] {
  const asked: string[] = []
  page.on('dialog', (question) => {
    asked.push(question.message())
    void (answers.shift() === true ? question.accept() : question.dismiss())
  })
  return asked
}

test('DJ-217 F291 F296 F297: a category is added from a product’s form by keyboard alone, with a mistake', async ({
  page,
  database,
}) => {
  const name = unique('Garden')
  const { keyboard } = page
  await page.goto('/admin/products/add')
  await field(page, 'Name').fill('Kept meanwhile')
  const pencil = page.getByRole('link', { name: /^Edit / })
  await expect(pencil).toHaveCount(0)
  const add = page.getByRole('link', { name: 'Add category', exact: true })
  await add.focus()
  await keyboard.press('Enter')

  const dialog = page.getByRole('dialog', { name: 'Add category' })
  await expect(within(dialog, 'ID')).toBeFocused()
  // To the parent, its search button, and the name.
  for (const _ of ['Parent', 'Add category', 'Name']) await keyboard.press('Tab')
  await keyboard.type(name)
  // A slug was suggested.
  await expect(within(dialog, 'Slug')).not.toHaveValue('')
  await within(dialog, 'Slug').fill('')
  await keyboard.press('Control+s')
  await expect(dialog.getByRole('alert').filter({ hasText: '1 field needs a correction.' })).toBeFocused()
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(within(dialog, 'Slug')).toBeFocused()
  // Known to be taken by the database only.
  const [taken] = await database<{ slug: string }[]>`select slug from categories where id = 1`
  await keyboard.type(taken?.slug ?? '')
  await keyboard.press('Control+s')
  await expect(within(dialog, 'Slug')).toHaveAccessibleDescription(/already/u)
  await expect(within(dialog, 'Name')).toHaveValue(name)
  await within(dialog, 'Slug').focus()
  await keyboard.press('Control+a')
  await keyboard.type(slugOf(name))
  await keyboard.press('Control+s')

  await expect(dialogs(page)).toHaveCount(0)
  await expect(page.getByRole('combobox', { name: 'Category' })).toHaveValue(name)
  await expect(add).toBeFocused()
  await expect(pencil).toHaveAccessibleName(`Edit ${name}`)
  await expect(said(page, `“${name}” was saved and chosen.`)).toHaveCount(1)
  await expect(field(page, 'Name')).toHaveValue('Kept meanwhile')
  const [made] = await database<{ id: number }[]>`select id from categories where name = ${name}`
  await expect(page.locator('input[name="category_id"]')).toHaveValue(String(made?.id))
  await expect(said(page, '3 changes: Name, Slug, Category')).toBeVisible()
})

test('DJ-221 F298: dialogs nest three deep, Escape closes the last one, and typed input is asked about', async ({
  page,
  database,
}) => {
  const names = ['Grandparent', 'Parent', 'Child'].map((word) => `${unique(word)} <b>&`)
  const asked = answerQuestions(page, [false, true])
  await page.goto('/admin/products/add')
  const open = (root: Page | Locator) => root.getByRole('link', { name: 'Add category', exact: true }).click()
  await open(page)
  await open(dialogs(page).nth(0))
  await open(dialogs(page).nth(1))
  const [child, parent, grandparent] = [dialogs(page).nth(0), dialogs(page).nth(1), dialogs(page).nth(2)]

  await expect(grandparent.getByRole('button')).toHaveText(['', 'Save', 'Cancel'])
  await expect(grandparent.getByRole('navigation')).toHaveCount(0)
  await expect(grandparent.getByRole('link', { name: 'Add category in a new tab' })).toHaveAttribute('target', '_blank')

  await test.step('the guard holds for the last dialog alone', async () => {
    await within(grandparent, 'Name').fill('typed')
    await page.keyboard.press('Escape')
    await expect(dialogs(page)).toHaveCount(3)
    await page.keyboard.press('Escape')
    await expect(dialogs(page)).toHaveCount(2)
    expect(asked).toEqual(['Discard what you typed?', 'Discard what you typed?'])
    await expect(parent.getByRole('link', { name: 'Add category', exact: true })).toBeFocused()
  })

  await test.step('DJ-224: each saved row comes into the field that asked for it, whatever its name', async () => {
    await open(parent)
    for (const [left, dialog] of [grandparent, parent, child].entries()) {
      const name = names[left] ?? ''
      await within(dialog, 'Name').fill(name)
      await within(dialog, 'Slug').fill(slugOf(name).replaceAll(/[^a-z0-9-]/gu, ''))
      await save(dialog)
      // A dialog below another takes no input.
      await expect(dialogs(page)).toHaveCount(2 - left)
    }
    await expect(page.getByRole('combobox', { name: 'Category' })).toHaveValue(names[2] ?? '')
    const lineage = await database`
      select c.name, p.name as parent, g.name as grandparent from categories c
      join categories p on p.id = c.parent_id join categories g on g.id = p.parent_id where c.name = ${names[2] ?? ''}`
    expect(lineage).toEqual([{ name: names[2], parent: names[1], grandparent: names[0] }])
    expect(asked).toHaveLength(2)
  })
})

test('DJ-220: the pencil changes the linked row, also after somebody else did', async ({ page, database }) => {
  const [before, after] = [unique('Sofas'), unique('Couches')]
  const [category] = await database<{ id: number }[]>`
    insert into categories (name, slug) values (${before}, ${slugOf(before)}) returning id`
  const id = await makeProduct(database, { name: unique('Corner') })
  await database`update products set category_id = ${category?.id ?? 0} where id = ${id}`
  await page.goto(`/admin/products/${id}`)
  await field(page, 'Stock').fill('31')

  const pencil = page.getByRole('link', { name: `Edit ${before}` })
  await pencil.click()
  const dialog = page.getByRole('dialog', { name: before })
  await expect(dialog.getByRole('heading', { name: before })).toBeFocused()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeInViewport()
  await within(dialog, 'Name').first().fill(after)
  await database`update categories set name = 'Theirs', position = 7 where id = ${category?.id ?? 0}`
  await save(dialog)
  await expect(dialog.getByRole('alert').filter({ hasText: 'Name' })).toBeFocused()
  await expect(page.getByRole('dialog')).toBeVisible()
  await save(dialog)

  await expect(dialogs(page)).toHaveCount(0)
  await expect(page.getByRole('combobox', { name: 'Category' })).toHaveValue(after)
  await expect(page.getByRole('link', { name: `Edit ${after}` })).toBeFocused()
  expect(await database`select name, position from categories where id = ${category?.id ?? 0}`).toEqual([
    { name: after, position: 7 },
  ])
  // Not a change of the product.
  await expect(said(page, '1 change: Stock')).toBeVisible()
})

test('SEC-096 DJ-041 DJ-218 F299: without the right to add there is no “+”, and a row that may only be viewed is shown as text', async ({
  openAs,
  makeAccount,
  database,
}) => {
  const account = await makeAccount({ permissions: ['products.change', 'categories.view'] })
  const id = await makeProduct(database, { name: unique('Looked at') })
  const page = await openAs(account)
  await page.goto(`/admin/products/${id}`)
  await expect(page.getByRole('link', { name: 'Add category', exact: true })).toHaveCount(0)
  await expect(page.locator('.relation').getByRole('link', { name: /Delete/u })).toHaveCount(0)
  expect((await page.request.get('/admin/-/api/form/categories')).status()).toBe(403)
  const category = page.getByRole('combobox', { name: 'Category' })
  await expect(category).not.toHaveValue(/^\d+$/u)
  const name = await category.inputValue()
  await page.getByRole('link', { name: `View ${name}` }).press(' ')

  const dialog = page.getByRole('dialog', { name })
  await expect(dialog.getByText('Slug', { exact: true }).first()).toBeVisible()
  await expect(dialog.getByRole('textbox')).toHaveCount(0)
  await expect(dialog.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByRole('link', { name: `View ${name}` })).toBeFocused()
})

test.describe('when the session ends', () => {
  test.use({ expectedErrors: [/status of 401/u] })

  test('SEC-030: a dialog says so, and no typed input is lost in any form', async ({
    openAs,
    makeAccount,
    database,
  }) => {
    const account = await makeAccount({ permissions: ['products.add', 'categories.add', 'categories.view'] })
    const name = unique('Ended')
    const page = await openAs(account)
    await page.goto('/admin/products/add')
    await field(page, 'Name').fill('Below')
    await page.getByRole('link', { name: 'Add category', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Add category' })
    await within(dialog, 'Name').fill(name)
    await within(dialog, 'Slug').fill(slugOf(name))
    await database`delete from brolly.sessions where user_id = ${account.id}`
    await save(dialog)
    await expect(dialog.getByRole('alert').filter({ hasText: 'You are logged out.' })).toBeFocused()

    const other = await openAs(account)
    await other.goto('/admin')
    await page.context().addCookies(await other.context().cookies())
    await save(dialog)
    await expect(dialogs(page)).toHaveCount(0)
    await expect(page.getByRole('combobox', { name: 'Category' })).toHaveValue(name)
    await expect(field(page, 'Name')).toHaveValue('Below')

    await database`delete from brolly.sessions where user_id = ${account.id}`
    await page.getByRole('link', { name: 'Add category', exact: true }).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('You are logged out.')
  })
})

test('DJ-222: in a row of an inline, a dialog has the row’s actions and no violations, and every field that shows the row its new name', async ({
  page,
  database,
}) => {
  const name = unique('Drafted')
  const product = await makeProduct(database, { name, status: 'draft' })
  const [order] = await database<{ id: string }[]>`
    insert into orders (customer_id, total) values (1, 10) returning id::text`
  await database`insert into order_items (order_id, product_id, unit_price) values (${order?.id ?? ''}, ${product}, 10)`
  await page.goto(`/admin/orders/${order?.id}`)
  await page.getByRole('button', { name: 'Add order item' }).click()
  for (const index of [0, 1]) {
    if (index > 0) await page.getByRole('button', { name: 'Add order item' }).click()
    await page.getByRole('combobox', { name: 'Product' }).nth(index).fill(name)
    await page.getByRole('option', { name }).click()
  }
  await page
    .getByRole('link', { name: `Edit ${name}` })
    .last()
    .click()

  const dialog = page.getByRole('dialog', { name })
  // What the user does not agree to lose stays: the action, which loads the form again, does not run.
  const asked = answerQuestions(page, [false])
  await within(dialog, 'Stock').fill('7')
  await dialog.getByRole('button', { name: 'Publish' }).click()
  await expect.poll(() => asked).toEqual(['Discard what you typed?'])
  await dialog.getByRole('button', { name: 'Archive' }).click()
  await dialog.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(within(dialog, 'Status').getByRole('radio', { name: 'draft' })).toBeChecked()
  await within(dialog, 'Stock').fill('5')
  await dialog.getByRole('button', { name: 'Publish' }).click()
  expect(asked).toHaveLength(1)
  await expect(dialog.getByRole('status').filter({ hasText: '1 product published.' })).toBeVisible()
  await expect(within(dialog, 'Status').getByRole('radio', { name: 'active' })).toBeChecked()
  await expectNoViolations(page)
  await within(dialog, 'Name').fill(`${name} too`)
  await save(dialog)
  await expect(dialogs(page)).toHaveCount(0)
  for (const index of [0, 1])
    await expect(page.getByRole('combobox', { name: 'Product' }).nth(index)).toHaveValue(`${name} too`)

  await page.getByRole('link', { name: 'Add product', exact: true }).first().click()
  const adding = page.getByRole('dialog', { name: 'Add product' })
  const other = unique('Other')
  const texts = { Name: other, Slug: slugOf(other), SKU: slugOf(other).slice(-20), Price: '7' }
  for (const [label, text] of Object.entries(texts)) await within(adding, label).fill(text)
  await adding.getByRole('combobox', { name: 'Category' }).fill('Desks')
  await page.getByRole('option', { name: 'Desks' }).first().click()
  await save(adding)
  await expect(dialogs(page)).toHaveCount(0)
  await expect(page.getByRole('combobox', { name: 'Product' }).nth(0)).toHaveValue(other)
  await expect(page.getByRole('combobox', { name: 'Product' }).nth(1)).toHaveValue(`${name} too`)
})

test('F302: a new row that the field does not offer is saved, and not chosen', async ({ page, database }) => {
  const name = unique('Newcomer')
  await page.goto('/admin/reviews/add')
  await pick(page, 'Product', 'Granite')
  // A verified review is by a customer who ordered the product.
  await page.getByLabel('Verified', { exact: true }).check({ force: true })
  await page.getByRole('link', { name: 'Add customer', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Add customer' })
  await within(dialog, 'Name').fill(name)
  await within(dialog, 'Email').fill(`${slugOf(name)}@example.org`)
  await within(dialog, 'Country').fill('DE')
  await within(dialog, 'City').fill('Here')
  await save(dialog)

  await expect(said(page, `“${name}” was saved, but this field does not offer it.`)).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Customer' })).toHaveValue('')
  expect(await database`select name from customers where name = ${name}`).toHaveLength(1)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the pages of related rows open in new tabs', async ({ page }) => {
    await page.goto('/admin/categories/5')
    for (const [name, href] of [
      ['Add category in a new tab', '/admin/categories/add'],
      [/^Open .* in a new tab$/u, /^\/admin\/categories\/\d+$/u],
    ] as const) {
      const link = page.getByRole('link', { name })
      await expect(link).toHaveAttribute('href', href)
      await expect(link).toHaveAttribute('target', '_blank')
    }
  })
})
