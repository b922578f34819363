import { accountOf, expect, fillLogin, test } from './fixtures'
import { expectNoViolations } from './violations'

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('an account that is not staff logs in on the public side, and is no closer to the admin', async ({
      page,
      makeAccount,
    }) => {
      const member = await makeAccount({ isStaff: false, permissions: ['products.view'] })
      await page.goto('/members?from=mail')
      await expect(page).toHaveURL(`/login?next=${encodeURIComponent('/members?from=mail')}`)
      await fillLogin(page, { ...member, password: 'not the right one' })
      await expect(page.getByText('Wrong email or password.', { exact: true })).toBeVisible()
      await fillLogin(page, member)

      await expect(page).toHaveURL('/members?from=mail')
      await expect(page.getByText('Welcome, Tess Tester.')).toBeVisible()
      await page.goto('/admin/products')
      await expect(page).toHaveURL(/\/admin\/-\/login\?next=/u)
      await expect(page.getByText(`You are logged in as ${member.email}`)).toBeVisible()

      await page.goto('/account')
      await expect(page.getByRole('link', { name: 'Open the admin' })).toHaveCount(0)
      await page.getByRole('button', { name: 'Log out' }).click()
      await expect(page).toHaveURL('/login')
      await page.goto('/members')
      await expect(page).toHaveURL(/\/login\?next=/u)
    })

    test('a page for a group answers 403 to everybody else, in words', async ({ page, makeAccount, database }) => {
      const member = await makeAccount({ isStaff: false })
      await page.goto('/login?next=/members')
      await fillLogin(page, member)
      await expect(page).toHaveURL('/members')

      expect((await page.goto('/members/drafts'))?.status()).toBe(403)
      await expect(page.getByText('does not have access to this page')).toBeVisible()
      await database`insert into brolly.groups (name) values ('editors') on conflict do nothing`
      await database`insert into brolly.user_groups (user_id, group_id)
        select ${member.id}, id from brolly.groups where name = 'editors'`
      expect((await page.goto('/members/drafts'))?.status()).toBe(200)
      await expect(page.getByRole('heading', { name: 'Coming soon' })).toBeVisible()
    })
  })

test('DJ-260, SEC-130: the public login never leads to another site, nor back to itself', async ({ page, baseURL }) => {
  for (const next of ['//evil.example/x', '/\\evil.example', 'https://evil.example', '/login', '/logout?x']) {
    await page.context().clearCookies()
    await page.goto(`/login?next=${encodeURIComponent(next)}`)
    await fillLogin(page, accountOf('editor'))
    await expect(page, next).toHaveURL(`${baseURL}/account`)
  }
})

test('a page cannot be told another URL than its own', async ({ request }) => {
  const answer = await request.get('/members', { headers: { 'x-brolly-url': '/elsewhere' }, maxRedirects: 0 })

  expect(answer.headers().location).toBe(`/login?next=${encodeURIComponent('/members')}`)
})

test('the pages of the public side have no violations', async ({ page }) => {
  await page.goto('/login?next=/account')
  await expectNoViolations(page)
  await fillLogin(page, accountOf('editor'))
  await expect(page.getByRole('link', { name: 'Open the admin' })).toBeVisible()
  await expectNoViolations(page)
  await page.goto('/members/drafts')
  await expectNoViolations(page)
})
