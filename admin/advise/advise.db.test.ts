import { sql } from 'drizzle-orm'
import { integer, numeric, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { checkDatabase } from '../check/database'
import { siteTest } from '../testing/kit/site-test'
import { adviseIndexes } from './advise'

const clients = pgTable('clients', { id: integer('id').primaryKey(), name: text('name').notNull() })
const bills = pgTable('bills', {
  id: integer('id').primaryKey(),
  clientId: integer('client_id').references(() => clients.id),
  status: text('status').notNull(),
  total: numeric('total').notNull(),
  memo: text('memo').notNull(),
  createdAt: timestamp('created_at', { mode: 'string' }).notNull(),
})

const tables = `
  create table clients (id int primary key, name text not null);
  create table bills (id int primary key, client_id int references clients (id), status text not null,
    total numeric not null, memo text not null, created_at timestamp not null);
  insert into clients select n, 'Client ' || n from generate_series(1, 500) n;
  insert into bills select n, n % 500 + 1, case when n % 5000 = 0 then 'disputed' else 'paid' end, n % 9973, repeat('m', 60) || n, timestamp '2020-01-01' + n * interval '1 minute'
    from generate_series(1, 60000) n;
  analyze clients, bills;`

/** Tables are not emptied between the tests: filling them is slow, and no test changes them. */
const test = siteTest({
  schema: { clients, bills },
  tables: '',
  rows: `drop table if exists bills, clients; ${tables}`,
})

const declared = defineAdmin(bills, {
  list: { columns: ['memo', 'total'], filters: ['status', 'client'], search: ['=memo'], sort: ['-total'] },
})
const uses = (advice: readonly { table: string; kind: string; name: string }[]) =>
  advice.map(({ table, kind, name }) => `${table} ${kind} ${name}`).toSorted()

test('reads of a whole large table are reported, and small tables are skipped', async ({ as }) => {
  const advice = await adviseIndexes(as({ admins: [declared] }))

  expect(uses(advice)).toEqual([
    'bills filter client_id',
    'bills filter status',
    'bills relation client_id',
    'bills search memo',
    'bills sort -total',
  ])
  expect(advice.find(({ kind }) => kind === 'sort')?.indexes.map(({ create }) => create)).toEqual([
    'CREATE INDEX CONCURRENTLY IF NOT EXISTS "bills_total_id_idx" ON "bills" ("total" DESC, "id" DESC);',
  ])
})

test('the planner uses the advised indexes, and has nothing more to advise', async ({ as, client }) => {
  const ctx = as({ admins: [declared] })
  const creates = new Set((await adviseIndexes(ctx)).flatMap(({ indexes }) => indexes.map(({ create }) => create)))
  for (const create of creates) await client.unsafe(create)
  await client.unsafe('analyze bills')

  expect(uses(await adviseIndexes(ctx))).toEqual([])
  const [plan] = await client.unsafe('explain select * from bills order by total desc, id desc limit 10')
  expect(JSON.stringify(plan)).toContain('Limit')
})

test('a search in the middle of words needs trigrams, and the advice says so', async ({ as }) => {
  const advice = await adviseIndexes(as({ admins: [defineAdmin(bills, { list: { search: ['memo'] } })] }))

  const search = advice.find(({ kind }) => kind === 'search')
  expect(search?.indexes[0]?.create).toBe(
    'CREATE INDEX CONCURRENTLY IF NOT EXISTS "bills_memo_trgm_idx" ON "bills" USING gin ("memo" gin_trgm_ops);',
  )
  expect(search?.note).toBe('Needs CREATE EXTENSION IF NOT EXISTS pg_trgm;')
})

test('a search in another table has no index to suggest', async ({ as }) => {
  const admins = [defineAdmin(bills, { list: { search: ['client.name'] } })]

  const search = (await adviseIndexes(as({ admins }))).find(({ kind }) => kind === 'search')

  expect(search?.indexes).toEqual([])
  expect(search?.note).toContain('another table')
})

test('tables below the limit are skipped', async ({ as }) => {
  expect(await adviseIndexes(as({ admins: [declared] }), { leastRows: 100_000 })).toEqual([])
})

test('the check names a list that the database refuses, a label that cannot be worked out, and missing indexes', async ({
  as,
  client,
}) => {
  const broken = defineAdmin(clients, { label: (t) => sql`(1 / (${t.id} - ${t.id}))::text` })
  const ids = async () =>
    (await checkDatabase(as({ admins: [declared, broken] }))).map(({ id, where }) => `${id} ${where}`)

  expect(await ids()).toEqual(['brolly.E021 clients: label'])
  await client.unsafe('alter table bills rename column memo to remark')
  const problems = await checkDatabase(as({ admins: [declared] }))
  expect(problems.map(({ id, where, message }) => `${id} ${where} ${message}`)).toEqual([
    'brolly.E020 bills its list query fails: column t.memo does not exist (42703).',
  ])
  await client.unsafe('alter table bills rename column remark to memo')
  expect([
    ...new Set((await checkDatabase(as({ admins: [declared] }), { leastRows: 50_000 })).map(({ id }) => id)),
  ]).toEqual(['brolly.W010'])
})
