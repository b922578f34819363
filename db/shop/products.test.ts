import { eq } from 'drizzle-orm'
import { expect, test } from '@/admin/testing'
import { categories, products } from './schema'

test('only a buyer sees the cost of a product', async ({ client, insert }) => {
  const { id } = await insert(products, { name: 'Alder chair', cost: '12.50' })

  const seen = (groups: string[]) =>
    client.as({ grants: ['products.view'], groups }).list(products, { columns: 'name,cost' })

  expect((await seen(['buyers'])).rows).toEqual([[String(id), 'Alder chair', 'Alder chair', '12.50']])
  await expect(seen([])).rejects.toMatchObject({ code: 'BAD_QUERY' })
})

test('archived products are changed by editors only', async ({ client, insert }) => {
  const { id } = await insert(products, { name: 'Old chair', status: 'archived' })
  const grants = ['products.change']

  const refused = await client.as({ grants }).change(products, id, { name: 'New chair' })
  const saved = await client.as({ grants, groups: ['editors'] }).change(products, id, { name: 'New chair' })

  expect(refused).toMatchObject({ status: 403, message: 'You do not have permission to change this product.' })
  expect(saved).toMatchObject({ status: 303, location: '/admin/products', message: 'Saved “New chair”.' })
})

test('a price below zero is refused at its field, and the input is kept', async ({ client, db, insert }) => {
  const category = await insert(categories)

  const refused = await client.add(products, {
    name: 'Alder chair',
    slug: 'alder-chair',
    sku: 'AC-1',
    categoryId: category.id,
    price: '-1',
  })

  expect(refused).toMatchObject({
    status: 200,
    errors: { price: 'This violates a rule of the database: Price ≥ 0.' },
    values: { name: 'Alder chair', price: '-1' },
  })
  expect(await db.select().from(products)).toEqual([])
})

test('publishing activates drafts and reports their number', async ({ client, db, insert }) => {
  const draft = await insert(products, { status: 'draft' })
  const active = await insert(products, { status: 'active' })

  const published = await client.action(products, 'publish', { keys: [draft.id, active.id] })

  expect(published).toMatchObject({ status: 303, message: '1 product published.' })
  expect(await db.$count(products, eq(products.status, 'active'))).toBe(2)
})

test('a list of products needs two statements, however many there are', async ({ client, insert, expectQueries }) => {
  for (let count = 0; count < 30; count++) await insert(products)

  await expectQueries(2, () => client.list(products))
})
