import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { BrowserContext, Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import type { Sql } from 'postgres'
import { expect, fillLogin, test, type Account } from './fixtures'
import { serve, type SecondServer } from './second-server'
import { expectNoViolations } from './violations'

/** A server of the same build that knows its origin: passkeys belong to a domain. */
let server: SecondServer
let base: string

test.describe.configure({ mode: 'default' })

test.beforeAll(async () => {
  const port = await freePort()
  base = `http://localhost:${port}`
  server = await serve(readFileSync(process.env.BROLLY_E2E_DATABASE ?? '', 'utf8'), undefined, {
    PORT: String(port),
    BROLLY_URL: base,
    BROLLY_HOSTS: `127.0.0.1:${port}`,
  })
})

test.afterAll(() => server.stop())

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function enterPassword(page: Page, login: string, account: Account): Promise<void> {
  await page.goto(`${base}${login}`)
  await fillLogin(page, account)
}

/** Makes a session as old as one that nobody has confirmed for a while. */
const age = (database: Sql, id: string) =>
  database`update brolly.sessions set verified_at = now() - interval '20 minutes' where user_id = ${id}`

/** What the app shows, so many steps from now; the server accepts the steps beside its own. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox').fill(code)
  await page.getByRole('button', { name: 'Log in' }).click()
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('an authenticator app is set up, and its codes and recovery codes log in', async ({ page, makeAccount }) => {
      const account = await makeAccount({ permissions: ['products.view'] })
      await enterPassword(page, '/login?next=/account/second-factor', account)
      await expect(page).toHaveURL(`${base}/account/second-factor`)
      const secret = ((await page.locator('.secret-text').textContent()) ?? '').replaceAll(' ', '')
      await page.getByLabel('Code that the app shows').fill('12345')
      await page.getByRole('button', { name: 'Turn on' }).click()
      await expect(page.getByText('This code is wrong or was already used.')).toBeVisible()
      await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible()
      const first = codeOf(secret, -1)
      await page.getByLabel('Code that the app shows').fill(first)
      await page.getByRole('button', { name: 'Turn on' }).click()
      const shown = page.getByRole('region', { name: 'Recovery codes' }).getByRole('listitem')
      await expect(shown).toHaveCount(10)
      const codes = await shown.allTextContents()
      await page.getByRole('link', { name: 'Continue' }).click()
      await expect(page.getByText('10 left')).toBeVisible()
      await page.getByRole('button', { name: 'Log out' }).click()

      // The password alone opens nothing, on either side.
      await enterPassword(page, '/admin/-/login?next=/admin/products', account)
      await expect(page).toHaveURL(/step=code/u)
      expect(await page.getByLabel('Code').getAttribute('autocomplete')).toBe('one-time-code')
      for (const path of ['/account', '/admin', '/account/second-factor', '/members', '/admin/-/confirm']) {
        await page.goto(`${base}${path}`)
        await expect(page, path).toHaveURL(/\/login\?next=/u)
      }

      await page.goto(`${base}/admin/-/login?step=code&next=/admin/products`)
      await enterCode(page, first)
      await expect(page.getByRole('alert').filter({ hasText: 'This code is wrong or was already used.' })).toBeVisible()
      await enterCode(page, codeOf(secret))
      await expect(page).toHaveURL(`${base}/admin/products`)

      await page.context().clearCookies()
      await enterPassword(page, '/login?next=/account', account)
      await page.getByRole('link', { name: 'Use a recovery code' }).click()
      await enterCode(page, codes[0] ?? '')
      await expect(page).toHaveURL(`${base}/account`)
      await expect(page.getByText('9 left')).toBeVisible()
      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      await expect(page.getByText('The factor was removed and your other sessions were ended.')).toBeVisible()
    })

    test('SEC-019: a session that is not fresh confirms before a form, and keeps what was typed in one', async ({
      page,
      database,
      makeAccount,
    }) => {
      const account = await makeAccount({ isSuperuser: true })
      const other = await makeAccount()
      await enterPassword(page, '/admin/-/login', account)
      await expect(page).toHaveURL(`${base}/admin`)
      await age(database, account.id)
      const path = `${base}/admin/-/users/${other.id}/permissions`
      await page.goto(path)
      await expect(page.getByRole('heading', { name: 'Confirm that it is you' })).toBeVisible()
      await page.getByLabel('Password').fill('wrong')
      await page.getByRole('button', { name: 'Confirm' }).click()
      await expect(page.getByText('This is not your current password.')).toBeVisible()
      await page.getByLabel('Password').fill(account.password)
      await page.getByRole('button', { name: 'Confirm' }).click()
      await expect(page).toHaveURL(path)

      await page.getByLabel('Reviews: view').check()
      await age(database, account.id)
      await page.getByRole('button', { name: 'Save permissions' }).click()
      await expect(
        page.getByRole('alert').filter({ hasText: 'Confirm that it is you first. Nothing was changed.' }),
      ).toBeVisible()
      await expect(page.getByLabel('Reviews: view')).toBeChecked()
      expect(await database`select from brolly.grants where user_id = ${other.id}`).toHaveLength(0)
      const opened = page.waitForEvent('popup')
      await page.getByRole('link', { name: 'Confirm that it is you' }).click()
      const tab = await opened
      await tab.getByLabel('Password').fill(account.password)
      await tab.getByRole('button', { name: 'Confirm' }).click()
      await expect(tab).toHaveURL(path)
      await tab.close()
      await page.getByRole('button', { name: 'Save permissions' }).click()
      await expect(page).toHaveURL(`${base}/admin/brolly.users/${other.id}`)
      expect(await database`select permission from brolly.grants where user_id = ${other.id}`).toEqual([
        { permission: 'reviews.view' },
      ])
    })
  })

/**
 * An authenticator of the browser itself: `internal` as a laptop's fingerprint reader, of which a browser has one, or `usb` as a
 * security key.
 */
async function virtualAuthenticator(context: BrowserContext, page: Page, transport: 'internal' | 'usb') {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    /** Puts a copy of its passkey in place of it, from when it had signed less often. */
    async copyFromBefore() {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
      const [credential] = credentials
      if (!credential) throw new Error('The authenticator has no passkey.')
      await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId })
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount: 0 } })
    },
    setVerified: (isUserVerified: boolean) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  }
}

test('a passkey logs in alone and after the password, confirms, and is refused as a copy', async ({
  page,
  context,
  database,
  makeAccount,
}) => {
  const account = await makeAccount({ isSuperuser: true })
  const device = await virtualAuthenticator(context, page, 'internal')
  await enterPassword(page, '/admin/-/login?next=/admin/-/account', account)
  await page.getByLabel('Name of the new passkey').fill('My laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('The passkey was added.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10)
  await page.getByRole('link', { name: 'Continue' }).click()
  await expect(page.getByText('Passkey “My laptop”')).toBeVisible()
  await expectNoViolations(page)

  // After the password.
  await context.clearCookies()
  await enterPassword(page, '/admin/-/login?next=/admin/products', account)
  await expect(page.getByRole('heading', { name: 'Second step' })).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page).toHaveURL(`${base}/admin/products`)

  // As the only one, on both sides.
  for (const [login, next] of [
    ['/admin/-/login', '/admin/products'],
    ['/login', '/account'],
  ] as const) {
    await context.clearCookies()
    await page.goto(`${base}${login}?next=${next}`)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await expect(page).toHaveURL(`${base}${next}`)
  }

  await age(database, account.id)
  await page.goto(`${base}/admin/-/permissions`)
  await expect(page.getByRole('heading', { name: 'Confirm that it is you' })).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page).toHaveURL(`${base}/admin/-/permissions`)
  await page.goto(`${base}/admin/-/second-factor`)
  await expectNoViolations(page)
  await page.goto(`${base}/admin/-/users/${account.id}/factors`)
  await expect(page.getByText('Passkey “My laptop”')).toBeVisible()
  await expectNoViolations(page)

  await context.clearCookies()
  await device.copyFromBefore()
  await page.goto(`${base}/login`)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(
    page.getByRole('alert').filter({ hasText: 'The passkey could not be checked. Try again.' }),
  ).toBeVisible()
  expect(
    await database`select from brolly.security_events where kind = 'passkey-refused' and account = ${account.email}`,
  ).toHaveLength(1)
})

test('a passkey that does not verify its user is no log-in by itself', async ({ page, context, makeAccount }) => {
  const account = await makeAccount()
  const device = await virtualAuthenticator(context, page, 'usb')
  await enterPassword(page, '/login?next=/account', account)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('The passkey was added.')).toBeVisible()
  await context.clearCookies()
  await device.setVerified(false)
  await page.goto(`${base}/login`)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'No passkey was used' })).toBeVisible()
})
