import type { Sql } from 'postgres'
import { expect, test, unique } from './fixtures'
import { field, press, said } from './record-locators'

test.use({ role: 'superuser' })

/** A review, with a title of its own. */
async function review(database: Sql, rating: number): Promise<{ id: string; title: string }> {
  const title = unique('Rated')
  const [row] = await database<{ id: string }[]>`
    insert into reviews (product_id, rating, title) select min(id), ${rating}, ${title} from products returning id::text`
  return { id: row?.id ?? '', title }
}

test('a type of the project has its own input in forms, and its own cells', async ({ page, database }) => {
  const { id, title } = await review(database, 2)
  await page.goto(`/admin/reviews/${id}`)
  await expect(field(page, 'Rating')).toHaveValue('2')
  await page.getByText('★').nth(3).click()
  await expect(field(page, 'Rating')).toHaveValue('4')
  await field(page, 'Rating').fill('★★★★★★')
  await press(page, 'Save and continue editing')
  await expect(page.getByText('Give 1 to 5 stars.', { exact: true })).toBeVisible()
  await field(page, 'Rating').fill('★★★')
  await press(page, 'Save and continue editing')
  await expect(said(page, `Saved “${title}”.`)).toBeVisible()
  await expect(field(page, 'Rating')).toHaveValue('3')

  await page.goto(`/admin/reviews?columns=title,rating&q=${encodeURIComponent(title)}`)
  const cell = page.getByRole('row').filter({ hasText: title }).locator('td').last()
  await expect(cell.getByRole('img', { name: '3 of 5' })).toHaveText('★★★☆☆')
  await cell.dblclick()
  await page.getByRole('textbox', { name: 'Rating' }).fill('★')
  await page.keyboard.press('Enter')
  await expect(cell.getByRole('img', { name: '1 of 5' })).toHaveText('★☆☆☆☆')
})

test.describe('before JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the input of a type of the project is in the form', async ({ page, database }) => {
    const { id } = await review(database, 2)
    await page.goto(`/admin/reviews/${id}`)
    await page.getByLabel('Rating').fill('★★★★')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Saved')).toBeVisible()
    expect(await database`select rating from reviews where id::text = ${id}`).toEqual([{ rating: 4 }])
  })
})
