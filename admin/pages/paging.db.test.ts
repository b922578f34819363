import {
  pgTable,
  primaryKey,
  integer,
  text,
  numeric,
  timestamp,
  boolean,
  date,
  doublePrecision,
} from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { listPage } from '@/admin/server'
import { adminOf, siteTest } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import type { ListPage } from './shapes/list'

const places = pgTable('places', { id: integer('id').primaryKey(), name: text('name') })

const visits = pgTable(
  'visits',
  {
    place: integer('place').notNull(),
    no: text('no').notNull(),
    grade: integer('grade'),
    mark: doublePrecision('mark'),
    cost: numeric('cost'),
    at: timestamp('at', { withTimezone: true, mode: 'string' }),
    day: date('day', { mode: 'string' }),
    remark: text('remark'),
    done: boolean('done'),
    weight: integer('weight').notNull(),
    nextId: integer('next_id').references(() => places.id),
  },
  (t) => [primaryKey({ columns: [t.place, t.no] })],
)

/** Every column has few values and most have NULLs, so that each sort has ties and each tie spans two pages. */
const test = siteTest({
  schema: { places, visits },
  tables: `
    create table places (id int primary key, name text);
    create table visits (place int not null, no text not null, grade int, mark float8, cost numeric, at timestamptz, day date,
      remark text, done bool, weight int not null, next_id int references places, primary key (place, no));`,
  rows: `
    insert into places select n, case when n % 3 > 0 then 'Place ' || n % 4 end from generate_series(1, 7) n;
    insert into visits select n % 5, 'no/' || n, nullif(n % 4, 0), case n % 6 when 0 then 'NaN' when 1 then '-Infinity' when 2 then null else (n % 3) / 3.0 end,
      case when n % 3 > 0 then (n % 4) * 1.0000000000000000001 end,
      case when n % 5 > 0 then timestamptz '2026-01-01 00:00:00.123456+00' + (n % 6) * interval '1 microsecond' end,
      case n % 7 when 0 then null when 1 then 'infinity'::date else date '2026-02-27' + n % 3 end,
      (array['', 'ä', 'Z', 'a%', null, 'a,b'])[1 + n % 6], (array[true, false, null])[1 + n % 3], n % 4, nullif(n % 8, 0)
    from generate_series(1, 53) n;`,
})

const nullable = ['grade', 'mark', 'cost', 'at', 'day', 'remark', 'done', 'next_id', 'next.name']
const sorts = [
  '',
  'weight',
  '-weight',
  'place',
  '-place,no',
  'no,-place',
  'weight,-place',
  '-weight,place,-no',
  ...nullable.flatMap((name) => [name, `-${name}`, `${name},-weight`, `-${name},weight`, `weight,${name}`]),
  'grade,remark',
  'grade,-remark',
  '-grade,remark',
  '-grade,-remark',
  'done,-next.name,cost',
  '-done,day,-mark,weight',
]

const keysOf = (page: ListPage) => page.rows.map(([key]) => key)
const queryOf = (href: string | null) => [...new URLSearchParams(href?.split('?')[1])]

async function walk(ctx: AdminContext, first: [string, string][], next: 'nextHref' | 'previousHref') {
  const pages: string[][] = []
  let query: [string, string][] = first
  for (let limit = 0; limit < 100; limit++) {
    const page = await listPage(ctx, adminOf(ctx, 'visits'), query)
    if (page.rows.length > 0) pages.push(keysOf(page))
    const href = page.pager[next]
    if (href === null) return pages
    query = queryOf(href)
  }
  throw new Error('The list has no end.')
}

/** The same order in one plain statement. */
function orderBy(sort: string): string {
  const terms = sort === '' ? [] : sort.split(',')
  const expression = (name: string) =>
    name === 'next.name' ? '(select p.name from places p where p.id = v.next_id)' : `v."${name}"`
  const parts = terms.map((term) => (term.startsWith('-') ? `${expression(term.slice(1))} desc` : expression(term)))
  const direction = terms.length === 0 || terms.at(-1)?.startsWith('-') ? ' desc' : ''
  return [...parts, `v.place${direction}`, `v.no${direction}`].join(', ')
}

describe.each(sorts)('DJ-072 DJ-075 DJ-080: sorted by “%s”', (sort) => {
  test('going on and going back each pass every row once, in PostgreSQL’s order', async ({ as, client }) => {
    const ctx = as()
    const rows = await client.unsafe<{ key: string }[]>(
      `select v.place || ',' || replace(v.no, '/', '~2F') as key from visits v order by ${orderBy(sort)}`,
    )
    const expected = rows.map((row) => row.key)
    const base: [string, string][] = [['size', '4'], ...(sort === '' ? [] : [['sort', sort] as [string, string]])]

    const firstPage = await listPage(ctx, adminOf(ctx, 'visits'), base)
    const numbered = await walk(ctx, base, 'nextHref')
    const back = (await walk(ctx, [...base, ['before', '']], 'previousHref')).toReversed()
    const lastPage = await listPage(ctx, adminOf(ctx, 'visits'), [...base, ['before', '']])
    const on = await walkFromFirst(ctx, lastPage)

    expect(keysOf(firstPage)).toEqual(expected.slice(0, 4))
    expect(numbered.flat()).toEqual(expected)
    expect(back.flat()).toEqual(expected)
    expect(on).toEqual(expected)
  })
})

/** Goes back to the very first page by cursors, and from there on to the end by cursors. */
async function walkFromFirst(ctx: AdminContext, last: ListPage): Promise<string[]> {
  let page = last
  for (let steps = 0; page.pager.previousHref !== null && steps < 50; steps++)
    page = await listPage(ctx, adminOf(ctx, 'visits'), queryOf(page.pager.previousHref))
  const keys = keysOf(page)
  for (let steps = 0; page.pager.nextHref !== null && steps < 50; steps++) {
    page = await listPage(ctx, adminOf(ctx, 'visits'), queryOf(page.pager.nextHref))
    keys.push(...keysOf(page))
  }
  return keys
}

test('the last page by an empty “before” ends the list and leads back', async ({ as }) => {
  const ctx = as()
  const page = await listPage(ctx, adminOf(ctx, 'visits'), [
    ['size', '10'],
    ['before', ''],
  ])

  expect(page.rows).toHaveLength(10)
  expect(page.rangeLabel).toBe('last 10 of 53')
  expect(page.pager).toMatchObject({ nextHref: null, lastHref: null, firstHref: '/admin/visits?size=10' })
  expect(page.pager.previousHref).toContain('before=')
})

test('numbered pages: their numbers, their gaps and their ends', async ({ as }) => {
  const ctx = as()
  const page = await listPage(ctx, adminOf(ctx, 'visits'), [
    ['size', '4'],
    ['page', '6'],
  ])

  expect(page.rangeLabel).toBe('21–24 of 53')
  expect(page.pager.pages.map((entry) => entry?.page ?? null)).toEqual([1, 2, null, 4, 5, 6, 7, 8, null, 13, 14])
  expect(page.pager).toMatchObject({
    firstHref: '/admin/visits?size=4',
    previousHref: '/admin/visits?size=4&page=5',
    nextHref: '/admin/visits?size=4&page=7',
    lastHref: '/admin/visits?size=4&page=14',
  })
})

test('DJ-082: a page past the end is an error that names the last one', async ({ as }) => {
  const ctx = as()

  await expect(listPage(ctx, adminOf(ctx, 'visits'), [['page', '2']])).rejects.toMatchObject({
    code: 'BAD_QUERY',
    message: 'There is no page 2; the last is 1.',
  })
})

test.for([
  ['another list’s', Buffer.from('["1"]').toString('base64url')],
  ['no JSON', Buffer.from('[').toString('base64url')],
  ['of numbers', Buffer.from('[1,2]').toString('base64url')],
  ['an object', Buffer.from('{"length":2}').toString('base64url')],
  ['of another type', Buffer.from('["x","no/1"]').toString('base64url')],
  ['out of range', Buffer.from('["99999999999","no/1"]').toString('base64url')],
  ['with a NUL', Buffer.from('["1","no\\u0000"]').toString('base64url')],
  ['very long', 'A'.repeat(10_000)],
  ['nothing', ''],
])('a cursor that is %s is refused with a message', async ([, cursor], { as }) => {
  const ctx = as()

  await expect(listPage(ctx, adminOf(ctx, 'visits'), [['after', cursor ?? '']])).rejects.toMatchObject({
    code: 'BAD_QUERY',
  })
})
