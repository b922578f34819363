import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { listPage, type Parameters } from '@/admin/server'
import { adminOf, siteTest } from '../testing/kit/site-test'

const notes = pgTable(
  'notes',
  { tenant: text('tenant'), id: text('id'), body: text('body').notNull(), state: text('state') },
  (t) => [primaryKey({ columns: [t.tenant, t.id] })],
)
const lines = pgTable(
  'lines',
  {
    id: integer('id').primaryKey(),
    tenant: text('tenant').notNull(),
    note: text('note').notNull(),
    amount: integer('amount'),
  },
  (t) => [foreignKey({ columns: [t.tenant, t.note], foreignColumns: [notes.tenant, notes.id] })],
)
const people = pgTable('people', {
  id: integer('id').primaryKey(),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  city: text('city'),
})
const labelled = siteTest({
  schema: { notes, lines, people },
  tables: `create table notes (tenant text, id text, body text not null, state text, primary key (tenant, id));
    create table lines (id int primary key, tenant text not null, note text not null, amount int,
      foreign key (tenant, note) references notes);
    create table people (id int primary key, first_name text not null, last_name text not null, city text)`,
  rows: `insert into notes values ('t1', 'a', 'Bring the ladder back ' || repeat('soon ', 100), 'open'), ('t1', 'b', 'Paint the fence', 'done');
    insert into lines values (1, 't1', 'b', 5);
    insert into people values (1, 'Grace', 'Hopper', 'New York'), (2, 'Ada', 'Lovelace', 'London')`,
})

describe('a row is headed by its label', () => {
  labelled('that is a long text, cut, and found by it', async ({ as }) => {
    const ctx = as()
    const page = await listPage(ctx, adminOf(ctx, 'notes'), [['q', 'ladder']])

    expect(page.columns[0]).toMatchObject({ name: 'body' })
    expect(page.rows.map((row) => String(row[2]).slice(0, 16))).toEqual(['Bring the ladder'])
    expect(String(page.rows[0]?.[2]).length).toBeLessThan(400)
  })

  labelled('that comes from a row it belongs to, and found by that', async ({ as }) => {
    const ctx = as()
    const page = await listPage(ctx, adminOf(ctx, 'lines'), [['q', 'fence']])

    expect(page.columns[0]).toMatchObject({ name: '', label: 'Line', sortHref: null })
    expect(page.rows.map((row) => row.slice(0, 3))).toEqual([['1', 'Paint the fence', 'Paint the fence']])
  })

  labelled('that is made of two columns, sorted and found by both', async ({ as }) => {
    const ctx = as()
    const names = async (parameters: Parameters) => {
      const page = await listPage(ctx, adminOf(ctx, 'people'), parameters)
      return { ...page, names: page.rows.map((row) => row[2]) }
    }
    const page = await names([['q', 'ada lovelace']])
    const sortHref = page.columns[0]?.sortHref ?? ''
    const sort = new URLSearchParams(sortHref.split('?')[1]).get('sort') ?? ''

    expect(page.names).toEqual(['Ada Lovelace'])
    expect(page.columns.map((column) => column.name)).toEqual(['', 'city', 'id'])
    expect(sort).toBe('first_name,last_name')
    const sorted = await names([['sort', sort]])
    expect(sorted.names).toEqual(['Ada Lovelace', 'Grace Hopper'])
    expect(sorted.columns[0]).toMatchObject({ sorted: 'asc' })
    expect(sorted.columns[0]?.sortHref).toContain('sort=-first_name,-last_name')
  })
})
