import { accountOf, expect, makeProduct, test, unique } from './fixtures'
import { field, press, said, told } from './record-locators'

test.use({ role: 'superuser' })

test.describe('two users on one row', () => {
  test('changes to different fields are merged, one click from being saved', async ({ page, openAs, database }) => {
    const id = await makeProduct(database, { name: unique('Shared') })
    const other = await openAs(accountOf('editor'))
    await page.goto(`/admin/products/${id}`)
    await other.goto(`/admin/products/${id}`)
    await field(other, 'Stock').fill('50')
    await press(other, 'Save and continue editing')
    await expect(said(other, 'Saved')).toBeVisible()

    await field(page, 'Price').fill('20.00')
    await press(page, 'Save')

    const conflict = told(page, 'Saved first by editor@example.com')
    await expect(conflict).toBeFocused()
    await expect(conflict).toContainText('Both sets of changes are merged below')
    await expect(field(page, 'Stock')).toHaveValue('50')
    await expect(field(page, 'Price')).toHaveValue('20.00')
    await press(page, 'Save')
    await expect(said(page, 'Saved')).toBeVisible()
    expect(await database`select price, stock from products where id = ${id}`).toEqual([{ price: '20.00', stock: 50 }])
  })

  for (const side of ['mine', 'theirs'] as const)
    test(`a field that both changed is chosen: ${side}`, async ({ page, database }) => {
      const id = await makeProduct(database, { name: unique('Disputed') })
      await page.goto(`/admin/products/${id}`)
      await database`update products set stock = 50 where id = ${id}`
      await field(page, 'Stock').fill('60')
      await press(page, 'Save')

      const conflict = told(page, 'Someone else saved this first')
      await conflict.getByLabel(side === 'mine' ? 'Mine: 60' : 'Theirs: 50').check()
      await expect(field(page, 'Stock')).toHaveValue(side === 'mine' ? '60' : '50')
      await press(page, 'Save')
      await expect(page.getByRole('status').filter({ hasText: /Saved|Nothing to save/u })).toBeVisible()
      expect(await database`select stock from products where id = ${id}`).toEqual([
        { stock: side === 'mine' ? 60 : 50 },
      ])
    })

  test('a row that was deleted meanwhile is reported, and the input is kept', async ({ page, openAs, database }) => {
    const id = await makeProduct(database, { name: unique('Vanished') })
    const other = await openAs(accountOf('editor'))
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Stock').fill('60')
    await other.goto(`/admin/products/${id}/delete`)
    await other.getByRole('button', { name: 'Delete 1 row' }).click()
    await expect(said(other, 'Deleted')).toBeVisible()

    await press(page, 'Save')

    await expect(told(page, 'has been deleted')).toBeVisible()
    await expect(field(page, 'Stock')).toHaveValue('60')
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  })
})
