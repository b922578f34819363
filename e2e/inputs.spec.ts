import type { Page } from '@playwright/test'
import { expect, makeProduct, test, unique } from './fixtures'
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

test.describe('before JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('segments are a select', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Plain') })
    await page.goto(`/admin/products/${id}`)
    await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('archived')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Saved')).toBeVisible()
    expect(await database`select status from products where id = ${id}`).toEqual([{ status: 'archived' }])
  })
})
