import type { Page } from '@playwright/test'
import type { Sql } from 'postgres'
import { expect, test, unique } from './fixtures'
import { press, said } from './record-locators'

// One after another: each changes groups that the others see.
test.describe.configure({ mode: 'default' })
test.use({ role: 'superuser' })

async function makeGroup(database: Sql, email: string): Promise<{ id: string; name: string }> {
  // First in the order of names: other tests make groups too.
  const name = unique('!Matrix')
  const [group] = await database<{ id: string }[]>`insert into brolly.groups (name) values (${name}) returning id`
  const id = group?.id ?? ''
  await database`insert into brolly.grants (group_id, permission) values (${id}, 'orders.view')`
  await database`insert into brolly.user_groups select id, ${id}::uuid from brolly.users where email = ${email}`
  return { id, name }
}

async function giveAndTake(page: Page, name: string): Promise<void> {
  await page.getByRole('checkbox', { name: `${name}, Orders: View` }).uncheck()
  await page.getByRole('checkbox', { name: `${name}, Products: Export` }).check()
  await press(page, 'Review changes')
}

for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('permissions of groups are reviewed, taken up again and saved', async ({ page, database, makeAccount }) => {
      const { email } = await makeAccount({ permissions: [] })
      const { id, name } = await makeGroup(database, email)
      await page.goto('/admin/-/permissions')
      await giveAndTake(page, name)
      await expect(page.getByText('− Orders: View')).toBeVisible()
      await expect(page.getByText(`1 user gains “Products: Export”: ${email}`)).toBeVisible()
      await expect(page.getByText(`1 user loses “Orders: View”: ${email}`)).toBeVisible()
      expect(await database`select permission from brolly.grants where group_id = ${id}`).toHaveLength(1)

      await press(page, 'Back to editing')
      await expect(page.getByRole('checkbox', { name: `${name}, Products: Export` })).toBeChecked()
      await press(page, 'Review changes')
      await press(page, 'Save changes to 1 group')
      await expect(said(page, 'The permissions of 1 group were saved.')).toBeVisible()
      expect(await database`select permission from brolly.grants where group_id = ${id}`).toEqual([
        { permission: 'products.export' },
      ])
      await database`delete from brolly.groups where id = ${id}`
    })

    test('what a granted form needs to view is offered, in the matrix and on the page of a group', async ({
      page,
      database,
      makeAccount,
    }) => {
      const { id, name } = await makeGroup(database, (await makeAccount({ permissions: [] })).email)
      const granted = async () =>
        (await database`select permission from brolly.grants where group_id = ${id} order by 1`).map(
          ({ permission }) => permission as string,
        )
      await page.goto('/admin/-/permissions')
      await page.getByRole('checkbox', { name: `${name}, Reviews: Change` }).check()
      await press(page, 'Review changes')
      const needed = page.getByRole('list', { name: 'Forms need more' })
      await expect(needed.getByRole('listitem')).toContainText([
        'Products: View – for Reviews: Change',
        'Customers: View – for Reviews: Change',
      ])
      await press(page, 'Grant these too')
      await expect(page.getByText('+ Products: View')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Grant these too' })).toHaveCount(0)
      await press(page, 'Save changes to 1 group')
      await expect(said(page, 'The permissions of 1 group were saved.')).toBeVisible()
      expect(await granted()).toContain('products.view')

      await page.goto(`/admin/-/groups/${id}/permissions`)
      await page.getByLabel('Products: change').check()
      await press(page, 'Save permissions')
      // Its relation, the join table of another in the form, and what that leads to.
      await expect(needed.getByRole('listitem')).toHaveText([
        'Categories: View – for Products: Change',
        'Products in collections: View – for Products: Change',
        'Collections: View – for Products: Change',
      ])
      expect(await granted()).not.toContain('products.change')
      await expect(page.getByLabel('Products: change')).toBeChecked()
      await press(page, 'Grant these too and save')
      await expect(page).toHaveURL(`/admin/brolly.groups/${id}`)
      expect(await granted()).toEqual(expect.arrayContaining(['categories.view', 'products.change']))
      await database`delete from brolly.groups where id = ${id}`
    })
  })

test('what another superuser has saved meanwhile is not overwritten', async ({ page, database, makeAccount }) => {
  const { email } = await makeAccount({ permissions: [] })
  const { id, name } = await makeGroup(database, email)
  await page.goto('/admin/-/permissions')
  await giveAndTake(page, name)
  await expect(page.getByRole('button', { name: 'Save changes to 1 group' })).toBeVisible()
  await database`insert into brolly.grants (group_id, permission) values (${id}, 'orders.delete')`
  await press(page, 'Save changes to 1 group')
  await expect(page.getByText('Someone else changed these permissions in the meantime.')).toBeVisible()
  expect(await database`select permission from brolly.grants where group_id = ${id} order by 1`).toEqual([
    { permission: 'orders.delete' },
    { permission: 'orders.view' },
  ])
  await database`delete from brolly.groups where id = ${id}`
})
