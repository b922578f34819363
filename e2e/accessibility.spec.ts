import { accountOf, expect, makeProduct, test, unique } from './fixtures'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

test.describe('a stranger', () => {
  test.use({ role: null })

  test('the login, also after a refusal, has no violations', async ({ page }) => {
    await page.goto('/admin/-/login')
    await page.getByLabel('Email').fill('somebody@example.com')
    await page.getByLabel('Password').fill('not the right one')
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Wrong email' })).toBeVisible()
    await expectNoViolations(page)
  })
})

for (const [screen, path] of [
  ['index', '/admin'],
  ['list', '/admin/products?status.eq=active&q=a&size=25'],
  ['list of a table with NULLs and links', '/admin/order_items?size=25'],
  ['list that is empty', '/admin/products?q=nothing-is-called-that'],
  ['form to add', '/admin/orders/add'],
  ['record of a key with two parts', '/admin/order_items?size=25'],
  ['delete', '/admin/customers/12/delete'],
  ['delete that is blocked', '/admin/categories/2/delete'],
  ['activity', '/admin/-/activity?kind=change'],
  ['own password', '/admin/-/password'],
  ['migrations', '/admin/-/migrations'],
  ['migrations, compared', '/admin/-/migrations?compare=1'],
  ['page of a refused address', '/admin/products?nothing.eq=1'],
  ['page of a row that is not there', '/admin/products/999999999'],
] as const)
  test(`the ${screen} has no violations`, async ({ page }) => {
    await page.goto(path)
    if (screen.startsWith('record'))
      await page.getByRole('table').locator('tbody').getByRole('rowheader').getByRole('link').first().click()
    await expectNoViolations(page)
  })

test('the list with its menus open has no violations', async ({ page }) => {
  test.slow()
  await page.goto('/admin/products?size=25')
  for (const menu of ['Filter', 'Columns']) {
    await page.locator('summary', { hasText: menu }).click()
    await expectNoViolations(page)
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  await page.getByRole('table').locator('tbody').getByRole('checkbox').first().check()
  await expectNoViolations(page)
})

test('a form with mistakes, and its conflict, have no violations', async ({ page, database }) => {
  const id = await makeProduct(database, { name: unique('Scanned') })
  await page.goto(`/admin/products/${id}`)
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.getByLabel('Price', { exact: true }).fill('a lot')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: '2 fields' })).toBeVisible()
  await expectNoViolations(page)

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByLabel('Name', { exact: true }).fill('Mine')
  await page.getByLabel('Price', { exact: true }).fill('1.00')
  await database`update products set price = 2, stock = 9 where id = ${id}`
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'saved this first' })).toBeVisible()
  await expectNoViolations(page)
})

test('a record to be read, a history and the permissions have no violations', async ({ page, openAs, makeAccount }) => {
  const viewer = await openAs(accountOf('viewer'))
  await viewer.goto('/admin/products/1')
  await expectNoViolations(viewer)

  const account = await makeAccount({ permissions: ['products.view'] })
  await page.goto(`/admin/-/users/${account.id}/permissions`)
  await expectNoViolations(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByLabel('Orders: view').check()
  await page.getByRole('button', { name: 'Save permissions' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'were saved' })).toBeVisible()
  await page.goto(`/admin/brolly.users/${account.id}/history`)
  await expectNoViolations(page)
})

test('by keyboard: the first stop skips to the content, and wherever the focus is can be seen', async ({ page }) => {
  await page.goto('/admin/products')
  await expect(page.getByRole('banner')).toHaveCount(1)
  await expect(page.getByRole('navigation', { name: 'Tables' })).toHaveCount(1)
  await expect(page.getByRole('navigation', { name: 'Breadcrumb' })).toHaveCount(1)

  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  for (let stop = 0; stop < 40; stop++) {
    await page.keyboard.press('Tab')
    const unseen = await page.evaluate(() => {
      const at = document.activeElement
      if (!at || at === document.body) return null
      const around = [at, at.parentElement, at.closest('td, th, label, summary')].filter((one) => one !== null)
      const marked = around.some((one) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      })
      return marked ? null : at.outerHTML.slice(0, 200)
    })
    expect(unseen, `stop ${stop}`).toBeNull()
  }

  await page.reload()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})
