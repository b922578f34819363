import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { expect } from 'vitest'
import { listPage, type Parameters } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { connectForTest } from '../testing/connect'
import { books, tags } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'

const wide = defineAdmin(books, { list: { columns: ['title', 'authorId', 'branchId', 'writer.email', 'status'] } })

test.for([
  ['the bare list', []],
  ['a filtered list', [['status.eq', 'lost']]],
  ['a search', [['q', 'book']]],
  ['a sort along a path', [['sort', 'writer.name']]],
  ['the last page', [['before', '']]],
] as [string, Parameters][])(
  'DJ-087: %s takes two queries, whatever its size',
  async ([, parameters], { as, client }) => {
    await client`insert into books (title, slug, author_id, branch_id, status)
    select 'Book ' || n, 's', 1 + n % 2, 1 + n % 2, 'lost' from generate_series(1, 600) n`
    const queries: string[] = []
    const db = drizzle<Record<string, unknown>>(client, { logger: { logQuery: (query) => queries.push(query) } })
    const ctx = as({ admins: [wide], db })
    await listPage(ctx, adminOf(ctx, 'books'), [])

    const counts: number[] = []
    for (const size of ['1', '50', '500']) {
      queries.length = 0
      await listPage(ctx, adminOf(ctx, 'books'), [...parameters, ['size', size]])
      counts.push(queries.filter((query) => !query.includes('set_config')).length)
    }

    expect(counts).toEqual([2, 2, 2])
  },
)

test('the name of a row that a list is filtered by is looked up once, for its chip and for the panel', async ({
  as,
  client,
}) => {
  const queries: string[] = []
  const db = drizzle<Record<string, unknown>>(client, { logger: { logQuery: (query) => queries.push(query) } })
  const ctx = as({ admins: [wide], db })
  await listPage(ctx, adminOf(ctx, 'books'), [])
  queries.length = 0

  const { chips, panel } = await listPage(ctx, adminOf(ctx, 'books'), [['author_id.eq', '1']])

  expect(chips[0]?.value).toBe(panel.rows[0]?.text)
  expect(chips[0]?.value).not.toBe('1')
  expect(queries.filter((query) => !query.includes('set_config'))).toHaveLength(3)
})

test('SEC-188: a list that takes too long is stopped by the database, and says so', async ({ as, url }) => {
  const { db, close } = connectForTest(url, { max: 2, statementTimeoutMs: 100 })
  const sleeping = { id: 'sleep', label: 'Sleep', value: () => sql<string>`pg_sleep(5)::text`, reads: [] }
  const ctx = as({ admins: [defineAdmin(books, { list: { columns: ['title', sleeping] } })], db })

  const { rows, notice } = await listPage(ctx, adminOf(ctx, 'books'), [['before', '']])
  await close()

  expect(rows).toEqual([])
  expect(notice).toMatch(/^The order took too long and was stopped: .* Filter by an indexed column/u)
})

test('SEC-196: a count stops at 10,000 and says so', async ({ as, client }) => {
  await client`insert into tags select 'n' || n, 'x' from generate_series(1, 10050) n`
  const ctx = as()

  const filtered = await listPage(ctx, adminOf(ctx, 'tags'), [['name.eq', 'x']])
  expect(filtered).toMatchObject({ countLabel: 'more than 10,000 rows', exactCount: null })
  await expect(
    listPage(ctx, adminOf(ctx, 'tags'), [
      ['name.eq', 'x'],
      ['page', '101'],
    ]),
  ).rejects.toMatchObject({
    code: 'BAD_QUERY',
  })

  await client`analyze tags`
  // A new site has not read the estimates yet.
  const analysed = as()
  expect((await listPage(analysed, adminOf(analysed, 'tags'), [])).countLabel).toBe('about 10,000 rows')
  expect(
    (
      await listPage(analysed, adminOf(analysed, 'tags'), [
        ['name.eq', 'x'],
        ['code.starts', 'n1005'],
      ])
    ).countLabel,
  ).toBe('2 of about 10,000 rows')
})

test('a search names the number of rows searched, without those that the actor may not view', async ({
  as,
  client,
}) => {
  await client`delete from tags`
  await client`insert into tags select 'n' || n, case when n <= 10 then 'mine' else 'theirs' end from generate_series(1, 40) n`
  await client`analyze tags`
  const total = (ctx: ReturnType<typeof as>, parameters: Parameters) =>
    listPage(ctx, adminOf(ctx, 'tags'), parameters).then((page) => page.countLabel)
  const [ctx, ruled] = [
    as(),
    as({ admins: [defineAdmin(tags, { permissions: { view: (_, t) => eq(t.name, 'mine') } })] }),
  ]

  expect(await total(ctx, [['code.eq', 'n1']])).toBe('1 of 40 rows')
  expect((await listPage(ctx, adminOf(ctx, 'tags'), [['code.eq', 'n1']])).rangeLabel).toBe('1–1 of 1')
  expect(await total(ctx, [['q', 'n4']])).toBe('2 of 40 rows')
  expect(await total(ruled, [['code.eq', 'n1']])).toBe('1 of 10 rows')
})

test('heavy and secret columns are not read for a list that does not name them', async ({ as, client }) => {
  const queries: string[] = []
  const db = drizzle<Record<string, unknown>>(client, { logger: { logQuery: (query) => queries.push(query) } })
  const ctx = as({ db })

  await listPage(ctx, adminOf(ctx, 'books'), [])

  expect(queries.join()).not.toMatch(/"notes"|"access_token"/u)
})

test('a long text is cut in a list and complete on its page', async ({ as, client }) => {
  await client`update books set title = repeat('x', 1000000) where id = 1`
  const ctx = as()
  const page = await listPage(ctx, adminOf(ctx, 'books'), [
    ['id.eq', '1'],
    ['columns', 'title'],
  ])

  expect(page.rows[0]?.[2]).toHaveLength(200)
  expect(page.rows[0]?.[1].length).toBeLessThan(200)
})

test('tables without a key are listed by numbered pages', async ({ as, client }) => {
  await client`insert into notices (text) select 'n' || n from generate_series(1, 30) n`
  const ctx = as()
  const page = await listPage(ctx, adminOf(ctx, 'notices'), [
    ['size', '10'],
    ['page', '2'],
    ['sort', 'text'],
  ])

  expect(page).toMatchObject({ linked: false, actions: [], rangeLabel: '11–20 of 32' })
  expect(page.rows[0]?.[0]).toBe('')
  await expect(listPage(ctx, adminOf(ctx, 'notices'), [['after', 'WyJhIl0']])).rejects.toMatchObject({
    code: 'BAD_QUERY',
  })
})

test('an empty list distinguishes no rows, no matches, and no rows that may be viewed', async ({ as, client }) => {
  await client`delete from notices`
  const ctx = as({ admins: [defineAdmin(books, { permissions: { view: (_, t) => t.isRare.getSQL() } })] })

  expect((await listPage(ctx, adminOf(ctx, 'notices'), [])).empty).toBe('no rows')
  expect((await listPage(ctx, adminOf(ctx, 'tags'), [['q', 'zzz']])).empty).toBe('no match')
  expect((await listPage(ctx, adminOf(ctx, 'books'), [])).empty).toBe('none visible')
})

test('a page past all that have numbers is refused without a walk through the table', async ({ as, client }) => {
  const queries: string[] = []
  const db = drizzle<Record<string, unknown>>(client, { logger: { logQuery: (query) => queries.push(query) } })
  const ctx = as({ db })

  await expect(listPage(ctx, adminOf(ctx, 'books'), [['page', '9999999999']])).rejects.toMatchObject({
    code: 'BAD_QUERY',
  })
  expect(queries.join()).not.toMatch(/offset/u)
})

test('a path through a table’s link to itself is followed only so far', async ({ as }) => {
  const ctx = as()
  const along = (steps: number) =>
    listPage(ctx, adminOf(ctx, 'members'), [['columns', `${'broughtBy.'.repeat(steps)}name`]])

  expect((await along(8)).rows).toHaveLength(2)
  await expect(along(9)).rejects.toMatchObject({ code: 'BAD_QUERY' })
})
