import { expect, fillLogin, makeProduct, test, unique } from './fixtures'
import { field, press, said } from './record-locators'

test.use({ role: 'superuser' })

const mayGroup = ['collections.view', ...['view', 'add', 'delete'].map((verb) => `collection_products.${verb}`)]

test.describe('unsaved input is restored', () => {
  test.use({ expectedErrors: [/UnrecognizedActionError|status of 4\d\d/u] })

  test('after the session was ended elsewhere and the user has logged in again', async ({
    openAs,
    makeAccount,
    database,
  }) => {
    const account = await makeAccount({ permissions: [...mayGroup, 'products.change', 'categories.view'] })
    const page = await openAs(account)
    const id = await makeProduct(database, { name: unique('Ended') })
    const names = [unique('Attic'), unique('Balcony')] as const
    const [attic, balcony] = names
    await database`insert into collections ${database(names.map((name) => ({ name, slug: name.toLowerCase().replaceAll(' ', '-') })))}`
    await database`insert into collection_products (collection_id, product_id)
      select id, ${id} from collections where name = ${attic}`
    await page.goto(`/admin/products/${id}`)
    await field(page, 'Stock').fill('77')
    await page.getByRole('button', { name: `Remove ${attic}` }).click()
    await page.getByRole('combobox', { name: 'Collections' }).fill(balcony)
    await page.getByRole('option', { name: balcony }).click()
    await database`delete from brolly.sessions where user_id = ${account.id}`
    await press(page, 'Save and continue editing')

    await expect(page).toHaveURL(/\/admin\/-\/login\?next=/u)
    await fillLogin(page, account)
    await expect(page).toHaveURL(`/admin/products/${id}`)
    await expect(said(page, 'Your unsaved changes were restored.')).toBeVisible()
    await expect(field(page, 'Stock')).toHaveValue('77')
    await expect(page.getByRole('button', { name: `Keep ${attic}` })).toBeVisible()
    expect((await database`select stock from products where id = ${id}`)[0]).toEqual({ stock: 5 })
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved “')).toBeVisible()
    expect((await database`select stock from products where id = ${id}`)[0]).toEqual({ stock: 77 })
    const groups = database`
      select name from collections join collection_products on id = collection_id where product_id = ${id}`
    expect(await groups).toEqual([{ name: balcony }])
    // Restored once: nothing is left to restore.
    await page.reload()
    await expect(said(page, 'Your unsaved changes were restored.')).toHaveCount(0)
  })

  test('after the server was replaced by another version, with a message', async ({ page, database }) => {
    const id = await makeProduct(database, { name: unique('Deployed') })
    await page.goto(`/admin/products/${id}`)
    // The effect of a new build on an open page: the server does not know its form's action.
    await page.route('**/admin/products/*', (route) => {
      const headers = route.request().headers()
      return route.continue({
        headers: headers['next-action'] === undefined ? headers : { ...headers, 'next-action': '0'.repeat(42) },
      })
    })
    await field(page, 'Stock').fill('78')
    await press(page, 'Save and continue editing')

    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This admin has been updated')
    await page.unrouteAll()
    await page.getByRole('link', { name: 'Reload this page' }).click()
    await expect(field(page, 'Stock')).toHaveValue('78')
    await press(page, 'Save and continue editing')
    await expect(said(page, 'Saved “')).toBeVisible()
    expect((await database`select stock from products where id = ${id}`)[0]).toEqual({ stock: 78 })
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('an ended session leads to the login and back', async ({ page, openAs, makeAccount }) => {
    const account = await makeAccount({ permissions: ['categories.change'] })
    await openAs(account)
    await page.context().clearCookies()
    await page.goto('/admin/categories/2')
    await fillLogin(page, account)
    await expect(page).toHaveURL('/admin/categories/2')
    await page.context().clearCookies()
    await press(page, 'Save')
    await expect(page).toHaveURL(/\/admin\/-\/login\?next=/u)
    await fillLogin(page, account)
    await expect(page).toHaveURL('/admin/categories/2')
  })
})
