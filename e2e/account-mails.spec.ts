import { readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { Page } from '@playwright/test'

import { expect, fillLogin, test, unique } from './fixtures'
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

    test('F124: on /account a visitor changes the password, and the address through a mail to the new one', async ({
      page,
      browser,
      makeAccount,
    }) => {
      const account = await makeAccount({ isStaff: false })
      const wanted = `${randomBytes(6).toString('hex')}@example.com`
      await page.goto(`${server.base}/account`)
      await fillLogin(page, account)
      await page.getByLabel('Current password').first().fill(account.password)
      await page.getByLabel('New password', { exact: true }).fill(chosen)
      await page.getByLabel('New password again').fill(chosen)
      await page.getByRole('button', { name: 'Change password' }).click()
      await expect(page.getByText('Your password was changed')).toBeVisible()
      const askFor = async (current: string) => {
        await page.getByLabel('New email address').fill(wanted)
        await page.getByLabel('Current password').last().fill(current)
        await page.getByRole('button', { name: 'Send the link' }).click()
      }
      await askFor(account.password)
      await expect(page.getByText('This is not your current password.').first()).toBeVisible()
      if (javaScriptEnabled) await expectNoViolations(page)
      await askFor(chosen)
      await expect(page.getByText(`A mail is on its way to ${wanted}.`)).toBeVisible()

      const cancelled = linkIn((await mailTo(wanted)).text)
      const elsewhere = await browser.newPage()
      await elsewhere.goto(linkIn((await mailTo(account.email)).text))
      await elsewhere.getByRole('button', { name: 'Cancel the change' }).click()
      await expect(elsewhere.getByText('The address change was cancelled.')).toBeVisible()
      await elsewhere.close()
      await page.goto(cancelled)
      await expect(page.getByText('This link is no longer valid')).toBeVisible()

      await page.goto(`${server.base}/account`)
      await askFor(chosen)
      await expect(page.getByText(`A mail is on its way to ${wanted}.`)).toBeVisible()
      await page.goto(linkIn((await mailTo(wanted, 2)).text))
      if (javaScriptEnabled) await expectNoViolations(page)
      await page.getByRole('button', { name: 'Use this address' }).click()
      await expect(page.getByText('Your address was changed')).toBeVisible()
      await expect(page.getByText(`You are logged in as ${wanted}.`)).toBeVisible()
    })

    test('F120: a visitor registers, confirms the address, and is logged in', async ({ page, makeAccount }) => {
      const email = `${randomBytes(6).toString('hex')}@example.com`
      const taken = await makeAccount({ isStaff: false })
      for (const asked of [taken.email, email]) {
        await page.goto(`${server.base}/login`)
        await page.getByRole('link', { name: 'Register' }).click()
        await page.getByLabel('Email').fill(asked)
        await page.getByRole('button', { name: 'Send the link' }).click()
        await expect(page.getByText(`A mail is on its way to ${asked}`)).toBeVisible()
      }
      expect((await mailTo(taken.email)).text).toContain('You have an account already')
      await page.goto(linkIn((await mailTo(email)).text))
      await page.getByLabel('Name').fill('Nell New')
      await page.getByLabel('City').fill('Lund')
      await page.getByLabel('Password', { exact: true }).fill(chosen)
      await page.getByLabel('Password again').fill('another')
      await page.getByRole('button', { name: 'Create the account' }).click()
      await expect(page.getByRole('alert').getByRole('link', { name: 'Password again' })).toBeVisible()
      await expect(page.getByLabel('City')).toHaveValue('Lund')
      await expect(page.getByLabel('Name')).toHaveValue('Nell New')
      if (javaScriptEnabled) await expectNoViolations(page)
      await page.getByLabel('Password', { exact: true }).fill(chosen)
      await page.getByLabel('Password again').fill(chosen)
      await page.getByRole('button', { name: 'Create the account' }).click()

      await expect(page).toHaveURL(`${server.base}/account`)
      await expect(page.getByText(`You are logged in as ${email}.`)).toBeVisible()
      await expect(page.getByLabel('City')).toHaveValue('Lund')
      await page.getByLabel('Country').fill('Sweden')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await expect(page.getByRole('alert').getByRole('link', { name: 'Country' })).toBeVisible()
      await page.getByLabel('Country').fill('SE')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await expect(page.getByText('Your details were saved.')).toBeVisible()
      await expect(page.getByLabel('Country')).toHaveValue('SE')
      await page.goto(`${server.base}/admin`)
      await expect(page).toHaveURL(/\/admin\/-\/login/u)
    })
  })

test('F151: a colleague is invited with a group, and chooses a password', async ({
  page,
  browser,
  database,
  makeAccount,
}) => {
  const [email, group] = [`${randomBytes(6).toString('hex')}@example.com`, unique('Invited')]
  await database`insert into brolly.groups (name) values (${group})`
  const chief = await makeAccount({ isSuperuser: true })
  await page.goto(`${server.base}/admin/-/login`)
  await fillLogin(page, chief)
  await expect(page).toHaveURL(`${server.base}/admin`)
  await page.goto(`${server.base}/admin/brolly.users/add`)
  await expectNoViolations(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByLabel('Email').fill(email)
  await page.getByLabel(group).check()
  await page.getByLabel('By an invitation').check()
  await page.getByRole('button', { name: 'Add a user' }).click()
  await expect(page.getByRole('status').filter({ hasText: `An invitation is on its way to ${email}.` })).toBeVisible()
  const first = linkIn((await mailTo(email)).text)
  await page.goto(`${server.base}/admin/brolly.users?q=${email}`)
  await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText('Not yet: invited until')
  await page.getByRole('table').getByRole('rowheader').getByRole('link').click()
  await page.getByRole('link', { name: 'Invitation' }).click()
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  const second = linkIn((await mailTo(email, 2)).text)

  const context = await browser.newContext()
  const theirs = await context.newPage()
  await theirs.goto(first)
  await expect(theirs.getByText('This link is no longer valid')).toBeVisible()
  // Strangers who guess make the address wait, but not whoever has its mail.
  for (const answer of [...Array.from({ length: 5 }, () => 'Wrong email or password'), 'Too many']) {
    await theirs.goto(`${server.base}/admin/-/login`)
    await fillLogin(theirs, { email, password: 'a guess' })
    await expect(theirs.getByText(answer)).toBeVisible()
  }
  await theirs.goto(second)
  await theirs.getByLabel('Name').fill('Cole League')
  await theirs.getByLabel('Password', { exact: true }).fill(chosen)
  await theirs.getByLabel('Password again').fill(chosen)
  await theirs.getByRole('button', { name: 'Create the account' }).click()
  await expect(theirs).toHaveURL(`${server.base}/admin`)
  await expect(theirs.getByLabel('Account: Cole League')).toBeVisible()
  await theirs.goto(`${server.base}/admin/-/account`)
  await theirs.getByLabel('Street').fill('Market Street 1')
  await theirs.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(theirs.getByText('Your details were saved.')).toBeVisible()
  await expect(theirs.getByLabel('Street')).toHaveValue('Market Street 1')
  await expectNoViolations(theirs)
  await context.close()
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
