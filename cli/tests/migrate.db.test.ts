import { rmSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { writeMigrations } from '@/migrate/files/migration-fixture'
import { projectFolder } from './project-fixture'
import { runHere } from './run-here-fixture'

// Each run of the command is a separate process, which takes a second or more.
const timeout = 240_000

let database: TestDatabase
let sql: postgres.Sql

beforeEach(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 1, onnotice: () => undefined })
})

afterEach(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

const dataMigration = `import type { DataMigration } from '@/migrate/data-migration'
export async function up({ sql, batch, log }: DataMigration): Promise<void> {
  const rows = await batch<{ id: number }>({ table: 'books', size: 2 }, async (books) => {
    await sql\`update books set slug = 'b' || id where id in \${sql(books.map((book) => book.id))}\`
  })
  log(\`\${rows} slugs\`)
}
export async function down({ sql }: DataMigration): Promise<void> {
  await sql\`update books set slug = null\`
}
`

const files = {
  '0000_books': 'create table books (id int primary key, slug text); insert into books values (1), (2), (3)',
  '0000_books.down': 'drop table books',
  '0001_slugs': '-- brolly:data-migration',
  '0001_slugs.ts': dataMigration,
  '0002_index': 'create index concurrently books_slug on books (slug)',
  '0002_index.down': 'drop index concurrently books_slug',
}

function project(given: Record<string, string> = files) {
  const made = projectFolder()
  writeMigrations(path.join(made.root, 'drizzle'), given)
  const run = (...args: string[]) => made.run(args, { DATABASE_URL: database.url })
  return { ...made, run }
}

/** The lines of a plan without the findings below each. */
const stepsOf = (out: string) => out.split('\n').filter((line) => /^\w/.test(line))

const slugs = () => sql`select slug from books order by id`

test('migrate goes to a target and back, and prints what it does', { timeout }, async () => {
  const { run } = project()

  const forward = await run('migrate', '0001')
  const rest = await run('migrate')
  const refused = await run('migrate', '0000_books')
  const back = await run('migrate', '0000_books', '--no-input')

  expect(forward.out).toMatch(
    /^Applied drizzle\/0000_books \(\d+ ms\)\n {2}3 slugs\nApplied drizzle\/0001_slugs \(\d+ ms\)\n$/,
  )
  expect(rest).toMatchObject({ code: 0, out: expect.stringMatching(/^Applied drizzle\/0002_index/), err: '' })
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Add --no-input to go ahead') })
  expect(back.out).toMatch(/^Reverted drizzle\/0002_index \(\d+ ms\)\nReverted drizzle\/0001_slugs \(\d+ ms\)\n$/)
  expect(await slugs()).toEqual([{ slug: null }, { slug: null }, { slug: null }])
})

test('migrate --plan and --check print what would be done, and change nothing', { timeout }, async () => {
  const { run } = project()

  const plan = await run('migrate', '--plan')
  const check = await run('migrate', '--check')
  const json = await run('migrate', '0000', '--plan', '--json')
  await run('migrate')
  const back = await run('migrate', 'zero', '--plan')
  const done = await run('migrate', '--check')

  expect(plan).toMatchObject({ code: 0, err: '' })
  expect(stepsOf(plan.out)).toEqual([
    'apply  drizzle/0000_books (2 statements, one transaction)',
    'apply  drizzle/0001_slugs (code)',
    'apply  drizzle/0002_index (1 statement, outside a transaction)',
  ])
  expect(check).toMatchObject({ code: 1, out: plan.out })
  expect(JSON.parse(json.out)).toMatchObject({
    steps: [
      {
        action: 'apply',
        folder: 'drizzle',
        name: '0000_books',
        source: 'drizzle/0000_books.sql',
        statements: 2,
        recordOnly: false,
      },
    ],
  })
  expect(back.out).toContain(
    'revert drizzle/0001_slugs (code)\nrevert drizzle/0000_books (1 statement, one transaction)\n',
  )
  expect(done).toMatchObject({ code: 0, out: 'Nothing to apply.\n' })
})

test('migrate refuses in a line, before anything is done', { timeout }, async () => {
  const { root, run } = project()
  await run('migrate')

  const unknown = await run('migrate', '0007')
  const ambiguous = await run('migrate', '00', '--no-input')
  rmSync(path.join(root, 'drizzle', '0000_books.down.sql'))
  const irreversible = await run('migrate', 'zero', '--no-input')
  const own = await run('migrate', 'zero', '--brolly-only')

  expect(unknown).toMatchObject({ code: 1, err: expect.stringMatching(/^No migration "0007" in drizzle\/\./) })
  expect(ambiguous.err).toMatch(/^Several migrations start with "00": 0000_books, 0001_slugs, 0002_index\./)
  expect(irreversible.err).toMatch(/^0000_books cannot be reverted: .*drizzle\/0000_books\.down\.sql is missing/)
  expect(own).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reverted') })
  expect(await slugs()).toHaveLength(3)
})

test('migrate --fake and --fake-initial change the records alone', { timeout }, async () => {
  const { run, write } = project()
  const columns = { id: { name: 'id' }, slug: { name: 'slug' } }
  write('drizzle/meta/0000_snapshot.json', JSON.stringify({ tables: { a: { name: 'books', schema: '', columns } } }))
  await sql`create table books (id int primary key)`

  const missing = await run('migrate', '0000', '--fake-initial')
  await sql`alter table books add slug text`
  const initial = await run('migrate', '0000', '--fake-initial')
  const faked = await run('migrate', '--fake', '--json')
  const shown = await run('showmigrations', '--check')

  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('Missing: the column books.slug.') })
  expect(initial.out).toBe('Recorded drizzle/0000_books as applied, without running it\n')
  expect(JSON.parse(faked.out)).toEqual({ applied: ['0001_slugs', '0002_index'], undone: [] })
  expect(faked.err).toContain('Recorded drizzle/0001_slugs as applied, without running it')
  expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/\[x\] 0000_books .* by .*\(recorded only\)/) })
})

test('migrate --lock-timeout is in seconds', { timeout }, async () => {
  const { run } = project({ '0000_wait': "create table wait as select current_setting('lock_timeout') as ms" })

  const wrong = await runHere(['migrate', '--lock-timeout', 'long'])
  await run('migrate', '--lock-timeout', '1.5')

  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('Must be a number of seconds') })
  expect(await sql`select ms from wait`).toEqual([{ ms: '1500ms' }])
})

test('showmigrations prints state, time, user and duration', { timeout }, async () => {
  const { run } = project()
  await run('migrate', '0000')
  await sql`insert into brolly.migrations (folder, name, checksum, state) values ('drizzle', '0009_z', '', 'applied')`

  const list = await run('showmigrations')
  const plan = await run('showmigrations', '--plan')
  const json = await run('showmigrations', '--json', '--check')

  expect(list.out).toMatch(
    /^brolly\n( \[x\] .*\n)+drizzle\n \[x\] 0000_books {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, by \S+, \d+ ms\n \[ \] 0001_slugs\n \[ \] 0002_index\n \[\?\] 0009_z\n/,
  )
  expect(plan.out).toMatch(/^(\[x\] brolly\/.*\n)+\[x\] drizzle\/0000_books .*\n\[ \] drizzle\/0001_slugs\n/)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({
    clean: false,
    problems: [],
    migrations: expect.arrayContaining([
      { folder: 'drizzle', name: '0001_slugs', state: 'pending' },
      { folder: 'drizzle', name: '0009_z', state: 'unknown' },
      expect.objectContaining({ name: '0000_books', state: 'applied', by: expect.any(String), ms: expect.any(Number) }),
    ]),
  })
})

test('sqlmigrate prints the SQL with its transactions, and needs no database', { timeout }, async () => {
  const { run } = project({
    ...files,
    '0003_moods': "alter type mood add value 'bad'; insert into days values ('bad'); -- the end",
    '0003_moods.down': '-- irreversible: the value cannot be taken away',
  })

  const forward = await run('sqlmigrate', '0000')
  const back = await run('sqlmigrate', '0002', '--backwards')
  const code = await run('sqlmigrate', '0001')
  const split = await run('sqlmigrate', '0003')
  const irreversible = await run('sqlmigrate', '0003', '--backwards')
  const own = await run('sqlmigrate', 'brolly/0000')

  expect(forward.out).toBe(
    '-- drizzle/0000_books.sql\nBEGIN;\ncreate table books (id int primary key, slug text);\ninsert into books values (1), (2), (3);\nCOMMIT;\n',
  )
  expect(back.out).toBe(
    '-- drizzle/0002_index.down.sql\n-- outside a transaction\ndrop index concurrently books_slug;\n',
  )
  expect(code.out).toBe('-- drizzle/0001_slugs.ts\n-- A data migration: code, not SQL. It runs in one transaction.\n')
  expect(split.out).toContain("BEGIN;\nalter type mood add value 'bad';\nCOMMIT;\nBEGIN;\ninsert into days")
  expect(irreversible).toMatchObject({ code: 1, err: expect.stringContaining('the value cannot be taken away') })
  expect(own.out).toContain('CREATE TABLE "brolly"."migrations"')
})
