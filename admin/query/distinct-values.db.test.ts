import { eq } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { listPage, lookup } from '@/admin/server'
import { adminOf, siteTest, type SiteFixture } from '../testing/kit/site-test'

const parcels = pgTable('parcels', {
  id: integer('id').primaryKey(),
  country: text('country'),
  address: text('address').notNull(),
  apiKey: text('api_key'),
  owner: text('owner').notNull(),
})

const test = siteTest({
  schema: { parcels },
  tables: `create table parcels (id int primary key, country text, address text not null, api_key text, owner text not null)`,
  rows: `insert into parcels select n, (array['Norway', 'Peru', 'Peru', null])[n % 4 + 1], 'Street ' || n, 'k' || n % 2, case when n % 4 = 0 then 'ann' else 'bob' end
    from generate_series(1, 400) n; analyze parcels`,
})

const ask = (ctx: ReturnType<SiteFixture['as']>, column: string, search = '') =>
  lookup(ctx, adminOf(ctx, 'parcels'), { column, search, siblings: new Map() })
const filters = async (ctx: ReturnType<SiteFixture['as']>) => (await listPage(ctx, adminOf(ctx, 'parcels'), [])).filters

test('a text with few values offers them in its filter, the frequent ones first; one with many does not', async ({
  as,
}) => {
  const ctx = as()

  const offered = (await filters(ctx)).filter((filter) => filter.lookup).map((filter) => filter.name)
  expect(offered).toEqual(['country', 'owner'])
  expect((await ask(ctx, 'country')).options.map(({ value }) => value)).toEqual(['Peru', 'Norway'])
  expect((await ask(ctx, 'country', 'nor')).options.map(({ value }) => value)).toEqual(['Norway'])
  await expect(ask(ctx, 'address')).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('SEC-076: only values of rows that the actor may view are offered, and none of a hidden or secret column', async ({
  as,
}) => {
  const own = defineAdmin(parcels, {
    permissions: { view: (_, t) => eq(t.owner, 'ann'), fields: { owner: { view: () => false } } },
  })
  const ctx = as({ admins: [own], grants: ['parcels.view'] })

  expect((await ask(ctx, 'country')).options.map(({ value }) => value)).toEqual(['Norway'])
  await expect(ask(ctx, 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(ask(ctx, 'api_key')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(ask(as({ grants: ['parcels.add'] }), 'country')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await filters(ctx)).filter((filter) => filter.lookup).map((filter) => filter.name)).toEqual(['country'])
})
