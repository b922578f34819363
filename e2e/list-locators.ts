import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures'

export const query = (name: string) => new URLSearchParams({ q: name }).toString()
export const rows = (page: Page): Locator => page.getByRole('table').locator('tbody').getByRole('row')
export const names = (page: Page): Promise<string[]> => page.getByRole('table').getByRole('rowheader').allInnerTexts()
/** Keys work once the page's script has run, which then shows this checkbox. */
export const listening = (page: Page) => expect(page.getByLabel('Select all rows of this page')).toBeVisible()
export const boxes = (page: Page): Locator => page.getByRole('table').locator('tbody').getByRole('checkbox')
