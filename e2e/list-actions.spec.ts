import { expect, makeProduct, test, unique } from './fixtures'
import { boxes, listening, names, query, rows } from './list-locators'

test.use({ role: 'superuser' })

test.describe('actions', () => {
  test('DJ-148: an action gets just the ticked rows, and leads back to the same list', async ({ page, database }) => {
    const mark = unique('Acted')
    const ids = []
    for (const letter of ['A', 'B', 'C']) ids.push(await makeProduct(database, { name: `${mark} ${letter}` }))
    const list = `/admin/products?${query(mark)}&sort=name`
    await page.goto(list)

    await page.getByLabel(`Select ${mark} A`).check()
    await page.getByLabel(`Select ${mark} C`).check()
    await page.getByRole('button', { name: 'Publish' }).click()

    await expect(page.getByRole('status').filter({ hasText: '2 products published.' })).toBeVisible()
    await expect(page).toHaveURL(list)
    const states = await database`select status from products where id = any(${ids}) order by name`
    expect(states.map(({ status }) => String(status))).toEqual(['active', 'draft', 'active'])
    const [audited] = await database`
      select count(*)::int as entries from brolly.audit_entries where action = 'publish' and key = any(${ids.map(String)})`
    expect(audited).toEqual({ entries: 2 })
  })

  test('F253: a row is duplicated from the list, by its key and by the button, which takes one row', async ({
    page,
    database,
  }) => {
    const mark = unique('Copied')
    for (const letter of ['A', 'B']) await makeProduct(database, { name: `${mark} ${letter}` })
    const list = `/admin/products?${query(mark)}&sort=name`
    const title = page.getByRole('heading', { level: 1 })
    await page.goto(list)
    await listening(page)
    for (const letter of ['A', 'B']) await page.getByLabel(`Select ${mark} ${letter}`).check()
    const button = page.getByRole('button', { name: 'Duplicate' })
    await expect(button).toBeDisabled()
    await page.getByRole('link', { name: `${mark} B` }).focus()
    await page.keyboard.press('d')
    await expect(title).toHaveText(`Duplicate “${mark} B”`)

    await page.goto(list)
    await listening(page)
    await page.getByLabel(`Select ${mark} A`).check()
    await button.click()
    await expect(title).toHaveText(`Duplicate “${mark} A”`)
    await expect(page.getByRole('link', { name: 'Cancel' })).toHaveAttribute('href', list)
  })

  test('the rows are in the document once, and stay when Next.js fetches the page or restores it', async ({
    page,
    database,
  }) => {
    const mark = unique('Once')
    const shown = [`${mark} A`, `${mark} B`]
    for (const name of shown) await makeProduct(database, { name })
    const list = `/admin/products?${query(mark)}&sort=name`
    await page.goto('/admin/products?size=25')
    await page.goto(list)
    expect(await names(page)).toEqual(shown)
    const scripts = await page.locator('script').allTextContents()
    expect(scripts.filter((script) => script.includes(`${mark} A`))).toEqual([])

    await listening(page)
    await page.getByLabel(`Select ${mark} A`).check()
    await page.getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByRole('status').filter({ hasText: '1 product published.' })).toBeVisible()
    // The page is fetched again, and may be replaced while it is read.
    await expect(async () => expect(await names(page)).toEqual(shown)).toPass()
    await expect(rows(page).first()).toContainText('active')
    await page.goBack()
    await expect(rows(page).first()).toBeVisible()
    await page.goForward()
    await expect(async () => expect(await names(page)).toEqual(shown)).toPass()
  })

  test('an action runs on all matching rows, not only on the visible ones', async ({ page, database }) => {
    const mark = unique('Many')
    for (let index = 0; index < 30; index++) await makeProduct(database, { name: `${mark} ${index}` })
    await page.goto(`/admin/products?${query(mark)}&size=25`)

    await boxes(page).first().check()
    await page.getByLabel('Select all 30 that match').check()
    await page.getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByRole('heading', { name: 'Publish 30 products' })).toBeVisible()
    await page.getByRole('button', { name: 'Publish 30 products' }).click()

    await expect(page.getByRole('status').filter({ hasText: '30 products published.' })).toBeVisible()
  })

  test('all that match but one: the bar, the page that asks and the action agree', async ({ page, database }) => {
    const mark = unique('But one')
    const ids = []
    for (let index = 10; index < 40; index++) ids.push(await makeProduct(database, { name: `${mark} ${index}` }))
    await page.goto(`/admin/products?${query(mark)}&size=25&sort=name`)
    await listening(page)
    await boxes(page).first().check()
    await page.getByLabel('Select all 30 that match').check()
    await page.getByLabel(`Select ${mark} 12`).uncheck()

    await expect(page.getByText('All 30 matching rows except 1 selected')).toBeVisible()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('button', { name: 'Publish 29 products' }).click()
    await expect(page.getByRole('status').filter({ hasText: '29 products published.' })).toBeVisible()
    const drafts = await database`select name from products where id = any(${ids}) and status = 'draft'`
    expect(drafts).toEqual([{ name: `${mark} 12` }])
  })

  test('B31 F237: the selection survives paging and sorting, and all of it is edited after its rehearsal', async ({
    page,
    database,
  }) => {
    const mark = unique('Kept')
    for (let index = 10; index < 40; index++) await makeProduct(database, { name: `${mark} ${index}` })
    const list = `/admin/products?${query(mark)}&size=25&sort=name`
    await page.goto(list)
    await listening(page)
    await page.getByLabel(`Select ${mark} 11`).check()
    await page.getByRole('link', { name: 'Next page' }).first().click()
    await listening(page)
    await page.getByLabel(`Select ${mark} 39`).check()
    await expect(page.getByText('2 selected, 1 on other pages')).toBeVisible()

    await page.getByRole('button', { name: 'Edit…' }).click()
    await expect(page.getByRole('heading', { name: 'Edit 2 selected products' })).toBeVisible()
    await page.getByLabel('Status', { exact: true }).selectOption('archived')
    await expect(page.getByLabel('What to do with Status')).toHaveValue('set')
    await page.getByLabel('What to do with Price').selectOption('add')
    await page.getByRole('button', { name: 'Review changes' }).click()
    await expect(page.getByText('Enter a number.')).toBeVisible()
    await page.getByLabel('Price', { exact: true }).fill('1.50')
    await page.getByRole('button', { name: 'Review changes' }).click()

    await expect(page.getByText('2 rows change.')).toBeVisible()
    await expect(page.getByRole('row').filter({ hasText: /Status\s*draft.*archived/u })).toHaveCount(2)
    expect(await database`select 1 from products where name like ${`${mark}%`} and status = 'archived'`).toEqual([])
    await page.getByRole('button', { name: 'Change 2 products' }).click()
    const message = page.getByRole('status').filter({ hasText: '2 products changed.' })
    await expect(message).toBeVisible()
    const changed =
      await database`select name from products where name like ${`${mark}%`} and status = 'archived' order by 1`
    expect(changed).toEqual([{ name: `${mark} 11` }, { name: `${mark} 39` }])
    await expect(page.getByRole('group', { name: 'Selected rows' })).toBeHidden()

    await message.getByRole('link', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo 2 rows' }).click()
    await expect(page.getByRole('status').filter({ hasText: '2 rows are as before.' })).toBeVisible()
  })

  test('DJ-150: with rows selected and no action chosen, nothing happens and the list says so', async ({ page }) => {
    await page.goto('/admin/customers?size=25')
    await boxes(page).first().check()
    await page.locator('form.list-form').evaluate((form: HTMLFormElement) => form.requestSubmit())

    await expect(page.getByText('No action is selected.')).toBeVisible()
  })

  test('DJ-160: deleting the selected rows first shows a preview, then deletes and audits them', async ({
    page,
    database,
  }) => {
    const mark = unique('Doomed')
    const ids = [await makeProduct(database, { name: `${mark} A` }), await makeProduct(database, { name: `${mark} B` })]
    const list = `/admin/products?${query(mark)}`
    for (const title of ['Good', 'Bad', 'So-so'])
      await database`insert into reviews (product_id, rating, title) values (${ids[0] ?? 0}, 3, ${title})`
    await page.goto(list)

    await page.getByLabel('Select all rows of this page').check()
    await page.getByRole('button', { name: 'Delete…' }).click()

    await expect(page.getByText('This deletes 2 products and 3 reviews.')).toBeVisible()
    await expect(page.getByRole('row', { name: /^Reviews/u })).toContainText('3')
    await page.getByRole('button', { name: 'Delete 5 rows' }).click()
    await expect(page.getByRole('status').filter({ hasText: '5 rows deleted.' })).toBeVisible()
    await expect(page).toHaveURL(list)
    expect(await database`select 1 from products where id = any(${ids})`).toHaveLength(0)
    const entries =
      await database`select 1 from brolly.audit_entries where action = 'delete' and label like ${`${mark}%`}`
    expect(entries).toHaveLength(2)
  })
})
