import { eq, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { deletePage, listPage } from '@/admin/server'
import { UniqueViolation, withTypedErrors } from '../postgres/typed-errors'
import { authors, books, branches, librarySchema, libraryRows, libraryTables } from './kit/library'
import { rolledBack } from './rolled-back'
import { adminOf, siteTest } from './kit/site-test'

const test = siteTest({
  schema: librarySchema,
  tables: `${libraryTables}
    create table late (id int primary key, other int references late deferrable initially deferred);`,
  rows: libraryRows,
})

const silent = () => undefined

test('changes are visible inside, and gone at its end', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)

  await db.insert(branches).values({ name: 'East' })
  await db.transaction((tx) => tx.insert(branches).values({ name: 'West' }))
  const during = await db.$count(branches)
  const outside = await client`select from branches`
  await end()

  expect(during).toBe(4)
  expect(outside).toHaveLength(2)
  expect(await client`select from branches`).toHaveLength(2)
})

test('a failed statement does not affect the others', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)

  await db.update(authors).set({ name: 'Ada' }).where(eq(authors.id, 1))
  const twice = withTypedErrors(() => db.insert(authors).values({ name: 'X', email: 'ada@example.org' }))

  await expect(twice).rejects.toBeInstanceOf(UniqueViolation)
  expect(await db.select({ name: authors.name }).from(authors).where(eq(authors.id, 1))).toEqual([{ name: 'Ada' }])
  await end()
})

test('a failed transaction is rolled back completely, and a nested one alone', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)

  const failed = db.transaction(async (tx) => {
    await tx.insert(branches).values({ name: 'Lost' })
    throw new Error('stop')
  })
  await expect(failed).rejects.toThrow('stop')
  await db.transaction(async (tx) => {
    await tx.insert(branches).values({ name: 'Kept' })
    const inner = tx.transaction(async (nested) => {
      await nested.insert(branches).values({ name: 'Lost' })
      throw new Error('stop')
    })
    await expect(inner).rejects.toThrow('stop')
  })

  expect(await db.select({ name: branches.name }).from(branches).orderBy(branches.id)).toEqual(
    ['North', 'South', 'Kept'].map((name) => ({ name })),
  )
  await end()
})

test('transactions side by side take turns', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)
  const countUp = () =>
    db.transaction(async (tx) => {
      const [book] = await tx.select({ copies: books.copies }).from(books).where(eq(books.id, 1n))
      await tx
        .update(books)
        .set({ copies: (book?.copies ?? 0) + 1 })
        .where(eq(books.id, 1n))
    })

  await Promise.all([countUp(), countUp(), countUp(), db.select().from(books)])

  expect(await db.select({ copies: books.copies }).from(books).where(eq(books.id, 1n))).toEqual([{ copies: 4 }])
  await end()
})

test('code that uses the database instead of its transaction still works', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)

  const seen = await db.transaction(async (tx) => {
    await tx.insert(branches).values({ name: 'East' })
    return [await db.$count(branches), await db.transaction((other) => other.$count(branches))]
  })

  expect(seen).toEqual([3, 3])
  await end()
})

test('every write has a version of its own', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)
  const versions: unknown[] = []

  for (const name of ['a', 'b', 'c']) {
    await db.update(authors).set({ name }).where(eq(authors.id, 1))
    const [row] = await db.execute(sql`select xmin::text as version from authors where id = 1`)
    versions.push(row?.version)
  }

  expect(new Set(versions).size).toBe(3)
  await end()
})

test('a deferred constraint is looked at where the transaction would be committed, not before', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)

  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into late values (1, 2)`)
    await tx.execute(sql`insert into late values (2, 1)`)
  })
  const dangling = db.transaction((tx) => tx.execute(sql`insert into late values (3, 4)`))

  await expect(dangling).rejects.toMatchObject({ code: '23503' })
  expect(await db.execute(sql`select id from late order by id`)).toEqual([{ id: 1 }, { id: 2 }])
  await end()
})

test('the engine reads and counts inside, and its timeouts do not persist', async ({ client, as }) => {
  const { db, end } = await rolledBack(client, silent)
  const ctx = as({ db })
  const before = await db.execute(sql`show statement_timeout`)

  expect(await listPage(ctx, adminOf(ctx, 'books'), [['status.eq', 'lost']])).toMatchObject({ rowCount: 1 })
  expect(await deletePage(ctx, adminOf(ctx, 'books'), { kind: 'keys', keys: ['1'] })).toMatchObject({ total: 5 })
  expect(await db.execute(sql`show statement_timeout`)).toEqual(before)
  await end()
})

test('statements after the end are refused, and the connection is returned clean', async ({ client }) => {
  const { db, end } = await rolledBack(client, silent)
  await end()

  await expect(db.select().from(books)).rejects.toMatchObject({
    cause: { message: 'The test is over, and its database with it.' },
  })
  expect(
    await client`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and state like 'idle in transaction%'`,
  ).toEqual([{ count: 0 }])
})

test('statements are reported once each, without the savepoints', async ({ client }) => {
  const sent: string[] = []
  const { db, end } = await rolledBack(client, (query) => sent.push(query.sql))

  await db.select({ id: branches.id }).from(branches)
  await db.transaction((tx) => tx.insert(branches).values({ name: 'East' }))
  await end()

  expect(sent.map((text) => text.split(' ')[0])).toEqual(['select', 'insert'])
})
