import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { Project } from '@/e2e/projects/project'
import { runHere } from './run-here-fixture'

const tables = `
  create schema crm;
  create table crm.people (id serial primary key, name text not null);
  comment on column crm.people.name is 'As on the passport';
  create table bookings (id serial primary key, person_id integer references crm.people, during tsrange, exclude using gist (during with &&));`

async function databaseWith(statements: string): Promise<string> {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const sql = postgres(database.url, { max: 1 })
  await sql.unsafe(statements)
  await sql.end()
  return database.url
}

test('--print and --json show the schema and change nothing', async () => {
  const DATABASE_URL = await databaseWith(tables)

  const printed = await runHere(['inspectdb', '--print', '--schema', 'crm'], { DATABASE_URL })
  const report = await runHere(['inspectdb', '--print', '--json', '--table', 'bookings'], { DATABASE_URL })
  const nobody = await runHere(['inspectdb'], { DATABASE_URL })
  const missing = await runHere(['inspectdb', '--no-input', '--table', 'nothing'], { DATABASE_URL })

  expect(printed).toMatchObject({ code: 0, err: '' })
  expect(printed.out).toContain("export const people = crm.table('people', {")
  expect(printed.out).not.toContain('bookings')
  expect(report.code).toBe(0)
  expect(JSON.parse(report.out)).toMatchObject({
    tables: ['public.bookings'],
    notInDrizzle: [
      { table: 'bookings', what: 'constraint', name: 'bookings_during_excl' },
      { table: 'bookings', what: 'foreign key to crm.people', statement: null },
    ],
    files: [],
    code: expect.stringContaining(
      '// Not in Drizzle: constraint bookings_during_excl: ALTER TABLE public.bookings ADD',
    ),
  })
  expect(nobody).toMatchObject({ code: 1, err: 'No terminal to ask on. Add --no-input to go ahead.\n' })
  expect(missing).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^The database \w+ has no matching tables\.\n$/),
  })
  const sql = postgres(DATABASE_URL, { max: 1 })
  expect(await sql`select to_regnamespace('brolly') as found`).toEqual([{ found: null }])
  await sql.end()
})

test('replaces the demo; makemigrations then finds no changes', { timeout: 240_000 }, async () => {
  const url = await databaseWith(tables)
  const project = new Project()
  onTestFinished(() => project.remove())
  const read = (file: string) => readFileSync(path.join(project.root, file), 'utf8')

  const out = project.brolly(['inspectdb', '--url', url, '--name', 'office', '--no-input'])

  expect(out).toMatch(
    /^Found 2 tables in test_\w+\.\nWrote db\/office\/schema\.ts\nWrote db\/office\/admin\.ts\nWrote drizzle\/0000_baseline\.sql\n/,
  )
  expect(out).toContain('  public.bookings: constraint bookings_during_excl\n')
  expect(existsSync(path.join(project.root, 'db/shop'))).toBe(false)
  expect(read('db/office/admin.ts')).toContain("name: 'As on the passport'")
  expect(read('admin.config.ts')).toContain('admins: [peopleAdmin]')
  expect(read('.env')).toContain(`DATABASE_URL="${url}"`)
  expect(readdirSync(path.join(project.root, 'drizzle')).filter((file) => /^\d+_[a-z]+\.sql$/.test(file))).toEqual([
    '0000_baseline.sql',
  ])
  expect(project.brolly(['makemigrations', '--check'])).toBe('No changes.\n')
  expect(project.brolly(['showmigrations', '--check'])).toContain('[x] 0000_baseline')
  expect(project.brolly(['check'])).toContain('0 errors')

  const fresh = await databaseWith('')
  project.brolly(['migrate'], { DATABASE_URL: fresh })

  const print = (from: string) => project.brolly(['inspectdb', '--print', '--url', from])
  expect(print(fresh)).toBe(print(url))
})

test('--out writes to the given folder and leaves the project unchanged', { timeout: 240_000 }, async () => {
  const url = await databaseWith(tables)
  const project = new Project()
  onTestFinished(() => project.remove())

  const out = project.brolly(['inspectdb', '--url', url, '--out', 'elsewhere'])

  expect(out).toContain('Wrote elsewhere/schema.ts\nWrote elsewhere/admin.ts\n')
  expect(existsSync(path.join(project.root, 'db/shop'))).toBe(true)
  expect(existsSync(path.join(project.root, '.env'))).toBe(false)
})
