import { randomBytes } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'

export const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true })
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
export const said = (page: Page, text: string | RegExp): Locator => page.getByRole('status').filter({ hasText: text })
export const told = (page: Page, text: string | RegExp): Locator => page.getByRole('alert').filter({ hasText: text })

/** Picks a linked row: searches for it, and chooses the match by its key or name. */
export async function pick(page: Page, label: string, search: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(search)
  await page
    .getByRole('option')
    .filter({ hasText: new RegExp(`(^|#)${search}`, 'u') })
    .first()
    .click()
}

/** Fills in the required fields of a product. */
export async function fillProduct(page: Page, name: string, price = '12.00'): Promise<void> {
  const mark = randomBytes(5).toString('hex')
  await field(page, 'Name').fill(name)
  await field(page, 'Slug').fill(`s-${mark}`)
  await field(page, 'SKU').fill(`S-${mark}`)
  await pick(page, 'Category', 'Desks')
  await field(page, 'Price').fill(price)
}
