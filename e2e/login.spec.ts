import { accountOf, expect, fillLogin, logIn, test } from './fixtures'

const neutral = 'Wrong email or password, or the account does not have access.'
const editor = accountOf('editor')

test.describe('a stranger', () => {
  test('DJ-001: is sent to the login with the whole requested URL, and gets there afterwards', async ({ page }) => {
    const wanted = '/admin/products?status.eq=active&q=lamp'

    await page.goto(wanted)

    await expect(page).toHaveURL((url) => url.pathname === '/admin/-/login' && url.searchParams.get('next') === wanted)
    await fillLogin(page, editor)
    await expect(page).toHaveURL(wanted)
    await expect(page.getByRole('heading', { level: 1, name: 'Products' })).toBeVisible()
  })

  test('DJ-002: cannot distinguish an existing page from one that does not exist', async ({ request }) => {
    const answers = []
    for (const path of ['/admin/products', '/admin/no_such_table', '/admin/products/1', '/admin/products/999999999']) {
      const response = await request.get(path, { maxRedirects: 0 })
      answers.push([response.status(), response.headers().location])
    }

    expect(answers.map(([status]) => status)).toEqual([307, 307, 307, 307])
    for (const [, location] of answers) expect(location).toMatch(/^\/admin\/-\/login\?next=/u)
  })

  test('DJ-008, DJ-048: without a requested URL lands on the index, and sees no tables before', async ({ page }) => {
    await page.goto('/admin/-/login')

    await expect(page.getByRole('navigation')).toHaveCount(0)
    await expect(page.getByLabel('Email')).toBeFocused()
    await fillLogin(page, editor)
    await expect(page).toHaveURL('/admin')
    await expect(page.getByRole('navigation', { name: 'Tables' })).toBeVisible()
  })

  test('DJ-007: is taken to exactly the page in the URL', async ({ page }) => {
    await page.goto(`/admin/-/login?next=${encodeURIComponent('/admin?x=42')}`)
    await fillLogin(page, editor)

    await expect(page).toHaveURL('/admin?x=42')
  })

  test('DJ-010: a missing email address or password is reported', async ({ page }) => {
    await page.goto('/admin/-/login')
    await page.locator('form').evaluate((form: HTMLFormElement) => (form.noValidate = true))

    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Enter your email' })).toBeVisible()

    await page.getByLabel('Email').fill(editor.email)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'and password' })).toBeVisible()
    await expect(page.getByLabel('Email')).toHaveValue(editor.email)
  })

  test('DJ-005, DJ-261: gets the same response to a wrong password, an unknown account, one without access and an inactive one', async ({
    page,
    makeAccount,
  }) => {
    const outsider = await makeAccount({ isStaff: false })
    const closed = await makeAccount({ isActive: false })
    await page.goto('/admin/-/login')
    for (const attempt of [
      { ...editor, password: 'not the right one' },
      { email: 'nobody-at-all@example.com', password: editor.password },
      outsider,
      closed,
      { ...closed, password: 'not the right one' },
    ]) {
      await page.reload()
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await fillLogin(page, attempt)
      expect((await answered).status()).toBe(200)
      await expect(page.getByRole('alert').filter({ hasText: neutral })).toBeVisible()
      await expect(page.getByLabel('Email')).toHaveValue(attempt.email)
      await expect(page.getByLabel('Password')).toHaveValue('')
    }
    await page.goto('/admin')
    await expect(page).toHaveURL(/\/admin\/-\/login/u)
  })

  test('DJ-260, SEC-130: is never redirected to another site', async ({ page, baseURL }) => {
    const tricks = [
      '//evil.example/x',
      '/\\evil.example',
      'https:evil.example',
      'https://evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      'https://127.0.0.1@evil.example',
      '/\n/evil.example',
      '/..//evil.example/x',
      '/%2e%2e//evil.example/x',
      ' //evil.example',
    ]
    for (const next of tricks) {
      await page.context().clearCookies()
      await page.goto(`/admin/-/login?next=${encodeURIComponent(next)}`)
      await fillLogin(page, editor)
      await expect(page, next).toHaveURL(`${baseURL}/admin`)
    }
  })

  test('DJ-017: a user who logs out without being logged in gets the login, and lands on the index', async ({
    page,
    request,
  }) => {
    const answer = await request.post('/admin/-/logout', { maxRedirects: 0 })
    expect(answer.status()).toBe(303)
    expect(answer.headers().location).toBe('/admin/-/login')

    await page.goto('/admin/-/login?next=/admin/-/logout')
    await fillLogin(page, editor)
    await expect(page).toHaveURL('/admin')
  })

  test('DJ-264: a link logs nobody out', async ({ request }) => {
    expect((await request.get('/admin/-/logout', { maxRedirects: 0 })).status()).toBe(405)
  })
})

test.describe('a user who is logged in', () => {
  test.use({ role: 'superuser' })

  test('DJ-014: stays who they are when another login fails in the same browser', async ({
    page,
    context,
    makeAccount,
  }) => {
    const staff = await makeAccount({ permissions: ['products.view'] })
    const outsider = await makeAccount({ isStaff: false })
    await context.clearCookies()
    await page.goto('/admin/-/login')
    const other = await context.newPage()
    await logIn(other, staff)

    await fillLogin(page, outsider)

    await expect(page.getByRole('alert').filter({ hasText: neutral })).toBeVisible()
    await other.reload()
    await other.getByLabel('Account: Tess Tester').click()
    await expect(other.getByText(staff.email)).toBeVisible()
  })

  test('whose staff access was revoked sees which account that is', async ({ openAs, makeAccount, database }) => {
    const account = await makeAccount()
    const page = await openAs(account)
    await database`update brolly.users set is_staff = false where id = ${account.id}`
    await page.goto('/admin')

    await expect(page).toHaveURL(/\/admin\/-\/login/u)
    await expect(page.getByText(`You are logged in as ${account.email}`)).toBeVisible()
  })

  test('DJ-012: is out at the next request once the account is closed', async ({ openAs, makeAccount, database }) => {
    const account = await makeAccount({ permissions: ['products.view'] })
    const page = await openAs(account)
    await page.goto('/admin/products')
    await expect(page.getByRole('table', { name: 'Products' })).toBeVisible()

    await database`update brolly.users set is_active = false where id = ${account.id}`
    await page.reload()

    await expect(page).toHaveURL(/\/admin\/-\/login/u)
    await expect(page.getByText('Log out')).toHaveCount(0)
  })

  test('DJ-018, SEC-039: logs out, and neither “back” nor a cache shows the former page', async ({
    openAs,
    makeAccount,
  }) => {
    const page = await openAs(await makeAccount({ permissions: ['products.view'] }))
    const list = await page.goto('/admin/products')
    expect(list?.headers()['cache-control']).toContain('no-store')

    await page.getByLabel(/^Account:/u).click()
    await page.getByRole('button', { name: 'Log out' }).click()

    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
    await expect(page.getByLabel(/^Account:/u)).toHaveCount(0)
    await page.goBack()
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
    await expect(page.getByRole('table')).toHaveCount(0)
  })

  test('SEC-027: a copy of the cookie is worth nothing after logging out', async ({
    openAs,
    makeAccount,
    playwright,
    baseURL,
  }) => {
    const page = await openAs(await makeAccount({ permissions: ['products.view', 'products.change'] }))
    const copied = await page.context().storageState()
    await page.goto('/admin')
    await page.getByLabel(/^Account:/u).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()

    const thief = await playwright.request.newContext({ baseURL, storageState: copied })
    expect((await thief.get('/admin/products', { maxRedirects: 0 })).headers().location).toContain('/admin/-/login')
    expect((await thief.get('/admin/-/api/export/products', { maxRedirects: 0 })).status()).toBe(401)
    expect((await thief.get('/admin/-/api/lookup/products?column=category_id&q=')).status()).toBe(401)
    await thief.dispose()
  })

  test('logging in again ends the previous session, and no login page of next-auth is reachable', async ({
    openAs,
    makeAccount,
    playwright,
    baseURL,
  }) => {
    const account = await makeAccount({ permissions: ['products.view'] })
    const page = await openAs(account)
    const copied = await page.context().storageState()
    // Logged in, the page is not offered; a tab that still has it is.
    await page.context().clearCookies()
    await page.goto('/admin/-/login?next=/admin/products')
    await page.context().addCookies(copied.cookies)
    await fillLogin(page, account)
    await expect(page.getByRole('table', { name: 'Products' })).toBeVisible()

    const before = await playwright.request.newContext({ baseURL, storageState: copied })
    expect((await before.get('/admin/products', { maxRedirects: 0 })).headers().location).toContain('/admin/-/login')
    for (const path of ['signout', 'signin', 'session', 'csrf', 'providers', 'error', 'callback/credentials'])
      for (const method of ['get', 'post'] as const)
        // A route that exists takes only the other method.
        expect([404, 405], `${method} ${path}`).toContain(
          (await page.request[method](`/api/auth/${path}`, { headers: { Origin: baseURL ?? '' } })).status(),
        )
    await before.dispose()
  })

  test('SEC-028: a new password ends the other sessions and not this one', async ({ openAs, makeAccount }) => {
    const account = await makeAccount({ permissions: ['products.view'] })
    const here = await openAs(account)
    const there = await openAs(account)
    const password = 'a quite different one'

    await here.goto('/admin')
    await here.getByLabel(/^Account:/u).click()
    await here.getByRole('link', { name: 'Change password' }).click()
    await here.getByLabel('Current password').fill(account.password)
    await here.getByLabel('New password', { exact: true }).fill(password)
    await here.getByLabel('New password again').fill(password)
    await here.getByRole('button', { name: 'Change password' }).click()

    await expect(here).toHaveURL('/admin')
    await here.goto('/admin/products')
    await expect(here.getByRole('table', { name: 'Products' })).toBeVisible()
    await there.goto('/admin/products')
    await expect(there).toHaveURL(/\/admin\/-\/login/u)
    await fillLogin(there, { ...account, password })
    await expect(there).toHaveURL('/admin/products')
  })

  test('DJ-252: an unacceptable new password is refused at its field, and the old one still works', async ({
    openAs,
    makeAccount,
  }) => {
    const account = await makeAccount()
    const page = await openAs(account)
    await page.goto('/admin/-/password')
    const attempt = async (current: string, password: string, repeat: string) => {
      await page.getByLabel('Current password').fill(current)
      await page.getByLabel('New password', { exact: true }).fill(password)
      await page.getByLabel('New password again').fill(repeat)
      await page.getByRole('button', { name: 'Change password' }).click()
    }

    await attempt('not my password', 'a quite different one', 'a quite different one')
    await expect(page.getByLabel('Current password')).toHaveAccessibleDescription('This is not your current password.')
    await attempt(account.password, 'a quite different one', 'and another')
    await expect(page.getByLabel('New password again')).toHaveAccessibleDescription('This differs from the first.')
    await attempt(account.password, 'short', 'short')
    await expect(page.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(/at least 10/u)
    await attempt(account.password, '12345678901234', '12345678901234')
    await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true')

    await page.context().clearCookies()
    await logIn(page, account)
  })
})
