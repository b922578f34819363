import { expect, test } from './fixtures'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser', expectedErrors: [/status of 4\d\d/u] })

test('SEC-067: a refused page, a probed column and a cross-site post are in the security log', async ({
  page,
  openAs,
  makeAccount,
}) => {
  const account = await makeAccount({ permissions: ['products.view'] })
  const visitor = await openAs(account)
  await visitor.request.get('/admin/orders')
  await visitor.request.get('/admin/products?password_hash.startswith=secret-value')
  await visitor.request.get('/admin/products/999999999')
  await visitor.request.post('/admin', { headers: { Origin: 'https://evil.example' }, data: 'x' })
  const events = page.getByRole('main').getByRole('listitem')

  const user = encodeURIComponent(account.email)
  await expect(async () => {
    await page.goto(`/admin/-/security?user=${user}`)
    await expect(events).toHaveCount(4, { timeout: 1_000 })
  }).toPass()

  await expect(events.filter({ hasText: 'Logged in' })).toHaveCount(1)
  await expect(events.filter({ hasText: 'Refused' })).toContainText('path: /admin/orders')
  await expect(events.filter({ hasText: 'Invalid query' })).toContainText('parameters: password_hash.startswith')
  await expect(events.filter({ hasText: 'Not found or not allowed' })).toContainText('path: /admin/products/999999999')
  await expect(page.getByText('secret-value')).toHaveCount(0)

  await page.getByRole('textbox', { name: 'User' }).fill('')
  await page.getByLabel('Kind').selectOption('Cross-site request blocked')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL((url) => url.searchParams.get('kind') === 'cross-site')
  await expect(events.first()).toContainText('method: POST')
  await expectNoViolations(page)
})

test('SEC-037: a user ends one of their sessions, and a superuser ends all of a user', async ({
  page,
  openAs,
  makeAccount,
}) => {
  const account = await makeAccount({ permissions: ['products.view'] })
  const [here, there] = [await openAs(account), await openAs(account)]
  await here.goto('/admin')
  await here.getByLabel(/^Account:/u).click()
  await here.getByRole('link', { name: 'Sessions' }).click()
  const rows = here.getByRole('row').filter({ has: here.getByRole('button') })
  await expect(rows).toHaveCount(2)
  await expectNoViolations(here)

  await rows.filter({ hasNotText: 'This session' }).getByRole('button').click()
  await expect(here.getByRole('status')).toContainText('The session was ended.')
  await expect(rows).toHaveCount(1)
  await there.goto('/admin')
  await expect(there).toHaveURL(/\/admin\/-\/login/u)

  await page.goto(`/admin/brolly.users/${account.id}`)
  await page.getByRole('link', { name: 'Sessions' }).click()
  await page.getByRole('button', { name: 'End all sessions' }).click()
  await expect(page.getByText('Not logged in anywhere.')).toBeVisible()
  await here.reload()
  await expect(here).toHaveURL(/\/admin\/-\/login/u)
})

test('B18 U21: a superuser views the admin as a user, acts as one, and returns', async ({
  page,
  makeAccount,
  database,
}) => {
  const account = await makeAccount({ permissions: ['products.change'] })
  await page.goto(`/admin/brolly.users/${account.id}`)
  await page.getByRole('link', { name: 'View as this user' }).click()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'View as this user' }).click()
  await expect(page.getByRole('status').first()).toContainText(`view the admin as ${account.email}`)
  await expectNoViolations(page)
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Orders', exact: true })).toHaveCount(0)
  await page.goto('/admin/products/1')
  await expect(page.getByRole('button', { name: /^Save/u })).toHaveCount(0)
  await page.goto('/admin/-/sessions')
  await expect(page.getByText('This is for the owner of the account.')).toBeVisible()

  await page.getByRole('button', { name: 'Return to your own account' }).click()
  await expect(page).toHaveURL(`/admin/brolly.users/${account.id}`)
  await page.getByRole('link', { name: 'View as this user' }).click()
  await page.getByRole('button', { name: 'Act as this user' }).click()
  await page.goto('/admin/products/1')
  const field = page.getByRole('textbox', { name: 'Weight (kg)' })
  await field.fill(String(Date.now() % 1000))
  await page.getByRole('button', { name: 'Save and continue editing' }).click()
  await expect(page.getByRole('link', { name: 'Undo' })).toBeVisible()
  const [entry] = await database<{ actor: string }[]>`
    select actor_label as actor from brolly.audit_entries where "table" = 'products' and key = '1' order by id desc limit 1`
  expect(entry?.actor).toContain(`${account.email} (acted by `)
  await page.getByRole('button', { name: 'Return to your own account' }).click()
  await expect(page.getByText(`You no longer view the admin as ${account.email}.`)).toBeVisible()
  await expect(page.getByRole('link', { name: 'View as this user' })).toBeVisible()
})
