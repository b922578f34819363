import { writeFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { dataMarker } from '../files/folder'
import { migrate, type MigrateOptions } from './migrate'
import { migrationFolder, statements } from '../files/migration-fixture'
import type { MigrationProgress } from './progress'
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

const books = {
  '0000_books': statements(
    'create table books (id int primary key, name text, slug text)',
    "insert into books select n, 'Book ' || n from generate_series(1, 25) n",
  ),
}
const withCode = (code: string) => ({ ...books, '0001_slugs': dataMarker, '0001_slugs.ts': code })

const header = "import type { DataMigration } from '@/migrate/data-migration'\n"
const upAndDown = `${header}
export async function up({ sql, log }: DataMigration): Promise<void> {
  await sql\`update books set slug = lower(\${'BOOK'}) || id\`
  log('slugs are there')
}
export async function down({ sql }: DataMigration): Promise<void> {
  await sql\`update books set slug = null\`
}`

const slugs = async () => (await sql`select from books where slug is not null`).length

describe('a data migration', () => {
  test('F073: runs in order, is recorded, and is reverted by its down()', async () => {
    const folder = migrationFolder({
      ...withCode(upAndDown),
      '0002_not_null': 'alter table books alter slug set not null',
    })
    writeFileSync(path.join(folder, '0002_not_null.down.sql'), 'alter table books alter slug drop not null')
    const seen: MigrationProgress[] = []

    const forward = await run(folder, { onProgress: (progress) => seen.push(progress) })
    const after = await slugs()
    const back = await run(folder, { target: '0000' })

    expect(forward.applied).toEqual(['0000_books', '0001_slugs', '0002_not_null'])
    expect(seen).toContainEqual({ kind: 'log', folder: 'drizzle', name: '0001_slugs', line: 'slugs are there' })
    expect([after, await slugs()]).toEqual([25, 0])
    expect(back.undone).toEqual(['0002_not_null', '0001_slugs'])
  })

  test('without a down it cannot be undone, and nothing is begun', async () => {
    const folder = migrationFolder(withCode('export async function up() {}'))
    await run(folder)

    await expect(run(folder, { target: 'zero' })).rejects.toThrow(
      /0001_slugs cannot be reverted: .*exports no function `down`/,
    )
  })

  test('that fails is rolled back completely and named, without the values of rows', async () => {
    const folder = migrationFolder(
      withCode(`${header}export async function up({ sql }: DataMigration) {
        await sql\`update books set slug = 'a'\`
        await sql\`select name::int from books\`
      }`),
    )

    const failure: unknown = await run(folder).catch((error: unknown) => error)

    expect(String(failure)).toMatch(/0001_slugs\.ts, up: invalid input syntax for type integer.*\(22P02\)/)
    expect(String(failure)).not.toContain('Book')
    expect(await slugs()).toBe(0)
  })

  test.each([
    ['that throws', "export async function up() { throw new Error('no way') }", /0001_slugs\.ts, up: no way/],
    ['without up', 'export const down = 1', /0001_slugs\.ts: exports no function `up`/],
    [
      'with an odd setting',
      "export async function up() {}\nexport const transaction = 'none'",
      /`transaction` is neither/,
    ],
    ['that cannot be read', 'export async function up( {', /0001_slugs\.ts cannot be loaded/],
  ])('%s is reported in one line', async (_, code, message) => {
    await expect(run(migrationFolder(withCode(code)))).rejects.toThrow(message)
  })

  test('SEC-212: its code counts as the file: an edit after it was applied is refused', async () => {
    const folder = migrationFolder(withCode(upAndDown))
    await run(folder)
    writeFileSync(path.join(folder, '0001_slugs.ts'), upAndDown.replace('BOOK', 'COOK'))

    await expect(run(folder)).rejects.toThrow(/0001_slugs\.ts was edited after it was applied/)
  })

  test('code that would never run is refused', async () => {
    const folder = migrationFolder({ ...withCode(upAndDown), '0001_slugs': 'select 1' })

    await expect(run(folder)).rejects.toThrow(/0001_slugs\.ts would never run/)
  })
})

describe('batch', () => {
  const inBatches = (transaction: string, work: string) => `${header}
export const transaction = '${transaction}'
export async function up({ sql, batch }: DataMigration): Promise<void> {
  await sql\`insert into runs default values\`
  await batch<{ id: number; name: string }>({ table: 'books', size: 10, columns: ['id', 'name'], where: "name <> 'Book 3'" }, async (rows) => {
    for (const { id, name } of rows) await sql\`update books set slug = \${name + '!'} where id = \${id}\`
    ${work}
  })
}`
  const files = (code: string) => ({
    ...withCode(code),
    '0000_books': `${books['0000_books']}; create table runs (id serial); analyze books`,
  })
  const slugOf = async (id: number) => (await sql`select slug from books where id = ${id}`)[0]?.slug

  test('goes through a table by its key and reports progress', async () => {
    const seen: MigrationProgress[] = []

    await run(migrationFolder(files(inBatches('file', ''))), { onProgress: (progress) => seen.push(progress) })

    const rows = seen.flatMap((progress) => (progress.kind === 'rows' ? [[progress.done, progress.about]] : []))
    expect(rows).toEqual([
      [10, 25],
      [20, 25],
      [24, 25],
      [24, 25],
    ])
    expect([await slugOf(25), await slugOf(3)]).toEqual(['Book 25!', null])
  })

  const failing = "if (rows.some((row) => row.id > 21)) throw new Error('stop')"

  test('in one transaction leaves nothing behind when it fails', async () => {
    await expect(run(migrationFolder(files(inBatches('file', failing))))).rejects.toThrow(/up: stop/)

    expect(await slugs()).toBe(0)
  })

  test('in batches keeps finished batches, and continues after them with the corrected code', async () => {
    const folder = migrationFolder(files(inBatches('batches', failing)))
    await expect(run(folder)).rejects.toThrow(/up: stop/)
    const done = await slugs()
    await sql`update books set slug = 'mine' where id <= 20`
    const [status] = await migrationStatus(database.url, [{ name: 'drizzle', folder }])
    writeFileSync(path.join(folder, '0001_slugs.ts'), inBatches('batches', ''))

    const { applied } = await run(folder)

    expect(done).toBe(20)
    expect(status?.halfway.get('0001_slugs')?.batches).toEqual([
      { table: 'books', rows: 20, after: ['21'], finished: false },
    ])
    expect(applied).toEqual(['0001_slugs'])
    expect([await slugOf(20), await slugOf(25)]).toEqual(['mine', 'Book 25!'])
    expect(await sql`select from runs`).toHaveLength(2)
  })

  test('follows composite keys of any type, in their order', async () => {
    const folder = migrationFolder({
      '0000_prices': statements(
        'create schema shop',
        'create table shop."Price list" (day date, code varchar(9) collate "C", "by" uuid default gen_random_uuid(), n serial, primary key (day, code, "by"))',
        `insert into shop."Price list" (day, code) select date '2020-02-28' + n % 3, 'it''s ' || chr(65 + n % 7) from generate_series(1, 40) n`,
      ),
      '0001_walk': dataMarker,
      '0001_walk.ts': `${header}
export async function up({ sql, batch, log }: DataMigration): Promise<void> {
  const met: number[] = []
  const rows = await batch<{ n: number }>({ table: 'shop."Price list"', size: 7, columns: ['n'] }, async (found) => {
    met.push(...found.map((row) => row.n))
  })
  log(rows + ' ' + new Set(met).size + ' ' + met.join())
}`,
    })
    const lines: string[] = []

    await run(folder, { onProgress: (progress) => progress.kind === 'log' && lines.push(progress.line) })

    const order = await sql<{ n: number }[]>`select n from shop."Price list" order by day, code, "by"`
    expect(lines).toEqual([`40 40 ${order.map((row) => row.n).join()}`])
  })

  test.each([
    ['nowhere', /no table nowhere/],
    ['runs', /runs has no primary key/],
  ])('reports what is wrong with the table %s', async (table, message) => {
    const code = `${header}export async function up({ batch }: DataMigration) { await batch({ table: '${table}' }, async () => {}) }`

    await expect(run(migrationFolder(files(code)))).rejects.toThrow(message)
  })
})
