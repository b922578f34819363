import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { freePort } from '@/cli/embedded/free-port'
import { expect, test } from './fixtures'
import { client, startOidc, type OidcServer } from './oidc-fixture'
import { serve, type SecondServer } from './second-server'
import { expectNoViolations } from './violations'

/** A server of the same build with single sign-on, by a real server of OpenID Connect on loopback. */
let server: SecondServer
let oidc: OidcServer

test.describe.configure({ mode: 'default' })

test.beforeAll(async () => {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  oidc = await startOidc(`${origin}/api/auth/callback/oidc`)
  server = await serve(readFileSync(process.env.BROLLY_E2E_DATABASE ?? '', 'utf8'), undefined, {
    PORT: String(port),
    BROLLY_URL: origin,
    AUTH_OIDC_ISSUER: oidc.issuer,
    AUTH_OIDC_ID: client.id,
    AUTH_OIDC_SECRET: client.secret,
    AUTH_OIDC_NAME: 'Acme',
    AUTH_GITHUB_ID: 'unused',
    AUTH_GITHUB_SECRET: 'unused',
  })
})

test.afterAll(async () => {
  await server.stop()
  await oidc.close()
})

const somebody = (more: Record<string, unknown> = {}) => {
  const mark = randomBytes(6).toString('hex')
  return { sub: mark, email: `${mark}@example.com`, email_verified: true, name: 'Ada Login', ...more }
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('somebody new registers by logging in, and comes back to the same account', async ({ page, database }) => {
      oidc.user = somebody()
      await page.goto(`${server.base}/login?next=/members`)
      await page.getByRole('button', { name: 'Log in with Acme' }).click()
      await expect(page).toHaveURL(`${server.base}/members`)

      await page.goto(`${server.base}/account`)
      await expect(page.getByText(`You are logged in as ${oidc.user.email as string}.`)).toBeVisible()
      await expect(page.getByText('Your account has no password.')).toBeVisible()
      await expect(page.getByText('This is your only way to log in.')).toBeVisible()
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('button', { name: 'Log in with Acme' }).click()
      await expect(page).toHaveURL(`${server.base}/account`)

      const accounts = await database`
        select u.is_staff, u.password_hash, (select count(*)::int from brolly.sessions s where s.user_id = u.id) as sessions
        from brolly.users u where u.email = ${oidc.user.email as string}`
      expect(accounts).toEqual([{ is_staff: false, password_hash: null, sessions: 1 }])
    })

    test('F382: staff connect a provider while they are logged in, and log in with it from then on', async ({
      page,
      makeAccount,
      database,
    }) => {
      const account = await makeAccount({ permissions: ['products.view'] })
      oidc.user = somebody({ email: account.email })
      await page.goto(`${server.base}/admin/-/login?next=/admin/products`)
      await page.getByRole('button', { name: 'Log in with Acme' }).click()
      // The address alone opens nothing.
      await expect(page.getByText('This log-in does not open an account here.')).toBeVisible()
      await expect(page).toHaveURL(/sign-on=refused/u)

      await page.getByLabel('Email').fill(account.email)
      await page.getByLabel('Password').fill(account.password)
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
      await expect(page).toHaveURL(`${server.base}/admin/products`)
      await page.goto(`${server.base}/admin/-/account`)
      await page.getByRole('button', { name: 'Connect Acme' }).click()
      await expect(page.getByText('The log-in was connected to your account.')).toBeVisible()

      await page.context().clearCookies()
      await page.goto(`${server.base}/admin/-/login?next=/admin/products`)
      await page.getByRole('button', { name: 'Log in with Acme' }).click()
      await expect(page).toHaveURL(`${server.base}/admin/products`)
      const events = await database`
        select kind from brolly.security_events where account = ${account.email} and detail ->> 'provider' = 'oidc' order by id`
      expect(events.map(({ kind }) => String(kind))).toEqual(['log-in-failed', 'identity-linked', 'log-in'])

      await page.goto(`${server.base}/admin/-/account`)
      await page.getByRole('button', { name: 'Disconnect Acme' }).click()
      await expect(page.getByText('The log-in was disconnected from your account.')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Connect Acme' })).toBeVisible()
    })
  })

test('an address that is not verified opens no account and makes none', async ({ page, database }) => {
  oidc.user = somebody({ email_verified: false })
  await page.goto(`${server.base}/login`)
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Log in with Acme' }).click()

  await expect(page.getByText('This log-in does not open an account here.')).toBeVisible()
  expect(await database`select 1 from brolly.users where email = ${oidc.user.email as string}`).toHaveLength(0)
})

test('an account that is closed cannot log in, and its open session ends', async ({ page, database }) => {
  oidc.user = somebody()
  await page.goto(`${server.base}/login`)
  await page.getByRole('button', { name: 'Log in with Acme' }).click()
  await expect(page).toHaveURL(`${server.base}/account`)
  await expectNoViolations(page)

  await database`update brolly.users set is_active = false where email = ${oidc.user.email as string}`
  await page.reload()
  await expect(page).toHaveURL(/\/login/u)
  await page.getByRole('button', { name: 'Log in with Acme' }).click()

  await expect(page.getByText('This log-in does not open an account here.')).toBeVisible()
})

test('an answer that nobody asked for, or for another provider, starts no session', async ({ page }) => {
  oidc.user = somebody()
  await page.goto(`${server.base}/api/auth/callback/oidc?code=a&state=b`)
  await expect(page.getByText('was started in another browser. Try again.')).toBeVisible()

  // Asked for by the other provider, and answered as if it had been this one.
  const started = await page.request.post(`${server.base}/api/auth/signin/github`, {
    form: { side: 'site', next: '' },
    headers: { Origin: server.base },
  })
  const location = /url=([^"]*)"/u.exec(await started.text())?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect(new URL(location).origin).toBe('https://github.com')
  const state = new URL(location).searchParams.get('state') ?? ''
  await page.goto(`${server.base}/api/auth/callback/oidc?code=a&state=${encodeURIComponent(state)}`)
  await expect(page).toHaveURL(/\/login\?sign-on=expired$/u)
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('brolly-session')
})

test('a log-in is started by a form of this site only, and leads nowhere else', async ({ page, request }) => {
  const start = (path: string, headers: Record<string, string>) =>
    request.post(`${server.base}/api/auth/signin/${path}`, { form: { side: 'site' }, headers, maxRedirects: 0 })
  expect((await start('oidc', { Origin: 'https://evil.example' })).status()).toBe(403)
  expect((await start('nobody', { Origin: server.base })).status()).toBe(404)
  expect((await request.get(`${server.base}/api/auth/signin/oidc`)).status()).toBe(405)
  for (const route of ['session', 'csrf', 'providers', 'signout', 'error'])
    expect((await request.get(`${server.base}/api/auth/${route}`)).status(), route).toBe(404)

  oidc.user = somebody()
  await page.goto(`${server.base}/login?next=https://evil.example/`)
  await page.getByRole('button', { name: 'Log in with Acme' }).click()
  await expect(page).toHaveURL(`${server.base}/account`)
})

test('a log-in that the user refuses at the provider is back at the form', async ({ page }) => {
  oidc.refuses = true
  await page.goto(`${server.base}/login`)
  await page.getByRole('button', { name: 'Log in with Acme' }).click()
  await expect(page.getByText('The log-in was cancelled, or its answer was not valid.')).toBeVisible()
  oidc.refuses = false
})
