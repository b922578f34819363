import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { dataMarker } from '../files/folder'
import { migrate, type MigrateOptions } from './migrate'
import { migrationFolder, statements } from '../files/migration-fixture'
import type { MigrationProgress } from './progress'

let database: TestDatabase
let sql: postgres.Sql
let holder: postgres.ReservedSql

beforeEach(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 2, onnotice: () => undefined, connection: { application_name: 'the site' } })
  await sql`create table books (id int primary key, price int)`
  await sql`insert into books values (1, 10), (2, 20)`
  holder = await sql.reserve()
})

afterEach(async () => {
  holder.release()
  await sql.end({ timeout: 5 })
  await database.drop()
})

const run = (folder: string, options: Partial<MigrateOptions> = {}) =>
  migrate({ url: database.url, folder, name: 'drizzle', by: 'a test', lockTimeoutMs: 100, ...options })

const recorded = () => sql`select name, state from brolly.migrations where folder = 'drizzle' order by name`

/** Unlocks the table when the runner reports the given kind of progress, and collects its reports. */
function watching(kind: MigrationProgress['kind'], letGo: () => unknown) {
  const seen: MigrationProgress[] = []
  const onProgress = (progress: MigrationProgress) => {
    seen.push(progress)
    if (progress.kind === kind && seen.filter((each) => each.kind === kind).length === 1) letGo()
  }
  return { seen, onProgress }
}

describe('a table that others have locked', () => {
  const change = {
    '0000_size': statements('insert into books values (3, 30)', 'alter table books add column size int'),
  }

  test('is waited for in short attempts, each of them complete', async () => {
    await holder`begin`
    await holder`select from books`
    const { seen, onProgress } = watching('retrying', () => holder`commit`.execute())

    const { applied } = await run(migrationFolder(change), { onProgress })

    expect(applied).toEqual(['0000_size'])
    expect(seen).toContainEqual({ kind: 'retrying', folder: 'drizzle', name: '0000_size', attempt: 1, tries: 10 })
    expect(await sql`select size from books`).toHaveLength(3)
  })

  test('lets the queries of the site through between two tries', async () => {
    await holder`begin`
    await holder`select from books`
    // A query that arrives while the runner waits queues behind it, but still gets a response.
    let answer: Promise<unknown> | undefined
    const attempt = run(migrationFolder(change), {
      lockTries: 3,
      onProgress: (progress) => {
        if (progress.kind === 'statement' && progress.number === 2)
          answer ??= sql`select count(*)::int as n from books`.execute()
      },
    })

    await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT' })

    expect(await answer).toEqual([{ n: 2 }])
    await holder`commit`
  })

  test('is given up after the last attempt, naming the session that held it and since when, but not its query', async () => {
    await holder`begin`
    await holder`select 'a secret' from books`
    const [self] = await holder<{ pid: number }[]>`select pg_backend_pid() as pid`

    const failure: unknown = await run(migrationFolder(change), { lockTries: 2 }).catch((error: unknown) => error)

    expect(failure).toMatchObject({ code: 'CONFLICT' })
    expect(String(failure)).toMatch(
      new RegExp(
        `0000_size\\.sql, statement 2 of 2 could not get a lock within 0\\.1 s in 2 attempts\\. It waited for pid ${self?.pid} \\(the site, user \\w+, idle in transaction for \\d+ s\\)`,
      ),
    )
    expect(String(failure)).not.toContain('secret')
    await holder`commit`
    expect(await sql`select from books`).toHaveLength(2)
    expect(await recorded()).toEqual([])
  })

  test('is waited for by a concurrent index without a limit, because that blocks no one', async () => {
    await holder`begin`
    await holder`update books set price = 11 where id = 1`
    const { seen, onProgress } = watching('blocked', () => holder`commit`.execute())

    await run(migrationFolder({ '0000_index': 'create index concurrently books_price on books (price)' }), {
      onProgress,
    })

    expect(seen.map((progress) => progress.kind)).not.toContain('retrying')
    expect(await sql`select indisvalid as ok from pg_index where indexrelid = 'books_price'::regclass`).toEqual([
      { ok: true },
    ])
  })
})

test('REL-011: after a deadlock the whole file is tried again', async () => {
  await holder`begin`
  await holder`set local deadlock_timeout = '60s'`
  await holder`update books set price = 0 where id = 2`
  let crossed: Promise<unknown> | undefined
  const folder = migrationFolder({
    '0000_prices': statements(
      'update books set price = price + 1 where id = 1',
      "set local deadlock_timeout = '10ms'",
      'update books set price = price + 1 where id = 2',
    ),
  })
  const { seen, onProgress } = watching('retrying', () => crossed?.then(() => holder`commit`.execute()))

  const { applied } = await run(folder, {
    lockTimeoutMs: 0,
    onProgress: (progress) => {
      onProgress(progress)
      // The two now wait for each other; the runner's check is the first to find it.
      if (progress.kind === 'statement' && progress.number === 3)
        crossed ??= holder`update books set price = 0 where id = 1`.execute()
    },
  })

  expect(applied).toEqual(['0000_prices'])
  expect(seen.map((progress) => progress.kind)).toContain('retrying')
  expect(await sql`select price from books order by id`).toEqual([{ price: 1 }, { price: 1 }])
})

test('a blocked batch is tried again, those before it are not', async () => {
  await holder`begin`
  await holder`update books set price = 21 where id = 2`
  const code = `export const transaction = 'batches'
export async function up({ sql, batch }) {
  await batch({ table: 'books', size: 1 }, async (rows) => { await sql\`update books set price = price + 1 where id = \${rows[0].id}\` })
}`
  const { seen, onProgress } = watching('retrying', () => holder`commit`.execute())

  await run(migrationFolder({ '0000_prices': dataMarker, '0000_prices.ts': code }), { onProgress })

  expect(seen.map((progress) => progress.kind)).toContain('retrying')
  expect(await sql`select price from books order by id`).toEqual([{ price: 11 }, { price: 22 }])
})

test('a connection that breaks ends the run: a new one would not hold the lock', async () => {
  const code = `export const transaction = 'batches'
export async function up({ sql }) {
  await sql\`select pg_terminate_backend(pg_backend_pid())\`.catch(() => undefined)
  // The driver reports it once more, and then reconnects.
  await sql\`select 1\`.catch(() => undefined)
  await sql\`insert into books values (3, 30)\`
}`
  const folder = migrationFolder({ '0000_break': dataMarker, '0000_break.ts': code })

  await expect(run(folder)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('lock') })

  expect(await sql`select from books where id = 3`).toHaveLength(1)
  expect(await recorded()).toMatchObject([{ name: '0000_break', state: expect.stringMatching(/^running:/) }])
})

test('session settings of a file do not affect the next one', async () => {
  const folder = migrationFolder({
    '0000_set': statements("set search_path = ''", "set lock_timeout = '1h'", "set statement_timeout = '10s'"),
    '0001_b':
      "create table b as select current_setting('lock_timeout') as wait, current_setting('statement_timeout') as work",
  })

  await run(folder)

  expect(await sql`select * from b`).toEqual([{ wait: '100ms', work: '0' }])
})
