import { writeFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as kitMigrate } from 'drizzle-orm/postgres-js/migrator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { dataMarker } from '../files/folder'
import { migrate, type MigrateOptions } from '../run/migrate'
import { migrationPlan, stepKey } from '../plan/migration-plan'
import { migrationFolder, writeMigrations } from '../files/migration-fixture'
import type { MigrationProgress } from '../run/progress'
import { migrationStatus } from '../plan/status'

let database: TestDatabase
let sql: postgres.Sql

beforeEach(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 2, onnotice: () => undefined })
})

afterEach(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

const run = (folder: string, options: Partial<MigrateOptions> = {}) =>
  migrate({ url: database.url, folder, name: 'drizzle', by: 'a test', ...options })

/** As `drizzle-kit migrate` does it. */
const runKit = (folder: string) => kitMigrate(drizzle(sql), { migrationsFolder: folder })

const recorded = async () => {
  const rows = await sql`select name, "by" from brolly.migrations where folder = 'drizzle' order by name`
  return rows.map((row) => `${row.name} by ${row.by}`)
}

const two = { '0000_books': 'create table books (id int)', '0001_b': 'create table b (id int)' }

describe("drizzle-kit's own table", () => {
  test('is unchanged unless requested, and then contains every file once', async () => {
    const folder = migrationFolder(two)
    await run(folder)
    const before = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`

    await run(folder, { kitTable: true })
    await run(folder, { kitTable: true })

    expect(before).toEqual([{ name: null }])
    expect(await sql`select from drizzle.__drizzle_migrations`).toHaveLength(2)
  })

  test('is kept in step: each of the two continues where the other stopped', async () => {
    const folder = migrationFolder({ '0000_books': two['0000_books'] })
    await run(folder, { kitTable: true })
    writeMigrations(folder, two)
    await runKit(folder)
    const three = { ...two, '0002_c': 'create table c (id int)', '0002_c.down': 'drop table c' }
    writeMigrations(folder, three)
    const plan = await migrationPlan(database.url, { name: 'drizzle', folder })

    await run(folder, { kitTable: true })
    await runKit(folder)
    await run(folder, { target: '0001' })
    await runKit(folder)

    // Reverted by one and applied again by the other.
    expect(await sql`select to_regclass('c')::text as name`).toEqual([{ name: 'c' }])
    expect(plan.map(stepKey)).toEqual(['adopt drizzle/0001_b', 'apply drizzle/0002_c'])
    expect(await recorded()).toEqual(['0000_books by a test', '0001_b by drizzle-kit'])
    expect((await run(folder)).applied).toEqual([])
    expect(await recorded()).toContain('0002_c by drizzle-kit')
    expect(await sql`select from drizzle.__drizzle_migrations`).toHaveLength(3)
  })

  test('counts for migrations applied before Brolly was installed, whatever their line ends', async () => {
    const folder = migrationFolder({ ...two, '0001_b': 'create table b (\r\n  id int\r\n)' })
    await runKit(folder)
    writeMigrations(folder, { ...two, '0001_b': 'create table b (\n  id int\n)' })

    const { applied } = await run(folder)

    expect(applied).toEqual([])
    expect(await recorded()).toEqual(['0000_books by drizzle-kit', '0001_b by drizzle-kit'])
  })

  test('an edit since drizzle-kit applied a file is refused by name', async () => {
    const folder = migrationFolder(two)
    await runKit(folder)
    writeMigrations(folder, { ...two, '0001_b': 'create table b (id bigint)' })

    await expect(run(folder)).rejects.toThrow(/0001_b\.sql was edited after it was applied/)
    expect(await recorded()).toEqual([])
  })
})

describe('a data migration that drizzle-kit ran as nothing', () => {
  const code = 'export async function up({ sql }) { await sql`insert into books values (7)` }'
  const files = { '0000_books': two['0000_books'], '0001_fill': dataMarker, '0001_fill.ts': code }
  const ids = async () => (await sql`select id from books`).map((row) => row.id)

  test('is reported, and its code runs in order', async () => {
    const folder = migrationFolder(files)
    await runKit(folder)
    const [status] = await migrationStatus(database.url, [{ name: 'drizzle', folder }])
    const seen: MigrationProgress[] = []

    const { applied } = await run(folder, { onProgress: (progress) => seen.push(progress) })

    expect(status?.passedOver.map((file) => file.name)).toEqual(['0001_fill'])
    expect(seen).toContainEqual({ kind: 'passedOver', folder: 'drizzle', name: '0001_fill' })
    expect(applied).toEqual(['0001_fill'])
    expect(await ids()).toEqual([7])
  })

  const late = () => migrationFolder({ ...files, '0002_b': two['0001_b'] })

  test('is refused by name once later files have been applied, until the user decides', async () => {
    const folder = late()
    await runKit(folder)

    await expect(run(folder)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(
        /0001_fill\.ts was recorded as applied by drizzle-kit.*migrate 0001_fill`.*--fake/,
      ),
    })

    expect(await ids()).toEqual([])
    expect((await run(folder, { target: '0001_fill' })).applied).toEqual(['0001_fill'])
    expect(await ids()).toEqual([7])
    expect((await run(folder)).applied).toEqual([])
  })

  test('can be let count as done', async () => {
    const folder = late()
    await runKit(folder)

    await run(folder, { target: '0001_fill', fake: true })

    expect(await ids()).toEqual([])
    expect(await recorded()).toEqual([
      '0000_books by drizzle-kit',
      '0001_fill by a test (recorded only)',
      '0002_b by drizzle-kit',
    ])
  })

  test('is not mistaken for another one with the same SQL', async () => {
    const folder = migrationFolder(files)
    await runKit(folder)
    await run(folder)
    writeFileSync(path.join(folder, '0002_more.ts'), code)
    writeMigrations(folder, { ...files, '0002_more': dataMarker })

    expect((await run(folder)).applied).toEqual(['0002_more'])
  })
})
