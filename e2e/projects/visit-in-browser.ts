import type { Page } from '@playwright/test'
import { superuser } from './project'

/** Opens these pages as the superuser. @returns The errors that the browser reported. */
export async function visitInBrowser(page: Page, base: string, paths: readonly string[]): Promise<string[]> {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  await page.goto(`${base}/admin/-/login`)
  await page.getByLabel('Email').fill(superuser.email)
  await page.getByLabel('Password').fill(superuser.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`${base}/admin`)
  for (const path of paths) {
    await page.goto(base + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  return complaints
}
