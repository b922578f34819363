import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { boolean, index, integer, pgTable, text, type AnyPgColumn } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { applicationSchemas, readThings } from '../database/read-things'
import { generateMigration } from '../generate/generate'
import { givenAnswers, noAnswers } from '../generate/answers'
import { history } from '../generate/history-fixture'
import { migrate } from '../run/migrate'
import { migrationFolder, ownMigrations } from '../files/migration-fixture'
import { squashMigrations, writeSquashed } from './squash'
import { migrationStatus } from '../plan/status'

async function emptyDatabase(): Promise<{ url: string; sql: postgres.Sql }> {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  return { url: database.url, sql }
}

async function historyFolder(steps = history): Promise<string> {
  const folder = migrationFolder({})
  for (const { schema, renames = [], defaults = [] } of steps)
    await generateMigration({ folder, schema, answers: givenAnswers({ renames, defaults }, noAnswers) })
  return folder
}

const up = (url: string, folder: string, target?: string) =>
  migrate({ url, folder, name: 'drizzle', by: 'test', ...(target === undefined ? {} : { target }) })

async function catalogue(sql: postgres.Sql): Promise<string[]> {
  const things = await sql.begin(async (tx) => readThings(tx, await applicationSchemas(tx)))
  return things.map((thing) => JSON.stringify(thing)).toSorted((a, b) => a.localeCompare(b))
}

const recorded = async (sql: postgres.Sql) =>
  (await sql<{ name: string }[]>`select name from brolly.migrations where folder = 'drizzle' order by name`).map(
    (row) => row.name,
  )

test('the squashed migration creates the same tables, and reverts to none', { timeout: 240_000 }, async () => {
  const folder = await historyFolder()
  const [long, short] = [await emptyDatabase(), await emptyDatabase()]
  await up(long.url, folder)

  const squashed = await squashMigrations({ folder, to: '0029' })
  writeSquashed(folder, squashed)
  await up(short.url, folder)
  const made = await catalogue(short.sql)
  await up(short.url, folder, 'zero')

  expect(readdirSync(folder)).toEqual(['0000_squashed_to_0029.down.sql', '0000_squashed_to_0029.sql', 'meta'])
  expect(readdirSync(path.join(folder, 'meta'))).toEqual(['0000_snapshot.json', '_journal.json'])
  expect(made).toEqual(await catalogue(long.sql))
  expect((await catalogue(short.sql)).length).toBe(1)
})

test(
  'a database with all of them counts it as applied, continues from it, and reverts it',
  { timeout: 60_000 },
  async () => {
    const folder = await historyFolder(history.slice(0, 6))
    const { url, sql } = await emptyDatabase()
    await up(url, folder)
    const answers = givenAnswers({ renames: ['authors:writers', 'writers.name:full_name'], defaults: [] }, noAnswers)
    const made = await squashMigrations({ folder, from: '0001', to: '0003', answers })
    writeSquashed(folder, made)

    const [before] = await migrationStatus(url, [{ name: 'drizzle', folder }])
    const done = await up(url, folder)
    const names = await recorded(sql)
    await up(url, folder, '0000')

    expect(before?.problems).toEqual([])
    expect(before?.unknown).toEqual([])
    expect(done.applied).toEqual([])
    expect(names).toEqual(['0000_create_authors', made.name, '0004_create_books', '0005_alter_title'])
    expect(await recorded(sql)).toEqual(['0000_create_authors'])
    const columns = await sql`select column_name as name from information_schema.columns where table_name = 'authors'`
    expect(columns.map((column) => String(column.name)).toSorted()).toEqual(['id', 'name'])
  },
)

test('a database with some of them has to finish first', async () => {
  const folder = await historyFolder(history.slice(0, 4))
  const { url } = await emptyDatabase()
  await up(url, folder, '0001')
  writeSquashed(folder, await squashMigrations({ folder, to: '0003' }))

  await expect(up(url, folder)).rejects.toThrow(
    /0000_squashed_to_0003\.sql replaces 4 migrations, of which 0002_\w+, 0003_\w+ have not been applied\. Apply those with the last release before/,
  )
})

test('a squash that starts in the middle asks the questions of its migrations', async () => {
  const folder = await historyFolder(history.slice(0, 4))

  await expect(squashMigrations({ folder, from: '0001', to: '0002' })).rejects.toThrow(
    '--rename authors.name:authors.full_name',
  )
  const answers = givenAnswers({ renames: ['authors.name:full_name'], defaults: [] }, noAnswers)
  const made = await squashMigrations({ folder, from: '0001', to: '0002', answers })

  expect(made.statements).toContain('ALTER TABLE "authors" RENAME COLUMN "name" TO "full_name";')
})

test.each([
  ['rows', `insert into authors (name) values ('Ada')`],
  ['a function', `create function f() returns int language sql return 1`],
  ['an extension', 'create extension if not exists pg_trgm'],
  ['an index beside the code', 'create index beside on authors (name)'],
  ['a constraint beside the code', `alter table authors add constraint beside check (name <> '')`],
  ['an update of rows that are there', `update authors set name = upper(name)`],
  ['the end of a function', 'drop function if exists f'],
  ['the end of a trigger', 'drop trigger if exists t on authors'],
  ['a partitioned table', 'create table parts (id int) partition by range (id)'],
])('%s by hand would be lost, and is refused with its location', async (_, statement) => {
  const folder = await historyFolder(history.slice(0, 2))
  const made = await generateMigration({ folder, schema: history[1]?.schema ?? {}, empty: 'sql' })
  writeFileSync(
    path.join(folder, `${made?.name ?? ''}.sql`),
    `select 1 where false;\n${statement}`.replace('select 1 where false;\n', ''),
  )

  await expect(squashMigrations({ folder, from: '0001', to: '0002' })).rejects.toThrow(
    /0002_empty\.sql, statement 1, does something that snapshots do not record/,
  )
})

test('code is refused', async () => {
  const folder = await historyFolder(history.slice(0, 2))
  await generateMigration({ folder, schema: {}, empty: 'code' })

  await expect(squashMigrations({ folder, to: '0002' })).rejects.toThrow(
    '0002_empty.ts is a data migration in code, which cannot be squashed.',
  )
  await expect(squashMigrations({ folder, to: '0000' })).rejects.toThrow(
    'There must be at least two migrations to squash.',
  )
})

test('REL-065: 500 migrations and their squashed form make the same schema', { timeout: 300_000 }, async () => {
  const folder = migrationFolder({})
  for (let step = 0; step < 500; step++)
    await generateMigration({ folder, schema: stateAfter(step), answers: noAnswers })
  const [long, short] = [await emptyDatabase(), await emptyDatabase()]
  await up(long.url, folder)

  const files = readdirSync(folder).filter((file) => /^\d+_.*(?<!down)\.sql$/.test(file))
  writeSquashed(folder, await squashMigrations({ folder, to: '0499' }))
  const done = await up(short.url, folder)

  expect(files).toHaveLength(500)
  expect(done.applied.filter((name) => !ownMigrations().includes(name))).toEqual(['0000_squashed_to_0499'])
  expect(await catalogue(short.sql)).toEqual(await catalogue(long.sql))
})

const stepsOfTable = 50

/** Fifty steps per table: it is created, columns are added, dropped and change their type, and indexes are added. */
function stateAfter(step: number): Record<string, unknown> {
  const tables: Record<string, unknown> = {}
  let previous: AnyPgColumn | undefined
  for (let table = 0; table * stepsOfTable <= step; table++) {
    const made = tableAt(table, Math.min(stepsOfTable - 1, step - table * stepsOfTable), previous)
    tables[`t${table}`] = made
    previous = made.id
  }
  return tables
}

function tableAt(number: number, age: number, previous: AnyPgColumn | undefined) {
  const grown = {
    ...(age >= 1 ? { name: text() } : {}),
    ...(age % 2 === 1 ? { passing: integer() } : {}),
    ...(age >= 4 ? { active: boolean().default(age % 4 < 2) } : {}),
    ...(age >= 6 ? { parent: previous ? integer().references(() => previous) : integer() } : {}),
    ...(age >= 8 ? { size: age % 10 < 5 ? text() : integer() } : {}),
  }
  return pgTable(`t${number}`, { id: integer().primaryKey(), ...grown }, (t) =>
    age >= 9 ? [index(`t${number}_id`).on(t.id)] : [],
  )
}
