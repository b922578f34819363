import type { Sql } from 'postgres'
import { expect, makeProduct, test, unique } from './fixtures'
import { press, said } from './record-locators'

test.use({ role: 'superuser' })

async function makeCollection(database: Sql, name: string): Promise<number> {
  const slug = name.toLowerCase().replaceAll(' ', '-')
  const [row] = await database<{ id: number }[]>`
    insert into collections (name, slug) values (${name}, ${slug}) returning id`
  return row?.id ?? 0
}

/** The names of a product's collections, sorted. */
async function collectionsOf(database: Sql, product: number): Promise<string[]> {
  const rows = await database<{ name: string }[]>`
    select c.name from collections c join collection_products j on j.collection_id = c.id where j.product_id = ${product} order by 1`
  return rows.map(({ name }) => name)
}

async function makeThree(database: Sql) {
  const names = [unique('Attic'), unique('Balcony'), unique('Cellar')] as const
  const [attic, balcony] = [await makeCollection(database, names[0]), await makeCollection(database, names[1])]
  await makeCollection(database, names[2])
  const product = await makeProduct(database, { name: unique('Grouped chair') })
  await database`insert into collection_products (collection_id, product_id) values (${attic}, ${product}), (${balcony}, ${product})`
  return { names, product, attic }
}

test('related rows are added and removed by keyboard alone, and a removal is undone', async ({ page, database }) => {
  const { names, product } = await makeThree(database)
  const [attic, balcony, cellar] = names
  await page.goto(`/admin/products/${product}`)
  const input = page.getByRole('combobox', { name: 'Collections' })

  await test.step('search, choose, take back', async () => {
    await input.focus()
    await page.keyboard.type(cellar)
    await expect(page.getByRole('option', { name: cellar })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: `Remove ${cellar}` })).toBeVisible()
    await expect(input).toBeFocused()
    await page.getByRole('button', { name: `Remove ${attic}` }).press('Enter')
    await page.getByRole('button', { name: `Remove ${balcony}` }).press('Enter')
    await page.getByRole('button', { name: `Keep ${balcony}` }).press('Enter')
    await expect(said(page, '1 change: Collections')).toBeVisible()
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await collectionsOf(database, product)).toEqual([balcony, cellar])
  })

  await test.step('the history describes it in words, and the list names the rows', async () => {
    await page.goto(`/admin/products/${product}/history`)
    await expect(page.getByRole('row', { name: 'Collections' })).toContainText(`added ${cellar}, removed ${attic}`)
    await page.goto(`/admin/products?${new URLSearchParams({ q: cellar })}`)
    await expect(said(page, 'Saved')).toHaveCount(0)
    await expect(page.getByRole('table', { name: 'Products' }).getByRole('link', { name: cellar })).toBeVisible()
  })
})

test('two lists side by side: available rows and chosen ones', async ({ page, database }) => {
  const { names, product, attic } = await makeThree(database)
  const other = unique('Chosen bench')
  await makeProduct(database, { name: other })
  await page.goto(`/admin/collections/${attic}`)
  await page.getByRole('tab', { name: 'Products' }).click()
  const [available, chosen] = [page.getByLabel('Available'), page.getByLabel('Chosen')].map((list) =>
    list.and(page.locator('select')),
  )
  if (!available || !chosen) throw new Error('There are two lists.')
  await page.getByLabel('Filter available').fill(other)
  await available.selectOption(other)
  await available.press('Enter')
  await expect(chosen.getByRole('option', { name: other })).toBeAttached()
  await expect(chosen.getByRole('option')).toHaveCount(2)
  await press(page, 'Save and continue editing')
  await expect(said(page, 'Saved')).toBeVisible()
  expect(await collectionsOf(database, product)).toContain(names[0])
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('related rows are checkboxes, and others are added by key', async ({ page, database }) => {
    const { names, product } = await makeThree(database)
    const [attic, balcony, cellar] = names
    const [{ id } = { id: 0 }] = await database<{ id: number }[]>`select id from collections where name = ${cellar}`
    await page.goto(`/admin/products/${product}`)
    await page.getByRole('checkbox', { name: balcony }).uncheck()
    await page.getByPlaceholder('Key of another collection').fill(String(id))
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('status')).toContainText('Saved')
    expect(await collectionsOf(database, product)).toEqual([attic, cellar])
  })
})
