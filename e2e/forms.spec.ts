import { expect, test, unique } from './fixtures'
import { field, press, said } from './record-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

test('a field appears with the value of another one, and is saved only with it', async ({ page, database }) => {
  const [order] = await database<{ id: string }[]>`
    insert into orders (customer_id, status, paid_at) values (1, 'paid', now()) returning id::text`
  const id = order?.id ?? ''
  await page.goto(`/admin/orders/${id}`)
  await expect(field(page, 'Delivered on')).toBeHidden()
  await field(page, 'Status').selectOption('delivered')
  await field(page, 'Delivered on').fill('2026-03-04')
  await field(page, 'Status').selectOption('shipped')
  await expect(field(page, 'Delivered on')).toBeHidden()
  await field(page, 'Tracking code').fill('T-1')
  await press(page, 'Save and continue editing')

  await expect(said(page, 'Saved')).toBeVisible()
  const stored = () => database`select status, tracking_code, delivered_on::text from orders where id = ${id}`
  expect(await stored()).toEqual([{ status: 'shipped', tracking_code: 'T-1', delivered_on: null }])
  await field(page, 'Status').selectOption('delivered')
  await field(page, 'Delivered on').fill('2001-02-03')
  await press(page, 'Save')
  await expect(field(page, 'Delivered on')).toHaveAccessibleDescription(/before the order was made/u)
  await field(page, 'Delivered on').fill('2101-02-03')
  await press(page, 'Save')
  await expect.poll(stored).toEqual([{ status: 'delivered', tracking_code: 'T-1', delivered_on: '2101-02-03' }])
})

test('sections are tabs, which keys, errors and the hash open', async ({ page, database }) => {
  const name = unique('Porch')
  const [row] = await database<{ id: number }[]>`
    insert into collections (name, slug) values (${name}, ${name.replaceAll(' ', '-')}) returning id`
  await page.goto(`/admin/collections/${row?.id}`)
  const tab = (title: string) => page.getByRole('tab', { name: title })
  await expect(tab('Collection')).toHaveAttribute('aria-selected', 'true')
  await field(page, 'Name').fill('')
  await tab('Collection').press('ArrowRight')
  await expect(tab('Products')).toBeFocused()
  await expect(page.getByRole('tabpanel')).toHaveAccessibleName('Products')
  await expect(field(page, 'Name')).toBeHidden()

  await page.keyboard.press('Control+s')
  await expect(tab('Collection')).toHaveAttribute('aria-selected', 'true')
  await expect(tab('Collection')).toContainText('1 error')
  await field(page, 'Name').fill(name)
  await expectNoViolations(page)
  await tab('Products').click()
  await page.reload()
  await expect(tab('Products')).toHaveAttribute('aria-selected', 'true')
})

test('DJ-178: a section that is declared so is folded, and opens with an error', async ({ page, database }) => {
  await database`update customers set birthday = null where id = 14`
  await page.goto('/admin/customers/14')
  await expect(field(page, 'Birthday')).toBeHidden()
  const [left, right] = await Promise.all(['City', 'Country'].map((label) => field(page, label).boundingBox()))
  expect(left?.y).toBe(right?.y)
  await page.locator('summary', { hasText: 'Internal' }).click()
  await field(page, 'Birthday').fill('no day')
  await page.locator('summary', { hasText: 'Internal' }).click()
  await press(page, 'Save')
  await expect(field(page, 'Birthday')).toBeVisible()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('tabs follow one another, below links to them', async ({ page }) => {
    await page.goto('/admin/collections/add')
    await expect(field(page, 'Name')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Products' })).toBeVisible()
    await page.getByRole('link', { name: 'Products', exact: true }).last().click()
    await expect(page).toHaveURL(/#f-~section-2$/u)
  })

  test('fields that depend on others are shown with a note', async ({ page, database }) => {
    const [order] = await database<{ id: string }[]>`
      insert into orders (customer_id, status) values (1, 'pending') returning id::text`
    await page.goto(`/admin/orders/${order?.id}`)
    await expect(page.locator('.field', { has: field(page, 'Delivered on') }).locator('.help')).toHaveText(
      'Only used if Status is delivered.',
    )
    await field(page, 'Delivered on').fill('2026-03-04')
    await press(page, 'Save')
    await expect(page.getByText('is unchanged')).toBeVisible()
  })
})

for (const javaScriptEnabled of [true, false])
  test.describe(`forms outside the admin, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled, role: null })

    test('F156, F161, F167: anybody can send two forms of one page', async ({ page, database }) => {
      const email = `${unique('reader').replaceAll(' ', '-').toLowerCase()}@example.org`
      const [order] = await database<{ id: string; email: string }[]>`
        select o.id::text, c.email from orders o join customers c on c.id = o.customer_id where o.status = 'paid' limit 1`
      await page.goto('/inquiry')
      const inquiry = page.locator('form').first()
      const newsletter = page.locator('form').last()
      await inquiry.getByLabel('Order number').fill(order?.id ?? '')
      await inquiry.getByLabel('Email').fill('nobody@example.org')
      await inquiry.getByRole('button', { name: 'Show status' }).click()
      await expect(page.getByRole('alert').first()).toContainText('There is no such order for this address.')
      await expect(inquiry.getByLabel('Order number')).toHaveValue(order?.id ?? '')
      await inquiry.getByLabel('Email').fill(order?.email ?? '')
      await inquiry.getByRole('button', { name: 'Show status' }).click()
      await expect(page.getByText(`Order ${order?.id}: paid.`)).toBeVisible()

      await page.goto('/inquiry')
      await newsletter.getByLabel('Name').fill('A reader')
      await newsletter.getByLabel('Email').fill(email)
      await newsletter.getByLabel('City').fill('Bern')
      await newsletter.getByLabel('Country').fill('ch')
      await newsletter.getByRole('button', { name: 'Subscribe' }).click()
      await expect(newsletter.getByText('Two capital letters, such as DE.').last()).toBeVisible()
      await newsletter.getByLabel('Country').fill('CH')
      await newsletter.getByRole('button', { name: 'Subscribe' }).click()
      await expect(page.getByText('You will get the next newsletter.')).toBeVisible()
      expect(await database`select name, newsletter from customers where email = ${email}`).toEqual([
        { name: 'A reader', newsletter: true },
      ])
    })
  })
