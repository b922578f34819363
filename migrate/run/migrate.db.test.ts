import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { removeProcess } from '@/admin/testing/process-fixture'
import { compileRunner, spawnRunner } from './crash-fixture'
import { migrate, recordAsApplied, type MigrateOptions } from './migrate'
import { migrationFolder, ownMigrations, statements, writeMigrations } from '../files/migration-fixture'
import { migrationStatus } from '../plan/status'

let database: TestDatabase
let sql: postgres.Sql

beforeEach(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 2, onnotice: () => undefined })
})

afterEach(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

const run = async (folder: string, options: Partial<MigrateOptions> = {}) =>
  (await migrate({ url: database.url, folder, name: 'drizzle', by: 'a test', ...options })).applied

const recorded = () => sql`select name, state, "by" from brolly.migrations where folder = 'drizzle' order by name`

describe('two runners', () => {
  test('REL-046: on an empty database, one works and the other finds nothing to do', async () => {
    const folder = migrationFolder({ '0000_books': 'create table books (id int primary key)' })

    const runs = await Promise.all([run(folder), run(folder), run(folder)])

    expect(runs.flat().filter((name) => name === '0000_books')).toEqual(['0000_books'])
    expect(await recorded()).toEqual([{ name: '0000_books', state: 'applied', by: 'a test' }])
  })

  test('REL-047: a data migration runs once and is recorded once', async () => {
    const files = { '0000_books': statements('create table books (price int)', 'insert into books values (10)') }
    const folder = migrationFolder(files)
    await run(folder)
    writeMigrations(folder, { ...files, '0001_double': 'update books set price = price * 2' })

    await Promise.all([run(folder), run(folder)])

    expect(await sql`select price from books`).toEqual([{ price: 20 }])
    expect(await recorded()).toHaveLength(2)
  })

  test('REL-049: a runner waits up to a limit and then names the session that holds the lock', async () => {
    const folder = migrationFolder({ '0000_books': 'create table books (id int)' })
    const holder = await sql.reserve()
    await holder`select pg_advisory_lock(7022118410051973)`
    const [self] = await holder<{ pid: number }[]>`select pg_backend_pid() as pid`
    const waits: string[] = []

    const attempt = run(folder, {
      waitMs: 400,
      onProgress: (progress) => progress.kind === 'waiting' && waits.push(progress.holder),
    })

    await expect(attempt).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`pid ${self?.pid}`),
    })
    expect(waits).toHaveLength(1)
    await holder`select pg_advisory_unlock_all()`
    holder.release()
    expect(await run(folder)).toEqual([...ownMigrations(), '0000_books'])
  })

  test('REL-048: a killed runner releases the lock and leaves only complete files', async () => {
    const folder = migrationFolder({
      '0000_books': 'create table books (id int)',
      '0001_slow': statements('insert into books values (1)', 'select pg_sleep(600)'),
    })
    const compiled = await compileRunner()
    onTestFinished(() => removeProcess(compiled))
    const runner = spawnRunner(compiled, { folder, url: database.url })
    for await (const line of runner.stdout) if (String(line).includes('0001_slow')) break
    runner.kill('SIGKILL')
    await once(runner, 'exit')
    // The server notices a dead client only when the statement ends, so it may still be running.
    const left = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state in ('active', 'idle in transaction') and pid <> pg_backend_pid()`
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 30_000 })
    expect(await recorded()).toEqual([{ name: '0000_books', state: 'applied', by: 'a runner' }])
    writeMigrations(folder, {
      '0000_books': 'create table books (id int)',
      '0001_slow': 'insert into books values (2)',
    })

    const applied = await run(folder)

    expect(applied).toEqual(['0001_slow'])
    expect(await sql`select id from books`).toEqual([{ id: 2 }])
  })
})

describe('a failing statement', () => {
  test('REL-050: rolls back its file and is named, and the corrected file is applied', async () => {
    const first = { '0000_books': statements('create table books (id int unique)', 'insert into books values (1)') }
    const middle = ['insert into books values (2)', 'insert into books values (1)', 'insert into books values (3)']
    const folder = migrationFolder({ ...first, '0001_more': statements(...middle) })

    const attempt = run(folder)

    await expect(attempt).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringMatching(/0001_more\.sql, statement 2 of 3: duplicate key .*\(23505\)/),
    })
    expect(await sql`select id from books`).toEqual([{ id: 1 }])
    writeMigrations(folder, { ...first, '0001_more': 'insert into books values (2)' })
    expect(await run(folder)).toEqual(['0001_more'])
  })

  test('SEC-210: is reported without the values of rows', async () => {
    const folder = migrationFolder({
      '0000_books': statements(
        'create table books (isbn text)',
        "insert into books values ('secret-isbn')",
        'alter table books alter column isbn type int using isbn::int',
      ),
    })

    const failure: unknown = await run(folder).catch((error: unknown) => error)

    expect(String(failure)).toContain('statement 3 of 3')
    expect(String(failure)).not.toContain('secret-isbn')
  })

  test('REL-052: a file that uses the enum value it adds is divided before that statement', async () => {
    const first = { '0000_moods': "create type mood as enum ('good')" }
    const parts = ["alter type mood add value 'bad'", "create table days (mood mood default 'bad')"]
    const folder = migrationFolder({ ...first, '0001_bad': statements(...parts, 'insert into nowhere values (1)') })
    await expect(run(folder)).rejects.toThrow(/0001_bad\.sql, statement 3 of 3.*\(42P01\)/)
    const [status] = await migrationStatus(database.url, [{ name: 'drizzle', folder }])
    writeMigrations(folder, { ...first, '0001_bad': statements(...parts, 'insert into days default values') })

    const applied = await run(folder)

    expect(status?.halfway.get('0001_bad')).toMatchObject({ direction: 'up', done: 1 })
    expect(applied).toEqual(['0001_bad'])
    expect(await sql`select mood from days`).toEqual([{ mood: 'bad' }])
  })

  test('REL-052: a use of it that cannot be seen is refused with the cure', async () => {
    const use = statements("alter type mood add value 'bad'", "select ('b' || 'ad')::mood")
    const folder = migrationFolder({ '0000_moods': "create type mood as enum ('good')", '0001_bad': use })

    await expect(run(folder)).rejects.toThrow(/0001_bad\.sql, statement 2 of 2.*\(55P04\).*separate migration/)

    writeFileSync(path.join(folder, '0001_bad.sql'), `-- brolly:no-transaction\n${use}`)
    expect(await run(folder)).toEqual(['0001_bad'])
  })

  test('a file whose first statements were run and then edited is refused', async () => {
    const first = { '0000_moods': "create type mood as enum ('good')" }
    const folder = migrationFolder({
      ...first,
      '0001_bad': statements("alter type mood add value 'bad'", "select 'bad'::mood, 1 / 0"),
    })
    await expect(run(folder)).rejects.toThrow(/statement 2 of 2/)
    writeMigrations(folder, {
      ...first,
      '0001_bad': statements("alter type mood add value 'sad'", "select 'sad'::mood"),
    })

    await expect(run(folder)).rejects.toThrow(/The first statement of .*0001_bad\.sql had already run before/)
  })

  test.each(['commit', 'rollback; begin'])(
    'a file that ends its transaction (%s) is refused completely',
    async (end) => {
      const folder = migrationFolder({ '0000_books': `create table books (id int); ${end}; select 1 / 0` })

      await expect(run(folder)).rejects.toThrow(/0000_books\.sql, statement 2 of \d begins or ends a transaction/)
      expect(await sql`select to_regclass('books') as name`).toEqual([{ name: null }])
    },
  )
})

describe('a folder that does not fit the database', () => {
  const first = { '0000_books': 'create table books (id int)' }

  test('REL-053: a file added below the last applied one is refused by name', async () => {
    const folder = migrationFolder({ ...first, '0002_c': 'create table c (id int)' })
    await run(folder)
    writeMigrations(folder, { ...first, '0001_b': 'create table b (id int)', '0002_c': 'create table c (id int)' })

    await expect(run(folder)).rejects.toThrow(/0001_b\.sql was added before 0002_c/)
  })

  test('SEC-212: an applied file that was edited is refused by name', async () => {
    const folder = migrationFolder(first)
    await run(folder)
    writeMigrations(folder, { '0000_books': 'create table books (id int, stolen int)' })

    await expect(run(folder)).rejects.toThrow(/0000_books\.sql was edited after it was applied/)
  })

  test('SEC-212: a file that the journal does not name is refused', async () => {
    const folder = migrationFolder({ ...first, '0001_b': 'select 1' })
    writeMigrations(folder, first)

    await expect(run(folder)).rejects.toThrow(/0001_b\.sql is not in meta\/_journal\.json/)
  })

  test('REL-058: an older release runs beside a newer database, and adds nothing to it', async () => {
    const folder = migrationFolder({ ...first, '0001_b': 'create table b (id int)' })
    await run(folder)
    const older = migrationFolder(first)
    const diverged = migrationFolder({ ...first, '0001_other': 'create table other (id int)' })

    const applied = await run(older)

    expect(applied).toEqual([])
    await expect(run(diverged)).rejects.toThrow(/has applied 0001_b, which is not in .*\. Add that migration/)
  })

  test('line ends of another system are no edit', async () => {
    const folder = migrationFolder({ '0000_books': 'create table books (\n  id int\n)' })
    await run(folder)
    writeMigrations(folder, { '0000_books': 'create table books (\r\n  id int\r\n)' })

    expect(await run(folder)).toEqual([])
  })
})

test('a baseline is recorded without being run', async () => {
  const folder = migrationFolder({ '0000_baseline': 'create table books (id int)' })
  await sql`create table books (id int)`

  await recordAsApplied({ url: database.url, folder, name: 'drizzle', by: 'a test' })

  expect(await run(folder)).toEqual([])
  const [status] = await migrationStatus(database.url, [{ name: 'drizzle', folder }])
  expect(status).toMatchObject({ pending: [], problems: [], unknown: [] })
})

test('a role without privileges gets the statement that an owner must run', async () => {
  const folder = migrationFolder({ '0000_books': 'create table books (id int)' })
  const role = `role_${process.pid}_${Date.now()}`
  await sql.unsafe(`create role ${role} login password 'x'`)
  const url = new URL(database.url)
  url.username = role
  url.password = 'x'

  const attempt = run(folder, { url: url.href })

  await expect(attempt).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining(`GRANT CREATE ON DATABASE "${url.pathname.slice(1)}" TO "${role}";`),
  })
  await sql.unsafe(`drop role ${role}`)
})
