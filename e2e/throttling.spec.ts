import { readFileSync } from 'node:fs'
import { expect, fillLogin, logIn, test } from './fixtures'
import { serve } from './second-server'

test.use({ expectedErrors: [/status of 429/u] })

const tooMany = /Too many attempts\. Try again in \d+ seconds\./u

// It starts a second server.
test.slow()

test('SEC-004, SEC-006, SEC-008: five wrong passwords on one instance close the other one too, but not for a known device', async ({
  page,
  makeAccount,
  browser,
  baseURL,
  watch,
}) => {
  const account = await makeAccount({ permissions: ['products.view'] })
  const known = await browser.newContext({ baseURL })
  watch(known)
  const desk = await known.newPage()
  await logIn(desk, account)
  await desk.getByLabel(/^Account:/u).click()
  await desk.getByRole('button', { name: 'Log out' }).click()
  await expect(desk.getByRole('heading', { name: 'Log in' })).toBeVisible()

  await page.goto('/admin/-/login')
  for (let index = 0; index < 5; index++) {
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': `198.51.100.${index}`, 'X-Real-IP': `198.51.100.${index}` })
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await fillLogin(page, { ...account, password: `wrong-${index}` })
    expect((await answered).status()).toBe(200)
    await expect(page.getByRole('alert').filter({ hasText: 'Wrong email or password' })).toBeVisible()
    await page.reload()
  }

  const second = await serve(readFileSync(process.env.BROLLY_E2E_DATABASE ?? '', 'utf8'))
  try {
    for (const base of [baseURL, second.base]) {
      await page.goto(`${base}/admin/-/login`)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await fillLogin(page, account)
      const answer = await answered
      expect(answer.status()).toBe(429)
      expect(Number(answer.headers()['retry-after'])).toBeGreaterThan(0)
      await expect(page.getByRole('alert').filter({ hasText: tooMany })).toBeVisible()
    }
  } finally {
    await second.stop()
  }

  await fillLogin(desk, account)
  await expect(desk).toHaveURL('/admin')
  await known.close()
})
