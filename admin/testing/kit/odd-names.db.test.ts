import { bigint, boolean, integer, pgSchema, pgTable, primaryKey, text, pgView } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  addPage,
  addRecord,
  changePage,
  deletePage,
  changeRecord,
  deleteRecords,
  exportCsv,
  historyPage,
  listPage,
} from '@/admin/server'
import { auditLines } from './audit-lines'
import { fieldsOf, postOf } from './posts'
import { adminOf, siteTest } from './site-test'
import { escapeName } from '../../schema/keys'

const long = 'n'.repeat(63)
const select = pgTable('select', {
  order: integer('order').primaryKey(),
  constructor_: text('constructor'),
  constructor: text('toString'),
  quoted: text('a "b" \'c\''),
  dotted: text('x.y~z'),
  emoji: boolean('🌂 größe').notNull().default(false),
  long: text(long),
})
const upper = pgSchema('Other One').table(
  'Order Details',
  { Left: text('Left').notNull(), right: text('right side').notNull() },
  (t) => [primaryKey({ columns: [t.Left, t.right] })],
)
const same = pgSchema('Other One').table('select', { id: bigint('id', { mode: 'bigint' }).primaryKey() })
const numbers = pgTable('numbers', { n: integer('n') })
const sums = pgView('sums').as((query) =>
  query.select({ n: numbers.n, twice: sql<number>`n * 2`.as('twice') }).from(numbers),
)
/** Its properties are each other's SQL names. */
const swapped = pgTable('swapped', { id: integer('id').primaryKey(), name: text('title'), title: text('name') })
const sessions = pgTable('sessions', { sessionToken: text('session_token').primaryKey(), device: text('device') })

const test = siteTest({
  schema: { select, upper, same, sums, sessions, swapped },
  tables: `
    create table "select" ("order" int primary key, "constructor" text, "toString" text, "a ""b"" 'c'" text, "x.y~z" text,
      "🌂 größe" bool not null default false, "${long}" text);
    create schema "Other One";
    create table "Other One"."Order Details" ("Left" text not null, "right side" text not null, primary key ("Left", "right side"));
    create table "Other One"."select" (id bigint primary key);
    create view sums as select n, n * 2 as twice from generate_series(1, 3) n;
    create table swapped (id int primary key, title text, name text);
    create table sessions (session_token text primary key, device text);`,
  rows: `
    insert into "select" values (1, 'a', 'b', 'c', 'd', true, 'e');
    insert into "Other One"."Order Details" values ('add', 'x,y'), ('', '/'), ('ä', '..');
    insert into swapped values (1, 'a', 'y'), (2, 'b', 'x');
    insert into sessions values ('CANARY-token', 'phone');`,
})

describe('REL-085: reserved, quoted, dotted, long and foreign names', () => {
  test('are listed, sorted, filtered, shown, changed, logged, exported and deleted by', async ({ as, client }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'select')
    const page = await changePage(ctx, admin, { key: '1', list: '' })
    const names = fieldsOf(page).map((field) => field.meta.name)
    const listed = admin.table.columns.map((column) => escapeName(column.name))
    const list = await listPage(ctx, admin, [['columns', listed.join(',')]])

    expect(names).toEqual([
      'order',
      // What every form has by that name already is escaped further.
      '~63onstructor',
      '~74oString',
      'a~20~22b~22~20~27c~27',
      'x~2Ey~7Ez',
      '~F0~9F~8C~82~20gr~C3~B6~C3~9Fe',
      long,
    ])
    expect(list.rows[0]?.slice(2)).toEqual(['1', 'a', 'b', 'c', 'd', 't', 'e'])
    for (const name of listed) {
      await listPage(ctx, admin, [
        ['sort', `-${name}`],
        ['size', '1'],
        ['before', ''],
      ])
      await listPage(ctx, admin, [[`${name}.eq`, name === 'order' ? '1' : 'true']])
    }
    expect(await changeRecord(ctx, admin, { key: '1', form: postOf(page) })).toMatchObject({ changed: false })
    await changeRecord(ctx, admin, {
      key: '1',
      form: postOf(page, { '~63onstructor': 'A', '~74oString': 'B', 'x~2Ey~7Ez': 'D', [long]: null }),
    })

    expect((await client`select * from "select"`)[0]).toMatchObject({
      constructor: 'A',
      toString: 'B',
      'x.y~z': 'D',
      [long]: null,
    })
    expect((await auditLines(client))[0]?.changes).toEqual({
      constructor: ['a', 'A'],
      toString: ['b', 'B'],
      'x.y~z': ['d', 'D'],
      [long]: ['e', null],
    })
    expect((await historyPage(ctx, admin, { key: '1', before: null })).entries[0]?.changes).toHaveLength(4)
    expect((await exportCsv(ctx, admin, []).next()).value).toContain('Order')
    await deleteRecords(ctx, admin, { selection: { kind: 'keys', keys: ['1'] }, agreed: 1 })
    expect(await client`select 1 from "select"`).toEqual([])
  })

  test('an empty form leaves a column named like a property of every object to the database', async ({
    as,
    client,
  }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'select')
    const page = await addPage(ctx, admin, { list: '', prefill: [] })

    await addRecord(
      ctx,
      admin,
      new Map([
        ['order', '2'],
        ['~token', page.token],
      ]),
    )

    expect((await client`select "constructor", "toString" from "select" where "order" = 2`)[0]).toEqual({
      constructor: null,
      toString: null,
    })
  })

  test('keys of any text open their own row, and two tables of the same name are distinguished', async ({ as }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'Other One.Order Details')
    const list = await listPage(ctx, admin, [])

    expect(list.table).toBe('Other~20One.Order~20Details')
    expect(list.rows.map(([key]) => key).toSorted()).toEqual(['add,x~2Cy', '~,~2F', '~C3~A4,~2E~2E'])
    for (const [key] of list.rows) expect((await changePage(ctx, admin, { key, list: '' })).key).toBe(key)
    expect((await listPage(ctx, adminOf(ctx, 'Other One.select'), [])).exactCount).toBe(0)
  })
})

test.for([
  '01',
  '1.0',
  '1e0',
  '+1',
  '%31',
  '1;',
  ' 1',
  '1 ',
  '9999999999999999999',
  '__proto__',
  '../2',
  '',
  '1,1',
  '~31',
  '-1',
  "1' or true",
  '１',
])('SEC-064: “%s” is not the URL of row 1', async (key, { as }) => {
  const ctx = as()

  const admin = adminOf(ctx, 'select')
  await expect(changePage(ctx, admin, { key, list: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(deletePage(ctx, admin, { kind: 'keys', keys: [key] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('REL-081: a view is listed, filtered and exported, and accepts no writes', async ({ as }) => {
  const ctx = as()
  const admin = adminOf(ctx, 'sums')

  expect(await listPage(ctx, admin, [['sort', '-n']])).toMatchObject({
    rows: [
      ['', '(row)', '3', '6'],
      ['', '(row)', '2', '4'],
      ['', '(row)', '1', '2'],
    ],
    addHref: null,
    actions: [],
  })
  for (const filter of (await listPage(ctx, admin, [])).filters)
    for (const { id, takes } of filter.operators)
      await listPage(ctx, admin, [
        [`${filter.name}.${id}`, { boolean: 'true', two: '1,2', one: '2', many: '2' }[takes]],
      ])
  await expect(addPage(ctx, admin, { list: '', prefill: [] })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(changePage(ctx, admin, { key: '1', list: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('SEC-047: a table whose key is a secret is listed without telling it', async ({ as }) => {
  const ctx = as()
  const page = await listPage(ctx, adminOf(ctx, 'sessions'), [])

  expect(page.linked).toBe(true)
  expect(JSON.stringify(page)).toContain('phone')
  expect(JSON.stringify(page)).not.toContain('CANARY')
})

test('a URL uses the column names of PostgreSQL, even if a property has the name of another column', async ({ as }) => {
  const ctx = as()
  const listed = async (word: string) =>
    (
      await listPage(ctx, adminOf(ctx, 'swapped'), [
        ['columns', word],
        ['sort', word],
      ])
    ).rows.map((row) => row[2])

  expect(await listed('title')).toEqual(['a', 'b'])
  expect(await listed('name')).toEqual(['x', 'y'])
})
