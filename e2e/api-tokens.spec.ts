import type { Page } from '@playwright/test'
import { expect, test, unique } from './fixtures'
import { expectNoViolations } from './violations'

const exported = '/admin/-/api/export/products?columns=name&size=1'

async function makeToken(page: Page, name: string, scopes: string[]): Promise<string> {
  await page.goto('/admin/-/tokens')
  await page.getByLabel('Name', { exact: true }).fill(name)
  for (const scope of scopes) await page.getByLabel(scope, { exact: true }).check()
  await page.getByRole('button', { name: 'Make token' }).click()
  const made = page.getByLabel('The new token')
  await expect(made).toHaveValue(/^brolly_/u)
  return made.inputValue()
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('a token is made, shown once, used for an export, and revoked', async ({
      openAs,
      makeAccount,
      request,
      browser,
      baseURL,
    }) => {
      const account = await makeAccount({ permissions: ['products.view', 'products.export', 'categories.view'] })
      const page = javaScriptEnabled ? await openAs(account) : await openPlain()
      const name = unique('Nightly')
      await page.goto('/admin/-/tokens')
      await expect(page.getByLabel('Products: change')).toHaveCount(0)
      await page.getByRole('button', { name: 'Make token' }).click()
      await expect(page.getByText('Enter a name')).toBeVisible()

      const token = await makeToken(page, name, ['Products: view', 'Products: export'])
      await expect(page.getByRole('table', { name: 'API tokens' })).toContainText(name)
      await page.goto('/admin/-/tokens')
      await expect(page.getByRole('table', { name: 'API tokens' })).toContainText('Never')
      expect(await page.content()).not.toContain(token)

      const answer = await request.get(exported, { headers: { Authorization: `Bearer ${token}` } })
      expect(answer.status()).toBe(200)
      expect(await answer.text()).toMatch(/^Name\r\n/u)
      await page.reload()
      await expect(page.getByRole('table', { name: 'API tokens' })).toContainText('from ')
      await page.getByRole('button', { name: `Revoke: ${name}` }).click()
      await expect(page.getByText(`The token “${name}” was revoked.`)).toBeVisible()
      const refused = await request.get(exported, { headers: { Authorization: `Bearer ${token}` } })
      expect(refused.status()).toBe(401)
      expect(refused.headers()['www-authenticate']).toBe('Bearer realm="brolly", error="invalid_token"')

      async function openPlain(): Promise<Page> {
        const state = await (await openAs(account)).context().storageState()
        const context = await browser.newContext({ javaScriptEnabled: false, storageState: state, baseURL })
        return context.newPage()
      }
    })
  })

test('SEC-024: a malformed token is answered with 401, also beside a session', async ({ openAs, makeAccount }) => {
  const page = await openAs(await makeAccount({ permissions: ['products.view', 'products.export'] }))
  expect((await page.request.get(exported)).status()).toBe(200)

  for (const header of ['Bearer %%%', 'Bearer', 'Basic YTpi', 'Bearer a b', 'Bearer brolly_0_0']) {
    const answer = await page.request.get(exported, { headers: { Authorization: header } })
    expect(answer.status(), header).toBe(401)
    expect(answer.headers()['www-authenticate'], header).toMatch(/^Bearer realm="brolly", error=/u)
  }
})

test('a token opens no page and no other route, and its scopes limit the export', async ({
  openAs,
  makeAccount,
  request,
}) => {
  const page = await openAs(await makeAccount({ permissions: ['products.view', 'products.export', 'products.change'] }))
  const token = await makeToken(page, unique('Viewer'), ['Products: view'])
  await expectNoViolations(page)
  const headers = { Authorization: `Bearer ${token}` }

  expect((await request.get('/admin/products', { headers, maxRedirects: 0 })).status()).toBe(307)
  expect((await request.get('/account', { headers, maxRedirects: 0 })).status()).toBe(307)
  expect((await request.get('/admin/-/api/lookup/products?column=category_id', { headers })).status()).toBe(401)
  const answer = await request.get(exported, { headers })
  expect(answer.status()).toBe(403)
  expect(answer.headers()['www-authenticate']).toBe('Bearer realm="brolly", error="insufficient_scope"')
})
