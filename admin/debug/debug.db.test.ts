import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { failureDetails, listPage, planLines, queryPanel, recordingDatabase, type RecordedQuery } from '@/admin/server'
import { books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'

test('each statement is recorded with its parameters, rows and time, also inside a transaction and when it fails', async ({
  client,
}) => {
  const queries: RecordedQuery[] = []
  const db = recordingDatabase(client, (query) => queries.push(query))

  await db.select({ id: books.id }).from(books).limit(2)
  await db.transaction(async (tx) => {
    await tx.execute(sql`select ${'inside'}::text from books limit 1`)
  })
  await db.execute(sql`select * from nowhere`).catch(() => undefined)

  expect(queries.map(({ sql: text, parameters, rows, failed }) => ({ text, parameters, rows, failed }))).toEqual([
    { text: expect.stringContaining('from "books"'), parameters: [2], rows: 2, failed: null },
    { text: 'select $1::text from books limit 1', parameters: ['inside'], rows: 1, failed: null },
    { text: 'select * from nowhere', parameters: [], rows: null, failed: '42P01' },
  ])
  expect(queries.every(({ ms }) => ms > 0)).toBe(true)
})

test('the panel marks repeated statements, cuts long values, and offers plans of reads only', ({ as }) => {
  const query = (text: string, parameters: unknown[] = []): RecordedQuery => ({
    sql: text,
    parameters,
    ms: 1.26,
    rows: 1,
    failed: null,
  })
  const panel = queryPanel({ ...as(), requestId: 'r1' }, [
    query('select 1 from books where id = $1', [1n]),
    query('select 1 from books where id = $1', ['x'.repeat(500)]),
    query('update books set title = $1', [null]),
  ])

  expect(panel.ms).toBe(3.8)
  expect(panel.queries.map(({ times, planHref }) => [times, planHref])).toEqual([
    [2, '/admin/-/plan/r1/0'],
    [2, '/admin/-/plan/r1/1'],
    [1, null],
  ])
  expect(panel.queries.map(({ parameters }) => parameters[0])).toEqual(['1', `${'x'.repeat(200)}…`, 'null'])
})

test('a plan is for superusers and for reads, and never writes, whatever the statement contains', async ({
  as,
  client,
}) => {
  const query = { sql: 'select title from books where id > $1', parameters: ['0'], ms: 1, rows: 1, failed: null }

  expect((await planLines(as(), query)).join('\n')).toMatch(/books.*actual/)
  await expect(planLines(as({ grants: ['books.view'] }), query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(planLines(as(), { ...query, sql: 'delete from books', parameters: [] })).rejects.toMatchObject({
    code: 'INVALID',
  })
  const hidden = { ...query, sql: 'with gone as (delete from books returning 1) select 1 from gone', parameters: [] }
  await expect(planLines(as(), hidden)).rejects.toMatchObject({ code: 'INVALID' })
  const sneaky = { ...query, sql: "select nextval('books_id_seq') from branches", parameters: [] }
  await expect(planLines(as(), sneaky)).rejects.toMatchObject({ cause: { code: '25006' } })
  expect((await client`select 1 from books`).length).toBeGreaterThan(0)
})

test('a failed list names the declaration, or the location in the statement', async ({ as }) => {
  const broken = {
    id: 'age',
    label: 'Age',
    reads: ['title' as const],
    value: () => sql`nothing_of_this_name(1)`,
  }
  const throwing = { ...broken, value: () => (undefined as unknown as { a: never }).a }
  const failing = async (column: typeof broken) => {
    const ctx = as({ admins: [defineAdmin(books, { list: { columns: ['title', column] } })] })
    return failureDetails(await listPage(ctx, adminOf(ctx, 'books'), []).catch((error: unknown) => error))
  }

  expect(await failing(throwing)).toMatchObject({
    declaration: 'books: list.columns[1].value',
    message: expect.stringContaining('undefined'),
    sql: null,
    stack: expect.arrayContaining([expect.stringContaining('debug.db.test.ts')]),
  })
  expect(await failing(broken)).toMatchObject({
    code: '42883',
    hint: expect.any(String),
    sql: expect.stringContaining('▶nothing_of_this_name'),
  })
})
