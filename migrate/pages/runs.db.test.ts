import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import type { AdminContext } from '@/admin/server'
import { statements } from '../files/migration-fixture'
import { migrationPlanPage } from './plan-page'
import { migrationRunPage } from './run-page'
import { lastRun, runningRun, startMigration, type AgreedPlan } from './runs'
import { password, screenFixture, type ScreenFixture } from './screen-fixture'

const files = {
  '0000_books': 'create table books (id int primary key, note text);',
  '0000_books.down': 'drop table books;',
  '0001_rows': "insert into books select n, 'a note' from generate_series(1, 3) n;",
  '0001_rows.down': 'delete from books;',
}

const report = (error: unknown) => `Unexpected: ${String(error)}`

/** Posts a plan as the page shows it now. */
async function post({ source }: ScreenFixture, ctx: AdminContext, given: Partial<AgreedPlan> = {}): Promise<string> {
  const to = given.to ?? null
  const { fingerprint } = await migrationPlanPage(ctx, source, to)
  return startMigration(ctx, source, { agreed: { to, fingerprint, password, acceptsLoss: false, ...given }, report })
}

/** Posts what was read before. */
function startAt({ source, as }: ScreenFixture, fingerprint: string): Promise<string> {
  return startMigration(as(), source, { agreed: { to: null, fingerprint, password, acceptsLoss: false }, report })
}

async function ended(ctx: AdminContext, id: string) {
  await vi.waitFor(() => expect(migrationRunPage(ctx, id).state).not.toBe('running'), { timeout: 15_000 })
  return migrationRunPage(ctx, id)
}

test('the correct password applies what was shown, in the name of its user, and it is audited', async () => {
  const fixture = await screenFixture(files)
  const { sql, as } = fixture

  const run = await ended(as(), await post(fixture, as()))

  expect(run).toMatchObject({ state: 'done', title: 'Apply 2 migrations', failure: null })
  expect(run.files.map(({ name, action, state }) => [name, action, state])).toEqual([
    ['0000_books', 'apply', 'done'],
    ['0001_rows', 'apply', 'done'],
  ])
  expect(await sql`select name, "by" from brolly.migrations where folder = 'drizzle' order by name`).toEqual([
    { name: '0000_books', by: 'ada@example.org' },
    { name: '0001_rows', by: 'ada@example.org' },
  ])
  await vi.waitFor(
    async () =>
      expect(
        await sql`select actor_label, action, key from brolly.audit_entries where "table" = 'brolly.migrations' order by id`,
      ).toEqual([
        { actor_label: 'ada@example.org', action: 'migrate', key: 'drizzle,0000_books' },
        { actor_label: 'ada@example.org', action: 'migrate', key: 'drizzle,0001_rows' },
      ]),
    { timeout: 15_000 },
  )
  expect(lastRun(fixture.as())).toMatchObject({ title: 'Apply 2 migrations', failed: false })
})

test('a wrong password changes nothing and is reported at its field', async () => {
  const fixture = await screenFixture(files)
  const { sql, as } = fixture

  await expect(post(fixture, as(), { password: 'a guess' })).rejects.toMatchObject({
    code: 'INVALID',
    fields: { current: 'This is not your current password.' },
  })

  expect(runningRun(as())).toBeUndefined()
  expect(await sql`select to_regclass('books') as books`).toEqual([{ books: null }])
})

test('SEC-045: only a superuser starts or views a run', async () => {
  const fixture = await screenFixture(files)
  const { source, as } = fixture
  const staff = as({ grants: ['books.view'] })
  const { fingerprint } = await migrationPlanPage(as(), source, null)
  const agreed = { to: null, fingerprint, password, acceptsLoss: true }

  await expect(startMigration(staff, source, { agreed, report })).rejects.toMatchObject({ code: 'FORBIDDEN' })

  const id = await post(fixture, as())
  expect(() => migrationRunPage(staff, id)).toThrow('Only superusers can manage migrations.')
  await ended(as(), id)
})

test('a loss of data requires a tick; with it the data cannot be restored', async () => {
  const fixture = await screenFixture(files)
  const { sql, as } = fixture
  await ended(as(), await post(fixture, as()))

  await expect(post(fixture, as(), { to: 'zero' })).rejects.toMatchObject({
    code: 'INVALID',
    fields: { loss: 'Tick this to continue.' },
  })
  expect(await sql`select count(*)::int as n from books`).toEqual([{ n: 3 }])

  const run = await ended(as(), await post(fixture, as(), { to: 'zero', acceptsLoss: true }))
  expect(run).toMatchObject({ state: 'done', title: 'Revert everything' })
  expect(await sql`select to_regclass('books') as books`).toEqual([{ books: null }])
})

test('a plan that has become another one is refused', async () => {
  const fixture = await screenFixture(files)
  const { source, as } = fixture
  const { fingerprint } = await migrationPlanPage(as(), source, null)
  writeFileSync(path.join(source.folder.folder, '0001_rows.sql'), 'drop table books;')

  await expect(post(fixture, as(), { fingerprint })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'The plan has changed. Nothing was changed. Review the plan again.',
  })
})

test('two posts at once begin one run', async () => {
  const fixture = await screenFixture(files)
  const { source, sql, as } = fixture
  const { fingerprint } = await migrationPlanPage(as(), source, null)
  const [one, other] = await sql
    .begin(async (tx) => {
      // Both find no run in progress before either continues.
      await tx`lock table brolly.migrations in access exclusive mode`
      const posts = Promise.all([1, 2].map(() => startAt(fixture, fingerprint)))
      const waiting = () => tx`select from pg_locks where not granted and relation = 'brolly.migrations'::regclass
      and database = (select oid from pg_database where datname = current_database())`
      await vi.waitFor(async () => expect(await waiting()).toHaveLength(2), { timeout: 15_000 })
      return { posts }
    })
    .then(({ posts }) => posts)

  expect(other).toBe(one)
  await ended(as(), one ?? '')
  expect(await sql`select count(*)::int as n from books`).toEqual([{ n: 3 }])
})

test('a post during a run is redirected to it', async () => {
  const fixture = await screenFixture({ ...files, '0002_stock': 'alter table books add column stock int;' })
  const { source, sql, as } = fixture
  await ended(as(), await post(fixture, as(), { to: '0001_rows' }))
  const { fingerprint } = await migrationPlanPage(as(), source, null)

  const [one, other] = await sql.begin(async (tx) => {
    await tx`select from books`
    return [await startAt(fixture, fingerprint), await startAt(fixture, 'of a page from before')]
  })

  expect(other).toBe(one)
  expect(await ended(as(), one ?? '')).toMatchObject({ state: 'done' })
})

test('REL-050: a failure names its statement, earlier migrations stay applied, and the next run continues', async () => {
  const fixture = await screenFixture({
    ...files,
    '0002_wrong': statements('alter table books add column stock int;', "insert into books values (1, 'twice');"),
  })
  const { source, sql, as } = fixture

  const run = await ended(as(), await post(fixture, as()))

  expect(run).toMatchObject({
    state: 'failed',
    current: { location: 'Statement 2 of 2', statement: "insert into books values (1, 'twice')" },
    failure: {
      message: expect.stringMatching(/0002_wrong\.sql, statement 2 of 2: .*\(23505\)/),
      kept: '0002_wrong was rolled back completely. Completed before it: 2 migrations.',
    },
  })
  expect(run.files.map((file) => file.state)).toEqual(['done', 'done', 'failed'])
  expect(JSON.stringify(run)).not.toContain('(id)=(1)')
  writeFileSync(path.join(source.folder.folder, '0002_wrong.sql'), 'alter table books add column stock int;')
  expect(await ended(as(), await post(fixture, as()))).toMatchObject({ state: 'done', title: 'Apply 1 migration' })
  expect(await sql`select count(stock)::int as n from books`).toEqual([{ n: 0 }])
})

test('for a file that is not one transaction, the finished part is shown', async () => {
  const fixture = await screenFixture({
    '0000_parts': statements(
      '-- brolly:no-transaction\ncreate table parts (id int);',
      'insert into parts values (1);',
      'create unique index concurrently parts_id on nothing (id);',
    ),
  })

  const run = await ended(fixture.as(), await post(fixture, fixture.as()))

  expect(run.failure?.kept).toBe(
    'The first 2 of 3 statements of 0000_parts were applied and are kept. The next run continues after that.',
  )
})

test('a data migration shows its rows and its output while it runs', async () => {
  const fixture = await screenFixture({
    ...files,
    '0002_notes': '-- brolly:data-migration',
    '0002_notes.ts': `export async function up({ sql, batch, log }) {
      await batch({ table: 'books', size: 2 }, async (rows) => { for (const { id } of rows) await sql\`update books set note = 'n' where id = \${id}\` })
      log('All notes are made anew.')
    }`,
  })

  const run = await ended(fixture.as(), await post(fixture, fixture.as()))

  expect(run).toMatchObject({ state: 'done', failure: null, log: ['All notes are made anew.'] })
  expect(run.current).toEqual({ location: null, statement: null, rows: null, share: null })
})

test('blockers are shown while the run waits for a lock, and it continues when they are gone', async () => {
  const fixture = await screenFixture({ ...files, '0002_stock': 'alter table books add column stock int;' })
  const { sql, as } = fixture
  await ended(as(), await post(fixture, as(), { to: '0001_rows' }))

  const id = await sql.begin(async (tx) => {
    await tx`select from books`
    const begun = await post(fixture, as())
    await vi.waitFor(
      () => expect(migrationRunPage(as(), begun).waiting).toMatch(/^Waiting for a lock held by pid \d+/),
      {
        timeout: 15_000,
      },
    )
    expect(migrationRunPage(as(), begun)).toMatchObject({ state: 'running', current: { location: 'Statement 1 of 1' } })
    return begun
  })

  expect(await ended(as(), id)).toMatchObject({ state: 'done', waiting: null })
})
