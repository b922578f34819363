import type { Page } from '@playwright/test'
import { accountOf, expect, makeProduct, test, unique } from './fixtures'
import { field, press, said, told } from './record-locators'

test.use({ role: 'superuser' })

const status = (page: Page, value: string) => field(page, 'Status').getByRole('radio', { name: value, exact: true })

test.describe('choices as segments', () => {
  test('are changed by the keyboard, saved and merged like a select', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Segments') })
    await page.goto(`/admin/products/${id}`)
    await expect(status(page, 'draft')).toBeChecked()
    await status(page, 'draft').focus()
    await page.keyboard.press('ArrowRight')
    await expect(status(page, 'active')).toBeChecked()
    await expect(page.getByText('1 change: Status')).toBeVisible()
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByText('1 change: Status')).toBeHidden()
    await page.keyboard.press('ArrowRight')

    await database`update products set status = 'archived' where id = ${id}`
    await press(page, 'Save and continue editing')
    const conflict = told(page, 'Someone else saved this first')
    await conflict.getByLabel('Theirs: archived').check()
    await expect(status(page, 'archived')).toBeChecked()
    await conflict.getByLabel('Mine: active').check()
    await expect(status(page, 'active')).toBeChecked()
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await database`select status from products where id = ${id}`).toEqual([{ status: 'active' }])
  })

  test('fit a phone', async ({ page, database }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    const id = await makeProduct(database, { name: unique('Narrow') })
    await page.goto(`/admin/products/${id}`)
    await page.getByText('active', { exact: true }).click()
    await expect(status(page, 'active')).toBeChecked()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  })
})

test('the end of a limited text is told before it is reached', async ({ page, database }) => {
  const id = await makeProduct(database, { name: unique('Counted') })
  await page.goto(`/admin/products/${id}`)
  await field(page, 'Name').fill('x'.repeat(100))
  await expect(page.getByText('100 of 120 characters')).toBeVisible()
  await field(page, 'Name').fill('x')
  await expect(page.getByText('of 120 characters')).toBeHidden()
})

/** The chips of a list, in their order. */
const chips = (page: Page, label: string) =>
  page.getByRole('list', { name: `Values of ${label}` }).locator('.list-chip-text')

test.describe('a list as chips', () => {
  test('is typed, pasted, sorted and saved by the keyboard alone', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Chips') })
    await database`update products set tags = '{oak,"two, three",NULL}' where id = ${id}`
    await page.goto(`/admin/products/${id}`)
    await expect(chips(page, 'Tags')).toHaveText(['oak', 'two, three', 'null'])
    await field(page, 'Tags').focus()
    await page.keyboard.type('new')
    await expect(page.getByText('1 change: Tags')).toBeVisible()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowLeft')
    await expect(chips(page, 'Tags').last()).toBeFocused()
    await page.keyboard.press('Alt+ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Delete')
    await expect(chips(page, 'Tags')).toHaveText(['oak', 'new', 'null'])
    await expect(chips(page, 'Tags').nth(1)).toBeFocused()
    await page.keyboard.press('End')
    await field(page, 'Tags').evaluate((input) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'a, b')
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await page.keyboard.press('Backspace')
    await page.keyboard.type('pending')
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await database`select tags::text from products where id = ${id}`).toEqual([
      { tags: '{oak,new,NULL,a,pending}' },
    ])
  })

  test('counts as unchanged once what was added is removed, and follows a conflict', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Chips') })
    await database`update products set tags = '{oak,NULL}' where id = ${id}`
    await page.goto(`/admin/products/${id}`)
    await expect(chips(page, 'Tags')).toHaveCount(2)
    await field(page, 'Tags').fill('x')
    await page.keyboard.press('Enter')
    await expect(page.getByText('1 change: Tags')).toBeVisible()
    await page.getByRole('button', { name: 'Remove x' }).click()
    await expect(page.getByText('1 change: Tags')).toBeHidden()
    await field(page, 'Tags').fill('y')
    await database`update products set tags = '{theirs}' where id = ${id}`
    await press(page, 'Save')
    await told(page, 'Someone else saved this first').getByLabel('Theirs: theirs').check()
    await expect(chips(page, 'Tags')).toHaveText(['theirs'])
  })
})

test.describe('JSON', () => {
  test('has an editor that is loaded when it is opened, with its errors at their line', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('JSON') })
    await database`update products set attributes = '{"colour": "red", "size": 9007199254740993, "more": {"a": [1, 2]}}' where id = ${id}`
    await page.goto(`/admin/products/${id}`)
    await page.getByRole('button', { name: 'Open in editor' }).click()
    const editor = page.getByRole('textbox', { name: 'Attributes' })
    await expect(editor).toBeFocused()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('Backspace')
    await page.locator('.cm-lint-marker-error').hover()
    await expect(page.getByText(/Not JSON from line \d+, column 1 on/u)).toBeVisible()
    await press(page, 'Format')
    await expect(page.getByText('Not formatted: this is not valid JSON.')).toBeVisible()
    await editor.press('Control+End')
    await page.keyboard.type(', "new": true}')
    await press(page, 'Format')
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await database`select attributes::text from products where id = ${id}`).toEqual([
      { attributes: '{"new": true, "more": {"a": [1, 2]}, "size": 9007199254740993, "colour": "red"}' },
    ])
  })

  test('is a tree where it is only read', async ({ openAs, database }) => {
    const id = await makeProduct(database, { name: unique('JSON') })
    await database`update products set attributes = '{"size": 9007199254740993, "more": {"a": [1.50]}}' where id = ${id}`
    const page = await openAs(accountOf('viewer'))
    await page.goto(`/admin/products/${id}`)
    await expect(page.getByText('9007199254740993', { exact: true })).toBeVisible()
    await page.getByText('a: 1 item').click()
    await expect(page.getByText('1.50', { exact: true })).toBeHidden()
  })
})

test('Markdown has a preview, and is shown as what it means where it is only read', async ({
  page,
  openAs,
  database,
}) => {
  const id = await makeProduct(database, { name: unique('Markdown') })
  await page.goto(`/admin/products/${id}`)
  await expect(page.getByRole('button', { name: 'Preview' })).toBeVisible()
  await field(page, 'Description').fill('# Care\n\n<img src=x onerror=alert(1)> [site](https://example.org)')
  await press(page, 'Preview')
  await expect(page.getByRole('heading', { name: 'Care' })).toBeVisible()
  await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible()
  await press(page, 'Write')
  await press(page, 'Save and continue editing')
  await expect(said(page, 'Saved')).toBeVisible()

  const viewer = await openAs(accountOf('viewer'))
  await viewer.goto(`/admin/products/${id}`)
  await expect(viewer.getByRole('heading', { name: 'Care' })).toBeVisible()
  await expect(viewer.getByRole('link', { name: 'site' })).toHaveAttribute('rel', 'noopener noreferrer nofollow')
})

test.describe('before JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('segments are radio buttons, lists and JSON are texts', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Plain') })
    await page.goto(`/admin/products/${id}`)
    await status(page, 'archived').check()
    await page.getByRole('textbox', { name: 'Tags' }).fill('one\ntwo')
    await page.getByRole('textbox', { name: 'Attributes' }).fill('{"a": 1}')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Saved')).toBeVisible()
    expect(await database`select status, tags, attributes from products where id = ${id}`).toEqual([
      { status: 'archived', tags: ['one', 'two'], attributes: { a: 1 } },
    ])
  })
})
