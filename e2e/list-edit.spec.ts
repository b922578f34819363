import type { Locator, Page } from '@playwright/test'
import { accountOf, expect, makeProduct, test, unique } from './fixtures'
import { listening, names, query, rows } from './list-locators'
import { expectNoViolations } from './violations'

test.use({ role: 'superuser' })

type Sql = Parameters<typeof makeProduct>[0]

/** Three products that only this test finds, in the order of the list. */
async function openThree(page: Page, database: Sql, name: string): Promise<number[]> {
  const ids: number[] = []
  for (const letter of ['A', 'B', 'C']) ids.push(await makeProduct(database, { name: `${name} ${letter}`, stock: 5 }))
  await page.goto(`/admin/products?${query(name)}&sort=name`)
  await listening(page)
  return ids
}

const cell = (page: Page, row: number, column: string): Locator =>
  rows(page).nth(row).getByRole('cell').nth(columns.indexOf(column))
/** The cells of a row beside its header. */
const columns = ['tick', 'Category', 'Price', 'Stock', 'Status']
const stocks = async (database: Sql, ids: number[]) =>
  (await database<{ stock: number }[]>`select stock from products where id = any(${ids}) order by name`).map(
    ({ stock }) => stock,
  )

/** Next.js has an alert of its own outside. */
const alertIn = (page: Page): Locator => page.getByRole('main').getByRole('alert')

/** What pressing Ctrl V does. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, text)
}

test('F193: a typo is fixed in the list by keys alone, and undone', async ({ page, database }) => {
  const name = unique('Chiar')
  await openThree(page, database, name)

  await page.keyboard.press('j')
  await page.keyboard.press('e')
  // What is typed before the input is there is not lost, nor taken for keys of the list.
  await page.keyboard.type(`${name} fixed`)
  await expect(page.getByRole('textbox', { name: `Name of ${name} A` })).toHaveValue(`${name} fixed`)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('status').filter({ hasText: `Saved “${name} fixed”.` })).toBeVisible()
  expect(await names(page)).toEqual([`${name} fixed`, `${name} B`, `${name} C`])
  await expect(page.getByRole('link', { name: `${name} B`, exact: true })).toBeFocused()
  await expect(page.getByLabel(`Select ${name} fixed`)).toBeVisible()

  await page.keyboard.press('e')
  await page.getByRole('textbox', { name: `Name of ${name} B` }).fill('dropped')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: `${name} B`, exact: true })).toBeFocused()
  await page.getByRole('link', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('heading', { name: `${name} A` })).toBeVisible()
})

test('F193: arrow keys move, Tab saves and goes on, and an error stays at its cell', async ({ page, database }) => {
  const name = unique('Stool')
  const ids = await openThree(page, database, name)
  const stock = page.getByRole('textbox', { name: /^Stock of/u })

  for (const key of ['j', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('textbox', { name: /^Price of/u }).fill('12.34')
  await page.keyboard.press('Tab')
  await stock.fill('-1')
  await stock.press('Enter')
  await expect(alertIn(page)).toHaveText('This violates a rule of the database: Stock ≥ 0.')
  await expect(stock).toBeFocused()
  await expect(stock).toHaveValue('-1')
  await stock.fill('8')
  await stock.press('Enter')

  await expect(cell(page, 1, 'Stock')).toBeFocused()
  await expect(cell(page, 0, 'Price')).toHaveText('12.34')
  // The value that the database computes from both.
  await expect(rows(page).first()).toContainText('98.72')
  expect(await stocks(database, ids)).toEqual([8, 5, 5])
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  const category = page.getByRole('combobox', { name: /^Category of/u })
  await category.fill('Sofa')
  await page.getByRole('option', { name: /^Sofas/u }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(cell(page, 0, 'Category')).toHaveText('Sofas')
  // A value that does not fit a cell is edited in the record, as is one that is computed.
  await page.keyboard.press('k')
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `${name} A` })).toBeVisible()
})

test('F193: a pasted column fills downwards after a confirmation, all or nothing', async ({ page, database }) => {
  const ids = await openThree(page, database, unique('Pasted'))
  const inRows = page.getByRole('button', { name: /^Change Stock in/u })
  await page.keyboard.press('j')
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')

  await paste(page, '1\nmany\n3')
  await expect(page.getByText('1 line cannot be saved, so nothing is changed.')).toBeVisible()
  await expect(inRows).toHaveCount(0)
  await page.keyboard.press('Escape')
  await paste(page, 'a\tb')
  await expect(alertIn(page)).toHaveText('Paste one column at a time.')
  await paste(page, `${'7\n'.repeat(10_000)}`)
  await expect(page.getByText('9,997 lines are beyond the last row of this page and are left out.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await paste(page, '7\r\n5\r\n9\r\n')
  await expect(page.getByText('1 row already has its value.')).toBeVisible()
  // Somebody else is faster.
  await database`update products set price = 99 where id = ${ids[2] ?? 0}`
  await expect(inRows).toHaveText('Change Stock in 2 rows')
  await inRows.press('Enter')
  await expect(alertIn(page).filter({ hasText: 'Another user changed this row' })).toBeVisible()
  expect(await stocks(database, ids)).toEqual([5, 5, 5])
  await page.keyboard.press('Escape')
  // Into the open input, as well.
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: /^Stock of/u }).fill('8')
  await paste(page, '7\n5\n9')
  await inRows.press('Enter')

  await expect(page.getByRole('status').filter({ hasText: '2 rows changed.' })).toContainText('Undo')
  await expect(cell(page, 2, 'Stock')).toHaveText('9')
  await expect(cell(page, 0, 'Stock')).toBeFocused()
  expect(await stocks(database, ids)).toEqual([7, 5, 9])
})

test('F193: flags and choices change with one click where declared', async ({ page, database }) => {
  const name = unique('Picks')
  await database`insert into collections (name, slug) values (${name}, ${name.replaceAll(' ', '-')})`
  await page.goto(`/admin/collections?${query(name)}`)
  await listening(page)

  await page.getByRole('img', { name: 'No' }).click()
  await expect(page.getByRole('img', { name: 'Yes' })).toBeVisible()
  await expect
    .poll(async () => database`select published from collections where name = ${name}`)
    .toEqual([{ published: true }])
  await page.keyboard.press('Space')
  await expect(page.getByRole('img', { name: 'No' })).toBeVisible()

  const [id = 0] = await openThree(page, database, unique('Clicked'))
  await cell(page, 0, 'Status').click()
  await page.getByRole('combobox', { name: /^Status of/u }).selectOption('active')
  await expect(cell(page, 0, 'Status')).toHaveText('active')
  expect(await database`select status from products where id = ${id}`).toEqual([{ status: 'active' }])
})

test('F193: a conflict shows both sides at the cell, with a choice', async ({ page, database, openAs }) => {
  const name = unique('Bench')
  const [id = 0] = await openThree(page, database, name)
  const other = await openAs(accountOf('editor'))
  await other.goto(`/admin/products?${query(name)}&sort=name`)
  await listening(other)
  const save = async (by: Page, text: string) => {
    await by.getByRole('textbox', { name: /^Price of/u }).fill(text)
    await by.keyboard.press('Enter')
  }
  for (const by of [page, other]) {
    await cell(by, 0, 'Price').dblclick()
    await by.getByRole('textbox', { name: /^Price of/u }).waitFor()
  }

  await save(other, '20.00')
  await expect(cell(other, 0, 'Price')).toHaveText('20.00')
  await save(page, '30.00')
  const conflict = alertIn(page)
  await expect(conflict).toContainText(`Saved first by ${accountOf('editor').email}`)
  await expect(conflict).toContainText('20.00')
  await page.getByRole('button', { name: 'Save mine' }).click()
  await expect(cell(page, 0, 'Price')).toHaveText('30.00')
  expect(await database`select price from products where id = ${id}`).toEqual([{ price: '30.00' }])

  await cell(other, 0, 'Price').dblclick()
  await other.getByRole('textbox', { name: /^Price of/u }).waitFor()
  await database`update products set price = 40 where id = ${id}`
  await save(other, '50.00')
  await other.getByRole('button', { name: 'Keep theirs' }).click()
  await expect(cell(other, 0, 'Price')).toHaveText('40.00')
  await expect(cell(other, 0, 'Price')).toBeFocused()
})

test.describe('without permission for a row', () => {
  // The browser reports the refusal in the console.
  test.use({ expectedErrors: [/403 \(Forbidden\)/u] })

  test('F193: a row that may not be changed says so, and nothing opens', async ({ database, makeAccount, openAs }) => {
    const name = unique('Archived')
    await makeProduct(database, { name, status: 'archived' })
    const page = await openAs(await makeAccount({ permissions: ['products.change'] }))
    await page.goto(`/admin/products?${query(name)}`)
    await listening(page)

    await page.getByRole('cell', { name: '10.00', exact: true }).dblclick()

    await expect(alertIn(page)).toHaveText('You do not have permission to change this product.')
    await expect(page.getByRole('textbox', { name: /^Price of/u })).toHaveCount(0)
  })
})

test('F193: an input with its error, and the confirmation of a paste, are accessible', async ({ page, database }) => {
  await openThree(page, database, unique('Axe'))
  for (const key of ['j', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('textbox', { name: /^Stock of/u }).fill('many')
  await page.keyboard.press('Enter')
  await expect(alertIn(page)).toHaveText('Enter a whole number.')
  await expectNoViolations(page)
  await page.keyboard.press('Escape')
  await paste(page, '1\n2')
  await page.getByRole('button', { name: 'Change Stock in 2 rows' }).waitFor()
  await expectNoViolations(page)
})

test.describe('with JavaScript switched off', () => {
  test.use({ javaScriptEnabled: false })

  test('DJ-135 DJ-138: the declared columns are inputs with one button for the page', async ({ page, database }) => {
    const name = unique('Plain')
    const ids: number[] = []
    for (const letter of ['A', 'B', 'C']) ids.push(await makeProduct(database, { name: `${name} ${letter}`, stock: 5 }))
    const list = `/admin/products?${query(name)}&sort=name`
    await page.goto(list)
    const stock = (letter: string) => page.getByRole('textbox', { name: `Stock of ${name} ${letter}` })

    await stock('A').fill('6')
    await stock('B').fill('-7')
    await page.getByLabel(`Status of ${name} A`).selectOption('active')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(stock('B')).toHaveAccessibleDescription('This violates a rule of the database: Stock ≥ 0.')
    await expect(stock('A')).toHaveValue('6')
    await expect(stock('B')).toHaveValue('-7')
    expect(await stocks(database, ids)).toEqual([5, 5, 5])

    await stock('B').fill('7')
    await database`update products set stock = 9 where id = ${ids[0] ?? 0}`
    // Enter is the button as well.
    await stock('B').press('Enter')
    await expect(stock('A')).toHaveAccessibleDescription('Another user changed this row in the meantime. Theirs: 9')
    await expect(stock('A')).toHaveValue('6')
    expect(await stocks(database, ids)).toEqual([9, 5, 5])

    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('status').filter({ hasText: '2 rows changed.' })).toContainText('Undo')
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(list)
    expect(await stocks(database, ids)).toEqual([6, 7, 5])
    expect(await database`select status from products where id = ${ids[0] ?? 0}`).toEqual([{ status: 'active' }])
  })

  test.describe('without permission to change', () => {
    test.use({ role: 'viewer' })

    test('DJ-144: there are no inputs', async ({ page }) => {
      await page.goto('/admin/products')

      await expect(page.getByRole('table').getByRole('row')).toHaveCount(101)
      await expect(page.getByRole('table').getByRole('textbox')).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
    })
  })
})
