import type { Page } from '@playwright/test'
import { expect, makeProduct, test, unique } from './fixtures'
import { field, press, said, told } from './record-locators'
import { expectNoViolations } from './violations'
import type { Sql } from 'postgres'

test.use({ role: 'superuser' })

const picker = (page: Page, name: string) => page.getByRole('combobox', { name })
const list = (page: Page) => page.getByRole('listbox', { name: 'Matches' })
const options = (page: Page) => list(page).getByRole('option')

async function makeCustomers(database: Sql, name: string, count: number): Promise<number[]> {
  const rows = await database<{ id: number }[]>`
    insert into customers (name, email, country, city, created_at)
    select ${name}::text || ' ' || lpad(n::text, 3, '0'), replace(${name}::text, ' ', '-') || n || '@example.org', 'NL', 'Delft', now() - n * interval '1 hour'
    from generate_series(1, ${count}::int) n returning id`
  return rows.map(({ id }) => id)
}

test('DJ-232: matches load page by page under the arrow keys, and Enter chooses the hundredth', async ({
  page,
  database,
}) => {
  const name = unique('Paged')
  const ids = await makeCustomers(database, name, 105)
  await page.goto('/admin/orders/add')
  const customer = picker(page, 'Customer')
  await customer.fill(name)
  await expect(options(page)).toHaveCount(20)
  await expect(page.getByRole('status').filter({ hasText: 'First 20 matches' })).toBeVisible()

  const active = options(page).and(page.locator('[aria-selected="true"]'))
  await expect(active).toHaveText(new RegExp(`^${name} 001`, 'u'))
  for (const next of ['020', '040', '060', '080', '100']) {
    await customer.press('ArrowDown')
    while (!((await active.textContent()) ?? '').startsWith(`${name} ${next}`)) {
      const before = await active.getAttribute('id')
      await customer.press('ArrowDown')
      // At the end of a page the next one has to arrive first.
      await expect(active).not.toHaveAttribute('id', before ?? '')
    }
  }
  await expect(active).toBeInViewport()
  await customer.press('Home')
  await expect(active).toHaveText(new RegExp(`^${name} 001`, 'u'))
  await customer.press('End')
  await expect(page.getByRole('status').filter({ hasText: '105 matches' })).toBeVisible()
  await customer.press('PageUp')
  await customer.press('ArrowDown')
  await expectNoViolations(page)
  const chosen = ((await active.textContent()) ?? '').slice(0, name.length + 4)
  await customer.press('Enter')

  await expect(customer).toHaveValue(chosen)
  const at = Number(chosen.slice(-3)) - 1
  await expect(page.locator('[name="customer_id"]')).toHaveValue(String(ids[at]))
})

test('keys pressed while the list of matches is being loaded count', async ({ page, database }) => {
  const name = unique('Early')
  await makeCustomers(database, name, 2)
  await page.goto('/admin/orders/add')
  const customer = picker(page, 'Customer')
  await expect(customer).toHaveAttribute('autocomplete', 'off')
  let load = () => undefined as void
  const asked = new Promise<void>((resolve) => {
    load = resolve
  })
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await asked
    await route.continue()
  })
  const answered = page.waitForResponse((response) => response.url().includes('/lookup/'))
  await customer.pressSequentially(name)
  await answered
  await customer.press('ArrowDown')
  await expect(list(page)).toHaveCount(0)
  load()
  await expect(options(page)).toHaveCount(2)
  await customer.press('Enter')

  await expect(customer).toHaveValue(`${name} 002`)
})

test('rows with the same name have a second line; one that was chosen before comes first', async ({
  page,
  database,
  openAs,
  makeAccount,
}) => {
  const name = unique('Twin')
  await database`insert into customers (name, email, country, city, tier) values
    (${name}, ${`${name}-1@example.org`.replaceAll(' ', '-')}, 'NL', 'Delft', 'gold'),
    (${name}, ${`${name}-2@example.org`.replaceAll(' ', '-')}, 'NL', 'Delft', 'gold')`
  await page.goto('/admin/orders/add')
  const customer = picker(page, 'Customer')
  await customer.fill(name)
  await options(page).filter({ hasText: '-1@example.org' }).click()
  await expect(customer).toHaveValue(name)
  await press(page, 'Save')
  await expect(said(page, 'Saved').or(said(page, 'Added'))).toBeVisible()

  await page.goto('/admin/orders/add')
  await picker(page, 'Customer').click()
  await expect(options(page).filter({ hasText: name }).first()).toContainText('recently used')
  await expect(options(page).first()).toContainText('recently used')
  const other = await openAs(await makeAccount({ permissions: ['orders.add', 'customers.view'] }))
  await other.goto('/admin/orders/add')
  await picker(other, 'Customer').click()
  await expect(options(other).first()).toBeVisible()
  await expect(options(other).filter({ hasText: name }).filter({ hasText: 'recently used' })).toHaveCount(0)
})

test.describe('options that depend on another field', () => {
  async function makeSale(database: Sql, customer: string) {
    const [id] = await makeCustomers(database, customer, 1)
    const [sold, unsold] = [
      await makeProduct(database, { name: unique('Sold') }),
      await makeProduct(database, { name: unique('Unsold') }),
    ]
    await database`
      with o as (insert into orders (customer_id) values (${id ?? 0}) returning id)
      insert into order_items (order_id, product_id, unit_price) select id, ${sold}, 1 from o`
    return { customerId: id ?? 0, sold, unsold }
  }

  test('follow it; a choice that it rules out is said, kept, and refused', async ({ page, database }) => {
    const name = unique('Buyer')
    const { customerId, sold, unsold } = await makeSale(database, name)
    await page.goto(`/admin/reviews/add?product_id=${unsold}`)
    await picker(page, 'Customer').fill(name)
    await expect(options(page).filter({ hasText: name })).toBeVisible()
    // From here on the options depend on one more field.
    await field(page, 'Verified').check({ force: true })
    await picker(page, 'Customer').click()
    await expect(page.getByRole('status').filter({ hasText: 'No match' })).toBeVisible()
    await picker(page, 'Product').fill(String(sold))
    await options(page)
      .filter({ hasText: `#${sold}` })
      .click()
    // What was typed is still there.
    await picker(page, 'Customer').click()
    await options(page).filter({ hasText: name }).click()

    await picker(page, 'Product').fill(String(unsold))
    await options(page)
      .filter({ hasText: `#${unsold}` })
      .click()
    const note = page.getByRole('status').filter({ hasText: 'is not available with the other values' })
    await expect(note).toContainText(name)
    await expect(picker(page, 'Customer')).toHaveValue(`${name} 001`)
    await expectNoViolations(page)
    await field(page, 'Rating').fill('5')
    await field(page, 'Title').fill(name)
    await press(page, 'Save')
    await expect(picker(page, 'Customer')).toHaveAccessibleDescription(/This customer is not available/u)

    await picker(page, 'Product').fill(String(sold))
    await options(page)
      .filter({ hasText: `#${sold}` })
      .click()
    await expect(note).toHaveCount(0)
    await press(page, 'Save')
    await expect(said(page, /Added|Saved/u)).toBeVisible()
    expect(await database`select product_id, customer_id from reviews where title = ${name}`).toEqual([
      { product_id: sold, customer_id: customerId },
    ])
  })

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false })

    test('are checked when the form is saved', async ({ page, database }) => {
      const { customerId, unsold } = await makeSale(database, unique('Plain'))
      await page.goto(`/admin/reviews/add?product_id=${unsold}&customer_id=${customerId}&verified=true`)
      await field(page, 'Rating').fill('5')
      await field(page, 'Title').fill('No')
      await press(page, 'Save')
      await expect(told(page, 'Customer')).toBeVisible()
      await expect(picker(page, 'Customer')).toHaveAccessibleDescription(/This customer is not available/u)
    })
  })
})

test.describe('without a network', () => {
  test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/u] })

  test('a search that fails is called one, and what was chosen stays', async ({ page, database, context }) => {
    const id = await makeProduct(database, { name: unique('Offline') })
    await page.goto(`/admin/products/${id}`)
    await expect(picker(page, 'Category')).toHaveValue('Seating')
    await context.setOffline(true)
    await picker(page, 'Category').fill('desk')
    await expect(page.getByRole('status').filter({ hasText: 'The search did not respond' })).toBeVisible()
    await expect(page.getByText('No match')).toHaveCount(0)
    await picker(page, 'Category').press('Escape')
    await expect(picker(page, 'Category')).toHaveValue('Seating')
    await context.setOffline(false)
  })
})
