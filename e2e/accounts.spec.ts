import { randomBytes } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test, unique } from './fixtures'

test.use({ role: 'superuser' })

const password = 'a password for the day'

function tables(page: Page): Promise<string[]> {
  return page.getByRole('navigation', { name: 'Tables' }).getByRole('listitem').allInnerTexts()
}

test('a superuser creates an account with a password, a group and permissions, and its user sees only those tables', async ({
  page,
  openAs,
}) => {
  const email = `${randomBytes(6).toString('hex')}@example.com`
  const group = unique('Reviewers')

  await page.goto('/admin/brolly.groups/add')
  await page.getByLabel('Name').fill(group)
  await page.getByRole('button', { name: 'Save and continue editing' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Permissions' }).click()
  await page.getByLabel('Reviews: view').check()
  await page.getByRole('button', { name: 'Save permissions' }).click()
  await expect(page.getByRole('status').filter({ hasText: `The permissions of ${group} were saved.` })).toBeVisible()

  await page.goto('/admin/brolly.users/add')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel(group).check()
  await page.getByLabel('With a password that I type now').check()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill('mistyped')
  await page.getByRole('button', { name: 'Add a user' }).click()
  await expect(page.getByText('This differs from the first.')).toBeVisible()
  await expect(page.getByLabel(group)).toBeChecked()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill(password)
  await page.getByRole('button', { name: 'Add a user' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(email)
  await page.goto(`/admin/brolly.users?q=${email}`)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('With a password')
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText(group)
  await page.getByRole('table').getByRole('rowheader').getByRole('link').click()
  await page.getByRole('link', { name: 'Groups and permissions' }).click()
  await expect(page.getByLabel(group)).toBeChecked()
  await page.getByLabel('Categories: change').check()
  await page.getByRole('button', { name: 'Save permissions' }).click()
  // Its form has products and their reviews as inlines.
  await page.getByRole('button', { name: 'Save without them' }).click()
  await expect(page.getByRole('status').filter({ hasText: `The permissions of ${email} were saved.` })).toBeVisible()

  const theirs = await openAs({ email, password })
  await theirs.goto('/admin')
  expect((await tables(theirs)).toSorted()).toEqual(['Activity', 'Categories', 'Reviews'])
  expect((await theirs.goto('/admin/products'))?.status()).toBe(403)
  expect((await theirs.goto('/admin/brolly.users'))?.status()).toBe(403)
  await theirs.goto('/admin/reviews')
  await theirs.getByRole('table').getByRole('row').nth(1).getByRole('link').first().click()
  await expect(theirs.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  await theirs.goto('/admin/categories/1')
  await expect(theirs.getByRole('button', { name: 'Save', exact: true })).toBeVisible()
})

test('an account that is closed is out with its next request', async ({ page, openAs, makeAccount }) => {
  const account = await makeAccount({ permissions: ['products.view'] })
  const theirs = await openAs(account)
  await theirs.goto('/admin/products')

  await page.goto(`/admin/brolly.users/${account.id}`)
  await page.getByLabel('Active').uncheck()
  await page.getByRole('button', { name: 'Save and continue editing' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()

  await theirs.getByRole('link', { name: 'Price', exact: true }).click()
  await expect(theirs).toHaveURL(/\/admin\/-\/login\?next=/u)
})

test('SEC-032: a revoked permission is gone at once, also for an open form', async ({
  page,
  openAs,
  makeAccount,
  database,
}) => {
  const account = await makeAccount({ permissions: ['categories.view', 'categories.change'] })
  const theirs = await openAs(account)
  await theirs.goto('/admin/categories/2')
  const [before] = await database`select description from categories where id = 2`
  await theirs.getByLabel('Description').fill('Not yours any more.')

  await page.goto(`/admin/-/users/${account.id}/permissions`)
  await page.getByLabel('Categories: change').uncheck()
  await page.getByRole('button', { name: 'Save permissions' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'were saved.' })).toBeVisible()

  await theirs.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(theirs.getByRole('alert').filter({ hasText: /do not have permission/u })).toBeVisible()
  expect(await database`select description from categories where id = 2`).toEqual([before])
  await theirs.goto('/admin/categories/2')
  await expect(theirs.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
})

test('a user who may change accounts, but is not a superuser, cannot create or change a superuser', async ({
  openAs,
  makeAccount,
  database,
}) => {
  const helper = await makeAccount({ permissions: ['brolly.users.view', 'brolly.users.change', 'brolly.users.add'] })
  const chief = await makeAccount({ isSuperuser: true })
  const page = await openAs(helper)

  await page.goto('/admin/brolly.users/add')
  await expect(page.getByLabel('Superuser')).toHaveCount(0)
  await page.goto(`/admin/brolly.users/${chief.id}`)
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  expect((await page.goto(`/admin/-/users/${chief.id}/password`))?.status()).toBe(404)
  expect((await page.goto(`/admin/-/users/${helper.id}/permissions`))?.status()).toBe(403)
  expect(await database`select is_superuser from brolly.users where id = ${helper.id}`).toEqual([
    { is_superuser: false },
  ])
})
