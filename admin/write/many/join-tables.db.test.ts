import { foreignKey, integer, pgSchema, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { defineAdmin, defineInline } from '@/admin'
import { addPage, addRecord, changePage, exportCsv, listPage } from '@/admin/server'
import type { AdminContext } from '../../site/context'
import { refusal, saveRecord } from '../../testing/kit/inlines'
import { fieldsOf, postOf } from '../../testing/kit/posts'
import { adminOf, siteTest } from '../../testing/kit/site-test'

const products = pgTable('products', { id: integer('id').primaryKey(), name: text('name').notNull() })
/** A table joined with itself, in an order. */
const related = pgTable(
  'related',
  {
    fromId: integer('from_id').references(() => products.id, { onDelete: 'cascade' }),
    toId: integer('to_id').references(() => products.id, { onDelete: 'cascade' }),
    position: integer('position').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.fromId, t.toId] })],
)
const shops = pgTable('shops', { id: integer('id').primaryKey(), name: text('name').notNull() })
/** A join table with a key of its own, to which other rows refer, in another PostgreSQL schema. */
const offers = pgSchema('market').table(
  'offers',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    productId: integer('product_id')
      .notNull()
      .references(() => products.id),
    shopId: integer('shop_id')
      .notNull()
      .references(() => shops.id),
  },
  (t) => [unique().on(t.productId, t.shopId)],
)
const sales = pgTable('sales', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  offerId: integer('offer_id')
    .notNull()
    .references(() => offers.id, { onDelete: 'cascade' }),
})
const notes = pgTable('notes', { tenant: integer('tenant'), id: text('id'), label: text('label') }, (t) => [
  primaryKey({ columns: [t.tenant, t.id] }),
])
const folders = pgTable('folders', { tenant: integer('tenant'), id: text('id'), label: text('label') }, (t) => [
  primaryKey({ columns: [t.tenant, t.id] }),
])
/** Both sides share the tenant. */
const filed = pgTable('filed', { tenant: integer('tenant'), note: text('note'), folder: text('folder') }, (t) => [
  primaryKey({ columns: [t.tenant, t.note, t.folder] }),
  foreignKey({ columns: [t.tenant, t.note], foreignColumns: [notes.tenant, notes.id] }),
  foreignKey({ columns: [t.tenant, t.folder], foreignColumns: [folders.tenant, folders.id] }),
])

/** Its key is a secret, so others refer to it by its number. */
const vaults = pgTable('vaults', {
  accessToken: text('access_token').primaryKey(),
  number: integer('number').unique(),
  label: text('label'),
})
const stored = pgTable(
  'stored',
  {
    productId: integer('product_id').references(() => products.id),
    vault: integer('vault').references(() => vaults.number),
  },
  (t) => [primaryKey({ columns: [t.productId, t.vault] })],
)

const test = siteTest({
  schema: { products, related, shops, offers, sales, notes, folders, filed, vaults, stored },
  tables: `
    create schema market;
    create table products (id int primary key, name text not null);
    create table related (from_id int references products on delete cascade, to_id int references products on delete cascade,
      position int not null default 0, primary key (from_id, to_id));
    create table shops (id int primary key, name text not null);
    create table market.offers (id int primary key generated always as identity, product_id int not null references products,
      shop_id int not null references shops, unique (product_id, shop_id));
    create table sales (id int primary key generated always as identity, offer_id int not null references market.offers on delete cascade);
    create table notes (tenant int, id text, label text, primary key (tenant, id));
    create table folders (tenant int, id text, label text, primary key (tenant, id));
    create table filed (tenant int, note text, folder text, primary key (tenant, note, folder),
      foreign key (tenant, note) references notes, foreign key (tenant, folder) references folders);
    create table vaults (access_token text primary key, number int unique, label text);
    create table stored (product_id int references products, vault int references vaults (number), primary key (product_id, vault))`,
  rows: `
    insert into products select n, 'P' || n from generate_series(1, 5) n;
    insert into related values (1, 3, 7), (1, 2, 9);
    insert into shops values (1, 'North'), (2, 'South');
    insert into market.offers (product_id, shop_id) values (1, 1), (1, 2);
    insert into sales (offer_id) values (1);
    insert into notes values (1, 'a b', 'Ours'), (2, 'a b', 'Theirs');
    insert into folders values (1, E'x\\u00a0,y', 'Odd'), (1, 'z', 'Plain'), (2, 'z', 'Foreign');
    insert into filed values (1, 'a b', 'z');
    insert into vaults values ('CANARY-vault', 7, null);
    insert into stored values (1, 7)`,
})

const admins = [
  defineAdmin(products, {
    many: { kin: { through: related, via: 'fromId' } },
    form: { sections: [{ fields: ['name', 'kin'] }] },
    list: { columns: ['name', 'kin'] },
  }),
]

async function fieldOf(ctx: AdminContext, [path, key]: [string, string], name: string) {
  const page = await changePage(ctx, adminOf(ctx, path), { key, list: '' })
  return fieldsOf(page).find(({ meta }) => meta.name === name)
}

const withShops = [
  defineAdmin(products, { many: { shops: offers }, form: { sections: [{ fields: ['name', 'shops'] }] } }),
]
const shopsName = 'market~2Eoffers'

describe('a join table', () => {
  test('keeps rows that others would be deleted with, and says where to delete them', async ({ as, client }) => {
    const ctx = as({ admins: withShops })
    const { fields } = await refusal(saveRecord(ctx, ['products', '1'], { [shopsName]: '2', name: 'Renamed' }))
    expect(fields).toEqual({ [shopsName]: expect.stringMatching(/^Other rows refer to .*“Offers”/u) })
    expect(await client`select count(*)::int from sales`).toEqual([{ count: 1 }])
    expect(await client`select name from products where id = 1`).toEqual([{ name: 'P1' }])
    await saveRecord(ctx, ['products', '1'], { [shopsName]: '1' })
    expect(await client`select shop_id from market.offers`).toEqual([{ shop_id: 1 }])
  })

  test('that the database does not delete from is no change', async ({ as, client }) => {
    const ctx = as({ admins: withShops })
    await client`create rule keep as on delete to market.offers do instead nothing`
    const { fields } = await refusal(saveRecord(ctx, ['products', '1'], { [shopsName]: '1' }))
    await client`drop rule keep on market.offers`
    expect(fields).toEqual({ [shopsName]: expect.stringMatching(/^The database did not accept/u) })
  })

  test('without an index on this side is not read for each row of a list, if it is large', async ({ as, client }) => {
    const kinned = [
      defineAdmin(products, {
        many: { kin: { through: related, via: 'toId' }, ours: { through: related, via: 'fromId' } },
        list: { columns: ['name', 'kin', 'ours'], sort: ['name'] },
      }),
    ]
    const list = async () => {
      const ctx = as({ admins: kinned })
      return listPage(ctx, adminOf(ctx, 'products'), [])
    }
    expect((await list()).rows[2]?.[3]).toEqual(['P1', expect.stringContaining('/admin/products/1')])

    await client`update pg_class set reltuples = 5000000, relpages = 50000 where oid = 'related'::regclass`
    const { columns, rows } = await list()
    expect(columns.map(({ name, notice }) => [name, notice])).toEqual([
      ['name', undefined],
      [
        'related~2Eto',
        'Not shown: no index on to_id of this large table (about 5m rows). The index related_to_id_idx would help.',
      ],
      ['related~2Efrom', undefined],
    ])
    expect(rows[2]?.[3]).toEqual(['–', ''])
    expect(rows[0]?.[4]).toEqual(['P3, P2', expect.any(String)])
  })

  test('names the columns of a composite key that a row added from its form shares with it', async ({ as }) => {
    const filedIn = defineAdmin(notes, { form: { inlines: [defineInline(filed)] } })
    const ctx = as({ admins: [filedIn] })
    const page = await addPage(ctx, adminOf(ctx, 'filed'), { list: '', prefill: [] })
    const relation = (name: string) => fieldsOf(page).find(({ meta }) => meta.name === name)?.meta.relation
    expect(relation('note')?.shared).toEqual([{ name: 'tenant', from: 'tenant' }])
    expect(relation('folder')?.shared).toEqual([{ name: 'tenant', from: 'tenant' }])

    const { inlines } = await changePage(ctx, adminOf(ctx, 'notes'), { key: '2,a~20b', list: '' })
    const folder = inlines[0]?.blank?.fields.find(({ meta }) => meta.name === 'folder')
    expect(folder?.meta.relation?.shared).toEqual([{ name: 'tenant', value: '2' }])
  })

  test('of a table with itself keeps its order, and is filtered by in both directions', async ({ as, client }) => {
    const ctx = as({ admins })
    const kin = 'related~2Efrom'
    expect((await fieldOf(ctx, ['products', '1'], kin))?.value).toBe('3 2')
    await saveRecord(ctx, ['products', '1'], { [kin]: '3 2 5 4 1' })
    expect((await fieldOf(ctx, ['products', '1'], kin))?.value).toBe('3 2 5 4 1')
    expect(await client`select to_id from related where from_id = 1 order by position`).toMatchObject(
      [3, 2, 5, 4, 1].map((id) => ({ to_id: id })),
    )
    const found = async (name: string, value: string) =>
      (await listPage(ctx, adminOf(ctx, 'products'), [[name, value]])).rows.map(([key]) => key).toSorted()
    expect(await found('related~2Efrom.eq', '5')).toEqual(['1'])
    expect(await found('related~2Eto.eq', '1')).toEqual(['1', '2', '3', '4', '5'])
  })

  test('whose sides share a tenant offers and takes rows of the same tenant only', async ({ as, client }) => {
    const declared = defineAdmin(notes, {
      many: { folders: filed },
      form: { sections: [{ fields: ['tenant', 'id', 'label', 'folders'] }] },
    })
    const ctx = as({ admins: [declared] })
    const key = '1,a~20b'
    const odd = '1,x~C2~A0~2Cy'
    expect((await fieldOf(ctx, ['notes', key], 'filed'))?.value).toBe('1,z')
    await saveRecord(ctx, ['notes', key], { filed: odd })
    expect(await client`select * from filed`).toEqual([{ tenant: 1, note: 'a b', folder: 'x\u00a0,y' }])
    await refusal(saveRecord(ctx, ['notes', key], { filed: '2,z' }))
    expect(await client`select tenant, folder from filed`).toEqual([{ tenant: 1, folder: 'x\u00a0,y' }])
    const added = async (typed: Record<string, string>) => {
      const page = await addPage(ctx, adminOf(ctx, 'notes'), { list: '', prefill: [] })
      return addRecord(ctx, adminOf(ctx, 'notes'), postOf(page, { tenant: '2', label: 'New', ...typed }))
    }
    expect((await added({ id: 'new', filed: '2,z' })).key).toBe('2,new')
    expect((await refusal(added({ id: 'more', filed: '1,z' }))).fields).toEqual({ filed: 'There is no such folder.' })
    expect(await client`select note, folder from filed where tenant = 2`).toEqual([{ note: 'new', folder: 'z' }])
  })

  test('to rows whose key is a secret shows none of it, also where they have no name', async ({ as }) => {
    const ctx = as({
      admins: [defineAdmin(products, { many: { vaults: stored }, list: { columns: ['name', 'vaults'] } })],
    })
    const list = await listPage(ctx, adminOf(ctx, 'products'), [['sort', 'id']])
    expect(list.rows[0]?.at(-1)?.[0]).toMatch(/^#•+$/u)
    let csv = ''
    for await (const part of exportCsv(ctx, adminOf(ctx, 'products'), [['sort', 'id']])) csv += part
    expect(csv).toMatch(/P1,'?#•+/u)
    expect(JSON.stringify(list) + csv).not.toContain('CANARY')
  })

  test('takes a post of any size, with keys that do not exist, twice, or were never loaded', async ({ as, client }) => {
    const ctx = as({ admins: withShops })
    const many = Array.from({ length: 1500 }, (_, index) => String(index + 10)).join(' ')
    for (const text of [many, '1 2 __proto__', '1 2 constructor', '1 2 99', '1 2 01', '1 2 1,2'])
      await refusal(saveRecord(ctx, ['products', '1'], { [shopsName]: text }))
    const saved = await saveRecord(ctx, ['products', '1'], {
      [shopsName]: '1 2 1 2',
      [`~had.${shopsName}`]: '1 2 7 8 9',
    })
    expect(saved.changed).toBe(false)
    expect(await client`select count(*)::int from market.offers`).toEqual([{ count: 2 }])
  })
})
