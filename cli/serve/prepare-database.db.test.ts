import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { readEnvironment } from '@/env'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import type { CommandContext } from '../command'
import { prepareDatabase } from './prepare-database'

let database: TestDatabase
let sql: postgres.Sql
let lines: string[]

beforeEach(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  lines = []
})

afterEach(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

function contextFor(url: string): CommandContext {
  const read = readEnvironment({ DATABASE_URL: url })
  if (!read.ok) throw new Error(read.problems.join())
  const note = (line: string) => void lines.push(line)
  const noAnswer = () => Promise.reject(new Error('Nothing may be asked.'))
  return {
    env: read.env,
    root: process.cwd(),
    terminal: {
      interactive: false,
      print: note,
      warn: note,
      ask: noAnswer,
      askSecret: noAnswer,
      confirm: noAnswer,
      choose: noAnswer,
    },
    databaseUrl: () => Promise.resolve(url),
    migrationUrl: () => Promise.resolve(url),
    atExit: () => undefined,
  }
}

const prepare = () => prepareDatabase(database.url, contextFor(database.url))
const schemas = () => sql`
  select table_schema as name, count(*)::int as tables from information_schema.tables
  where table_schema not in ('pg_catalog', 'information_schema') group by 1 order by 1`

test('an empty database gets the tables, the rows and a superuser whose password is printed once', async () => {
  await prepare()
  const first = lines.join('\n')
  const [before] = await sql`select count(*)::int as n from products`
  lines = []

  await prepare()

  expect(first).toMatch(/Email +admin@example\.com\n +Password +\S{16}$/)
  expect(before?.n).toBeGreaterThan(0)
  expect(lines).toEqual([])
  expect(await sql`select count(*)::int as n from products`).toEqual([before])
  expect(await sql`select email, is_superuser from brolly.users`).toEqual([
    { email: 'admin@example.com', is_superuser: true },
  ])
}, 240_000)

test('in a database with foreign tables only the schema brolly is written to', async () => {
  await sql`create table theirs (id int)`

  await prepare()

  expect((await schemas()).map((schema) => schema.name)).toEqual(['brolly', 'public'])
  expect((await schemas()).find((schema) => schema.name === 'public')).toMatchObject({ tables: 1 })
  expect(lines.join('\n')).toMatch(/pending: drizzle\/0000_\w+\.sql/)
  expect(lines.join('\n')).toContain('npx brolly migrate')
})

test('deleted rows do not come back', async () => {
  await prepare()
  await sql`truncate products cascade`

  await prepare()

  expect(await sql`select count(*)::int as n from products`).toEqual([{ n: 0 }])
}, 240_000)

test('a first start that was interrupted before the rows were loaded is completed', async () => {
  await migrate({ url: database.url, ...userFolder(), by: 'a test' })

  await prepare()

  expect(lines).toContain('Loaded the rows of db/seed.ts.')
}, 240_000)

test('rows that are there already are not added to', async () => {
  await migrate({ url: database.url, ...userFolder(), by: 'a test' })
  await sql`insert into categories (name, slug) values ('Mine', 'mine')`

  await prepare()

  expect(lines).not.toContain('Loaded the rows of db/seed.ts.')
  expect(await sql`select count(*)::int as n from categories`).toEqual([{ n: 1 }])
})
