import { expect, test, unique } from './fixtures'
import { boxes, listening, rows } from './list-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

test.describe('pages', () => {
  test('up to 10,000 rows are counted and have numbered pages, of the size one likes', async ({ page }) => {
    await page.goto('/admin/orders?status.eq=cancelled')
    const counted = await page.getByText(/^[\d,]+ of about [\d,]+ rows$/u).innerText()
    const count = Number((counted.split(' ')[0] ?? '').replaceAll(',', ''))
    expect(count).toBeGreaterThan(100)

    await page.getByRole('navigation', { name: 'Rows per page' }).getByRole('link', { name: '25', exact: true }).click()
    await expect(rows(page)).toHaveCount(25)
    await page.getByRole('navigation', { name: 'All pages' }).getByRole('link', { name: 'Page 2', exact: true }).click()
    await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).toContainText('26–50 of')
    const last = Math.ceil(count / 25)
    await page.getByRole('link', { name: `Page ${last}`, exact: true }).click()
    await expect(rows(page)).toHaveCount(count - (last - 1) * 25)
    await expect(page.getByRole('link', { name: 'Next page' })).toBeDisabled()
  })

  test('beyond that, next and previous pages lose and repeat no row, up to the end', async ({ page }) => {
    await page.goto('/admin/order_items?size=50&sort=unit_price')
    await expect(page.getByText(/^about 30,0\d\d rows$/u)).toBeVisible()
    const keys = () => boxes(page).evaluateAll((all: HTMLInputElement[]) => all.map(({ value }) => value))
    const first = await keys()

    await page.getByRole('link', { name: 'Next page' }).click()
    await expect(page).toHaveURL(/after=/u)
    const second = await keys()
    await page.getByRole('link', { name: 'Next page' }).click()
    await expect(page.getByRole('link', { name: 'First' })).toBeVisible()
    await expect.poll(keys).not.toEqual(second)
    expect(new Set([...first, ...second, ...(await keys())]).size).toBe(150)
    await page.getByRole('link', { name: 'Previous page' }).click()
    await expect.poll(keys).toEqual(second)

    await page.getByRole('link', { name: 'Last' }).click()
    await expect(page.getByRole('link', { name: 'Next page' })).toBeDisabled()
    await expect(rows(page)).toHaveCount(50)
  })
})

test.describe('selection and keys', () => {
  test('DJ-157: a click with Shift ticks all rows up to there, and one box ticks the page', async ({ page }) => {
    await page.goto('/admin/customers?size=25')
    await listening(page)
    await boxes(page).nth(0).check()
    await boxes(page)
      .nth(3)
      .click({ modifiers: ['Shift'] })

    for (const at of [0, 1, 2, 3]) await expect(boxes(page).nth(at)).toBeChecked()
    await expect(boxes(page).nth(4)).not.toBeChecked()
    await expect(page.getByText('4 selected')).toBeVisible()
    await page.getByLabel('Select all rows of this page').check()
    await expect(page.getByText('25 selected')).toBeVisible()
    await page.getByLabel('Select all rows of this page').uncheck()
    await expect(page.getByRole('group', { name: 'Selected rows' })).toBeHidden()
  })

  test('rows are walked, ticked and opened by keys, and the keys are listed', async ({ page }) => {
    await page.goto('/admin/customers?size=25')
    const link = (at: number) => rows(page).nth(at).getByRole('rowheader').getByRole('link').last()

    await listening(page)
    await page.keyboard.press('j')
    await expect(link(0)).toBeFocused()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(boxes(page).nth(1)).toBeChecked()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+X')
    await expect(page.getByText('3 selected')).toBeVisible()
    await page.keyboard.press('k')
    await expect(link(2)).toBeFocused()

    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Open the row')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)

    const name = await link(2).innerText()
    await link(2).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  })
})

test('B02: a customer is found by half an address with Ctrl K, from any page, by keys alone', async ({
  page,
  database,
}) => {
  const [customer] = await database<{ id: number; name: string; email: string }[]>`
    select id, name, email from customers order by id limit 1`
  await page.goto('/admin/products/1')
  const input = page.getByRole('combobox', { name: 'Search everything' })
  // Keys work once the scripts of the page have run.
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(input).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await input.fill(customer?.email.slice(0, -4) ?? '')
  await expect(page.getByRole('option', { name: customer?.name }).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/admin/customers/${customer?.id ?? 0}`)

  await page.keyboard.press('Control+k')
  await input.fill('migrat')
  await expect(page.getByRole('option', { name: 'Migrations' })).toBeVisible()
  await expectNoViolations(page)
  await page.keyboard.press('Escape')
  await expect(input).toHaveCount(0)
})

test('values are counted with one click, also from the line, whose suggestions are in front of the panel', async ({
  page,
}) => {
  await page.goto('/admin/orders?total.gte=500')
  await listening(page)
  await page.keyboard.press('f')
  await expect(page.getByRole('listbox', { name: 'Suggestions' })).toBeVisible()
  await page.getByRole('button', { name: 'Counts' }).click()
  const paid = page.getByRole('list', { name: 'Counts of Status' }).getByRole('link', { name: /^paid \d/u })
  await paid.click()
  await expect(page).toHaveURL('/admin/orders?total.gte=500&status.eq=paid')
})

test('U26: a list is kept as a view for everybody, and found from the start page and by Ctrl K', async ({ page }) => {
  const name = unique('Paid')
  await page.goto('/admin/orders?status.eq=paid&columns=id,total')
  await page.getByRole('link', { name: 'Views', exact: true }).click()
  await expect(page.getByLabel('Name')).toBeFocused()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByText('Enter a name.')).toBeVisible()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('For', { exact: true }).selectOption('Everybody')
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByText(`The view “${name}” was saved.`)).toBeVisible()
  await expect(page).toHaveURL('/admin/orders?status.eq=paid&columns=id,total')
  await page.setViewportSize({ width: 1440, height: 900 })
  // Counted after the page, under the table among the tables.
  const beside = page.getByRole('list', { name: 'Views of Orders' }).getByRole('link', { name: new RegExp(name) })
  await expect(beside).toHaveText(/^\d+Paid/u)
  await expect(beside).toHaveAttribute('aria-current', 'true')

  await page.goto('/admin')
  await page.getByRole('region', { name: 'Views' }).getByRole('link', { name }).click()
  await expect(page).toHaveURL('/admin/orders?status.eq=paid&columns=id,total')
  await page.getByRole('link', { name: 'Views', exact: true }).click()
  await page.getByRole('button', { name: `Delete the view “${name}”` }).click()
  await expect(page.getByText(`The view “${name}” was deleted.`)).toBeVisible()
})

test('the cards of the start page are loaded after it, and lead to their lists', async ({ page }) => {
  await page.goto('/admin')

  const cards = page.getByRole('region', { name: 'At a glance' })
  await expect(cards.getByRole('article').filter({ hasText: 'Almost sold out' }).getByRole('listitem')).toHaveCount(5)
  await expect(cards.getByRole('link', { name: 'paid', exact: true })).toHaveAttribute(
    'href',
    '/admin/orders?status.eq=paid',
  )
  await expect(cards.getByRole('article').filter({ hasText: 'Paid, not shipped' })).toContainText(/\d/u)
  await cards.getByRole('link', { name: 'Paid, not shipped' }).click()
  await expect(page).toHaveURL('/admin/orders?status.eq=paid')
})

test.describe('before JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('U26: a view is renamed and made the default, and “All” leads out of it', async ({ openAs, makeAccount }) => {
    const page = await openAs(await makeAccount({ permissions: ['orders.view'] }))
    const [name, other] = [unique('Paid'), unique('Settled')]
    await page.goto('/admin/orders?status.eq=paid')
    await page.getByRole('link', { name: 'Views', exact: true }).click()
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('link', { name: 'Views', exact: true }).click()
    await page.getByRole('link', { name: `Edit the view “${name}”` }).click()
    await page.getByLabel('Name').fill(' ')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Enter a name.')).toBeVisible()
    await page.getByLabel('Name').fill(other)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText(`The view “${other}” was changed.`)).toBeVisible()
    await expect(page.getByRole('row', { name: new RegExp(other) })).toContainText(/\d+ *Only me/u)

    await page.getByRole('button', { name: `Make default: “${other}”` }).click()
    await page.goto('/admin')
    await page.getByRole('navigation', { name: 'Tables' }).getByRole('link', { name: 'Orders', exact: true }).click()
    await expect(page).toHaveURL('/admin/orders?status.eq=paid')
    await expect(page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: other })).toHaveAttribute(
      'aria-current',
      'page',
    )
    await page.getByRole('link', { name: /^Remove filter/u }).click()
    await expect(page).toHaveURL('/admin/orders?view=all')
    await page.getByRole('list', { name: 'Views of Orders' }).getByRole('link', { name: other }).click()
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'All', exact: true }).click()
    await expect(page).toHaveURL('/admin/orders?view=all')
    await expect(page.getByRole('list', { name: 'Filters' })).toHaveCount(0)

    await page.getByRole('link', { name: 'Views', exact: true }).click()
    await page.getByRole('button', { name: 'No default' }).click()
    await page.goto('/admin/orders')
    await expect(page).toHaveURL('/admin/orders')
  })

  test('B02: the search over everything is a page', async ({ page }) => {
    await page.goto('/admin')
    await page.getByRole('link', { name: 'Search' }).click()
    await page.getByLabel('Search everything').fill('order 5138')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect(page.getByRole('main').getByRole('link', { name: 'Order 5138' })).toHaveAttribute(
      'href',
      '/admin/orders/5138',
    )
  })
})

test.describe('totals, groups and the order of columns', () => {
  test('totals stand below their columns, and those of the selected rows beside their number', async ({
    page,
    database,
  }) => {
    const [all] = await database<{ sum: string }[]>`select sum(total)::text as sum from orders where status = 'pending'`
    await page.goto('/admin/orders?status.eq=pending&columns=id,total')
    await page.locator('summary', { hasText: 'Columns' }).click()
    await page.locator('select[name="~total"]').selectOption('Sum of Total')
    await page.getByRole('button', { name: 'Add', exact: true }).click()

    await expect(page).toHaveURL(/totals=total\.sum/u)
    const foot = page.locator('tfoot [data-total="total.sum"]')
    await expect.poll(async () => (await foot.innerText()).replaceAll(',', '')).toBe(all?.sum)
    await boxes(page).nth(0).check()
    await boxes(page).nth(1).check()
    const cells = await rows(page).locator('td.n').allInnerTexts()
    const sum = cells.slice(0, 2).reduce((sofar, text) => sofar + Number(text.replaceAll(',', '')), 0)
    await expect(page.getByLabel('Totals of the selected rows')).toContainText(
      sum.toLocaleString('en-GB', { minimumFractionDigits: 2 }),
    )
    await expectNoViolations(page)
    await page.getByRole('link', { name: 'Remove: Sum of Total' }).click()
    await expect(page).toHaveURL('/admin/orders?status.eq=pending&columns=id,total')
  })

  test('a group shows its first rows below it, and leads to all of them', async ({ page }) => {
    await page.goto('/admin/orders?group=status&columns=id,status')
    const unfold = page.getByRole('button', { name: 'Show rows: refunded' })
    await unfold.press('Enter')

    await expect(rows(page).filter({ hasText: 'refunded' })).toHaveCount(11)
    await unfold.press('Enter')
    await expect(page.getByRole('link', { name: /^Show all [\d,]+ rows$/u })).toBeHidden()
    await expectNoViolations(page)
    await page.getByRole('link', { name: 'refunded', exact: true }).first().click()
    await expect(page).toHaveURL('/admin/orders?columns=id,status&status.eq=refunded')
  })

  test('columns change places by keyboard', async ({ page }) => {
    await page.goto('/admin/orders?columns=id,status,total')
    await page.locator('summary', { hasText: 'Columns' }).click()
    await expect(page.getByText('Drag the dots')).toBeVisible()
    await page.getByRole('checkbox', { name: 'Total' }).press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    await page.getByRole('button', { name: 'Show columns' }).click()

    await expect(page).toHaveURL('/admin/orders?columns=total,id,status')
  })
})
