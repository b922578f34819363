import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { generateMigration } from '../generate/generate'
import { migrate } from '../run/migrate'
import { ownMigrations, statements } from '../files/migration-fixture'
import { migrationsPage } from './migrations-page'
import { migrationPlanPage } from './plan-page'
import { screenFixture, type ScreenFixture } from './screen-fixture'

const library = {
  '0000_books': 'create table books (id int primary key, title text, note text);',
  '0000_books.down': 'drop table books;',
  '0001_stock': statements('alter table books add column stock int;', 'alter table books drop column note;'),
  '0001_stock.down': 'alter table books drop column stock; alter table books add column note text;',
  '0002_titles': '-- brolly:data-migration',
  '0002_titles.ts': 'export async function up({ sql }) { await sql`update books set title = upper(title)` }\n',
}

/** The first is applied; of its three books two have a note. */
async function startedLibrary(files: Record<string, string> = library): Promise<ScreenFixture> {
  const fixture = await screenFixture(files)
  const { source, sql } = fixture
  await migrate({ url: source.url, ...source.folder, target: '0000_books', by: 'ada' })
  await sql`insert into books values (1, 'A', 'first'), (2, 'B', 'second'), (3, 'C', null)`
  return fixture
}

describe('the page of migrations', () => {
  test('shows applied migrations with time, user and duration, in the time zone of the reader', async () => {
    const { source, sql, as } = await startedLibrary()
    await sql`update brolly.migrations set started_at = '2026-03-03 23:14:00Z', finished_at = '2026-03-03 23:14:04.8Z'
      where name = '0000_books'`

    const page = await migrationsPage(as({ timeZone: 'Europe/Berlin' }), source)

    expect(page.applied).toEqual([
      {
        name: '0000_books',
        state: 'applied',
        edited: false,
        at: { shown: '4 Mar 2026', exact: '2026-03-04 00:14:04.800+01:00' },
        by: 'ada',
        took: '4.8 s',
        checksum: expect.stringMatching(/^[0-9a-f]{8}$/),
        revertHref: null,
      },
    ])
    expect(page.own.applied.map(({ name, revertHref }) => ({ name, revertHref }))).toEqual(
      ownMigrations()
        .toReversed()
        .map((name) => ({ name, revertHref: null })),
    )
    expect(page.own.pending).toEqual([])
  })

  test('B16, REL-060: shows pending migrations with their class, their rows and what they would lose', async () => {
    const { source, as } = await startedLibrary()

    const { pending, applyHref, applyLabel, problems } = await migrationsPage(as(), source)

    expect({ applyHref, applyLabel, problems }).toEqual({
      applyHref: '/admin/-/migrations/plan',
      applyLabel: 'Apply 2 migrations',
      problems: [],
    })
    expect(pending).toMatchObject([
      {
        key: 'apply drizzle/0001_stock',
        extent: '2 statements',
        class: 'loses-data',
        href: '/admin/-/migrations/plan?to=0001_stock',
        findings: [
          {
            class: 'loses-data',
            rule: 'lint.dropping-column',
            location: 'Statement 2',
            about: expect.stringMatching(/^books\.note, 2 values, 3 rows, \d+ kB$/),
          },
        ],
      },
      { key: 'apply drizzle/0002_titles', extent: 'code', class: null, findings: [] },
    ])
    expect(pending[1]?.statements).toEqual([library['0002_titles.ts'].trimEnd()])
  })

  test('SEC-212: an edited file is reported with its remedy, and nothing can be applied', async () => {
    const { source, as } = await startedLibrary()
    writeFileSync(path.join(source.folder.folder, '0000_books.sql'), 'create table books (id int);')

    const page = await migrationsPage(as(), source)

    expect(page.problems).toEqual([expect.stringContaining('was edited after it was applied. Restore it')])
    expect(page.applied[0]?.edited).toBe(true)
    expect([page.applyHref, ...page.pending.map((each) => each.href)]).toEqual([null, null, null])
  })

  test('an unreadable folder is reported, and the rest of the page is shown', async () => {
    const { source, as } = await startedLibrary()
    writeFileSync(path.join(source.folder.folder, '0009_stray.sql'), 'select 1')

    const page = await migrationsPage(as(), source)

    expect(page.problems).toEqual([expect.stringContaining('0009_stray.sql is not in meta/_journal.json')])
    expect(page.own.applied).toHaveLength(ownMigrations().length)
  })

  test('one that the folder does not hold is listed as such', async () => {
    const { source, sql, as } = await startedLibrary()
    await sql`insert into brolly.migrations (folder, name, checksum, state) values ('drizzle', '0007_newer', 'x', 'applied')`

    const page = await migrationsPage(as(), source)

    expect(page.applied.map(({ name, state }) => [name, state])).toEqual([
      ['0007_newer', 'not in the folder'],
      ['0000_books', 'applied'],
    ])
    expect(page.problems).toEqual([expect.stringContaining('drizzle/0007_newer, which this release does not have')])
  })

  test('a locked table hides the sizes, not the page', async () => {
    const { source, sql, as } = await startedLibrary()
    const { pending } = await sql.begin(async (tx) => {
      await tx`lock table books in access exclusive mode`
      return migrationsPage(as(), source)
    })

    expect(pending[0]?.findings[0]?.about).toBe('books.note')
  })

  test('while another process migrates, it is named and nothing can be begun', async () => {
    const { source, sql, as } = await startedLibrary()
    const page = await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(7022118410051973)`
      return migrationsPage(as(), source)
    })

    expect(page.elsewhere).toMatch(/^pid \d+ /)
    expect(page.applyHref).toBeNull()
  })

  test('B15: compared with the code, each difference has its remedy', async () => {
    const schema = { books: pgTable('books', { id: integer().primaryKey(), title: text() }) }
    const { source, sql, as } = await screenFixture({})
    await generateMigration({ folder: source.folder.folder, schema })
    await migrate({ url: source.url, ...source.folder, by: 'ada' })
    await sql`alter table books alter column title type varchar(20)`

    const before = await migrationsPage(as(), source)
    const { drift } = await migrationsPage(as(), source, { schema })

    expect(before.drift).toBeNull()
    expect(drift).toEqual({
      lines: [
        {
          where: 'column books.title',
          message: 'type is character varying(20), expected text.',
          mend: 'ALTER TABLE "books" ALTER COLUMN "title" SET DATA TYPE text;',
        },
      ],
      notes: ['The database was compared with the applied migrations.'],
      unavailable: null,
    })
  })

  test('SEC-045: neither page is for who is no superuser', async () => {
    const { source, as } = await startedLibrary()
    const staff = as({ grants: ['books.view', 'brolly.users.view'] })

    await expect(migrationsPage(staff, source)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(migrationPlanPage(staff, source, null)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('a plan', () => {
  test('a forward plan names what is lost, and its token represents it', async () => {
    const { source, sql, as } = await startedLibrary()

    const plan = await migrationPlanPage(as(), source, '0001_stock')
    await sql`insert into books values (4, 'D', 'another note')`
    const later = await migrationPlanPage(as(), source, '0001_stock')
    const further = await migrationPlanPage(as(), source, null)

    expect(plan).toMatchObject({
      direction: 'apply',
      title: 'Apply 1 migration',
      button: 'Apply 1 migration',
      losses: ['2 values of books.note'],
      blocked: null,
    })
    expect(later.losses).toEqual(['3 values of books.note'])
    expect(later.fingerprint).toBe(plan.fingerprint)
    expect(further.fingerprint).not.toBe(plan.fingerprint)
  })

  test('is another one when the file is edited', async () => {
    const { source, as } = await startedLibrary()

    const plan = await migrationPlanPage(as(), source, '0001_stock')
    writeFileSync(path.join(source.folder.folder, '0001_stock.sql'), 'alter table books drop column note;')
    const edited = await migrationPlanPage(as(), source, '0001_stock')

    expect(edited.fingerprint).not.toBe(plan.fingerprint)
  })

  test('back names the tables with their rows', async () => {
    const { source, as } = await startedLibrary()

    const plan = await migrationPlanPage(as(), source, 'zero')

    expect(plan).toMatchObject({
      direction: 'revert',
      title: 'Revert everything',
      button: 'Revert 1 migration',
      losses: ['3 rows of books'],
      steps: [{ key: 'undo drizzle/0000_books', class: 'loses-data', statements: ['drop table books'] }],
    })
  })

  test('reverting a migration without a down migration names it and the reason', async () => {
    const { source, as } = await startedLibrary()
    await migrate({ url: source.url, ...source.folder, by: 'ada' })

    const plan = await migrationPlanPage(as(), source, '0000_books')

    expect(plan.blocked).toMatch(/^0002_titles cannot be reverted: .*exports no function `down`/)
  })

  test('to an unknown migration is not found', async () => {
    const { source, as } = await startedLibrary()

    await expect(migrationPlanPage(as(), source, '0001')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
