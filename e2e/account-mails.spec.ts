import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Page } from '@playwright/test'

import { expect, fillLogin, test } from './fixtures'
import { serve, type SecondServer } from './second-server'
import { linkIn, startSmtp, type ReceivedMail, type TestSmtp } from './smtp-fixture'
import { expectNoViolations } from './violations'

/** A server of the same build that sends mail, to a mail server of this test. */
let server: SecondServer
let smtp: TestSmtp

test.describe.configure({ mode: 'default' })

test.beforeAll(async () => {
  smtp = await startSmtp()
  const port = await freePort()
  server = await serve(readFileSync(process.env.BROLLY_E2E_DATABASE ?? '', 'utf8'), undefined, {
    PORT: String(port),
    BROLLY_URL: `http://127.0.0.1:${port}`,
    BROLLY_SMTP_URL: smtp.url,
    BROLLY_MAIL_FROM: 'Shop <shop@example.com>',
  })
})

test.afterAll(async () => {
  await server.stop()
  await smtp.close()
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** The next mail to this address. */
async function mailTo(email: string, count = 1): Promise<ReceivedMail> {
  const mails = () => smtp.received.filter(({ to }) => to.includes(email))
  await expect.poll(() => mails().length).toBe(count)
  const last = mails().at(-1)
  if (!last) throw new Error('No mail arrived.')
  return last
}

const chosen = 'a password I chose'

async function choosePassword(page: Page, password = chosen): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password)
  await page.getByLabel('New password again').fill(password)
  await page.getByRole('button', { name: 'Set password' }).click()
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('F125 F126 F127: a forgotten password is replaced through a mail', async ({ page, makeAccount, request }) => {
      const account = await makeAccount()
      await page.goto(`${server.base}/admin/-/login`)
      await page.getByRole('link', { name: 'Forgotten password?' }).click()
      await page.getByLabel('Email').fill('no address')
      await page.getByRole('button', { name: 'Send the link' }).click()
      await expect(page.getByText('Enter an email address.')).toBeVisible()
      await page.getByLabel('Email').fill(account.email)
      await page.getByRole('button', { name: 'Send the link' }).click()
      await expect(page.getByText(`If there is an account for ${account.email}`)).toBeVisible()
      const link = linkIn((await mailTo(account.email)).text)
      expect(link).toMatch(new RegExp(`^${server.base}/admin/-/link/`, 'u'))
      // Programs that check the links of mails open them, too.
      for (const method of ['head', 'get'] as const) expect((await request[method](link)).status()).toBe(200)

      await page.goto(link)
      expect(page.url(), 'the token has left the URL').toBe(`${server.base}/admin/-/link`)
      await choosePassword(page, 'short')
      await expect(page.getByText('at least 10 characters').first()).toBeVisible()
      await choosePassword(page)
      await expect(page.getByText('Your new password was set.')).toBeVisible()
      await fillLogin(page, { email: account.email, password: chosen })
      await expect(page).toHaveURL(`${server.base}/admin`)

      await page.goto(link)
      await expect(page.getByText('This link is no longer valid')).toBeVisible()
    })
  })

test('SEC-013: a mail never has a link to the host that a request names', async ({ makeAccount, request }) => {
  const account = await makeAccount()
  const page = await request.get(`${server.base}/reset-password`)
  const action = /name="(\$ACTION_[^"]+)"/u.exec(await page.text())
  expect(action).not.toBeNull()
  for (const [name, value] of [
    ['X-Forwarded-Host', 'evil.example'],
    ['Host', 'evil.example'],
    ['Forwarded', 'host=evil.example'],
  ] as const)
    await request.post(`${server.base}/reset-password`, {
      headers: { [name]: value },
      multipart: { email: account.email },
    })

  expect(smtp.received.filter(({ text }) => text.includes('evil'))).toEqual([])
})

test('the pages of a forgotten password have no violations', async ({ page, makeAccount }) => {
  const account = await makeAccount({ isStaff: false })
  await page.goto(`${server.base}/reset-password`)
  await expectNoViolations(page)
  await page.getByLabel('Email').fill(account.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByText('a mail is on its way')).toBeVisible()
  await expectNoViolations(page)
  await page.goto(linkIn((await mailTo(account.email)).text))
  expect(page.url()).toBe(`${server.base}/link`)
  await expectNoViolations(page)
})
