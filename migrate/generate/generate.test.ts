import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bigint, integer, pgEnum, pgSchema, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, onTestFinished, test } from 'vitest'
import { readFolder } from '../files/folder'
import { generateMigration } from './generate'
import { hasStraySnapshot, mendFirstSnapshot } from './first-snapshot'
import { noSnapshot } from '../files/snapshot'
import { migrationName } from '../files/migration-name'
import { squashMigrations, writeSquashed } from '../rewrite/squash'

const books = pgTable('books', { id: integer().primaryKey(), title: text().notNull() })
const longerBooks = pgTable('books', { id: integer().primaryKey(), title: text().notNull(), isbn: text() })

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-generate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('writes a folder that the runner and drizzle-kit read, and then finds no changes', async () => {
  const folder = emptyFolder()

  const first = await generateMigration({ folder, schema: { books } })
  const second = await generateMigration({ folder, schema: { books } })
  const third = await generateMigration({ folder, schema: { longerBooks } })

  expect([first?.name, second, third?.name]).toEqual(['0000_create_books', undefined, '0001_add_isbn'])
  expect(readFolder(folder).map((file) => file.name)).toEqual(['0000_create_books', '0001_add_isbn'])
  expect(readdirSync(folder)).toEqual([
    '0000_create_books.down.sql',
    '0000_create_books.sql',
    '0001_add_isbn.down.sql',
    '0001_add_isbn.sql',
    'meta',
  ])
  expect(readdirSync(path.join(folder, 'meta'))).toEqual(['0000_snapshot.json', '0001_snapshot.json', '_journal.json'])
  expect(third?.statements).toEqual(['ALTER TABLE "books" ADD COLUMN "isbn" text;'])
})

test('writes nothing with --check', async () => {
  const folder = emptyFolder()

  const missing = await generateMigration({ folder, schema: { books }, dryRun: true })

  expect(missing?.name).toBe('0000_create_books')
  expect(existsSync(path.join(folder, 'meta'))).toBe(false)
})

test('brings along enums and schemas that are used and not exported, also in arrays', async () => {
  const mood = pgEnum('mood', ['good', 'bad'])
  const shop = pgSchema('shop')
  const size = shop.enum('size', ['s', 'm'])
  const shirts = shop.table('shirts', { id: integer().primaryKey(), size: size(), moods: mood().array() })

  const made = await generateMigration({ folder: emptyFolder(), schema: { shirts } })

  expect(made?.statements.map((statement) => statement.trim().split('\n')[0])).toEqual([
    'CREATE SCHEMA "shop";',
    'CREATE TYPE "shop"."size" AS ENUM(\'s\', \'m\');',
    'CREATE TYPE "public"."mood" AS ENUM(\'good\', \'bad\');',
    'CREATE TABLE "shop"."shirts" (',
  ])
})

test('keeps a BigInt default, which JSON does not have', async () => {
  const folder = emptyFolder()
  const counters = pgTable('counters', { n: bigint({ mode: 'bigint' }).default(9_007_199_254_740_993n) })

  const made = await generateMigration({ folder, schema: { counters } })

  expect(made?.statements.join()).toContain('DEFAULT 9007199254740993')
  expect(readFileSync(path.join(folder, 'meta', '0000_snapshot.json'), 'utf8')).toContain('9007199254740993')
  expect(await generateMigration({ folder, schema: { counters } })).toBeUndefined()
})

test('follows the casing of the site', async () => {
  const people = pgTable('people', { firstName: text() })

  const made = await generateMigration({ folder: emptyFolder(), schema: { people }, casing: 'snake_case' })

  expect(made?.statements.join()).toContain('"first_name"')
})

test('writes an empty migration in code, or for SQL by hand, with the given name', async () => {
  const folder = emptyFolder()
  await generateMigration({ folder, schema: { books } })

  const code = await generateMigration({ folder, schema: { books }, name: 'Fill the Prices!', empty: 'code' })
  const sql = await generateMigration({ folder, schema: { books }, empty: 'sql' })

  expect([code?.name, sql?.name]).toEqual(['0001_fill_the_prices', '0002_empty'])
  expect(readFolder(folder).map((file) => [file.kind, file.statements])).toEqual([
    ['sql', [expect.stringContaining('CREATE TABLE "books"')]],
    ['data', []],
    ['sql', []],
  ])
  expect(readFileSync(path.join(folder, '0001_fill_the_prices.ts'), 'utf8')).toMatch(/export async function up.*down/s)
  expect(readFileSync(path.join(folder, '0002_empty.down.sql'), 'utf8')).toMatch(/^-- irreversible: /)
  expect(await generateMigration({ folder, schema: { books } })).toBeUndefined()
})

test('an empty migration leaves changes of the schema to the next one', async () => {
  const folder = emptyFolder()
  await generateMigration({ folder, schema: { books } })

  await generateMigration({ folder, schema: { longerBooks }, empty: 'code' })
  const next = await generateMigration({ folder, schema: { longerBooks } })

  expect(next?.statements).toEqual(['ALTER TABLE "books" ADD COLUMN "isbn" text;'])
})

test.each([
  [['CREATE TABLE "shop"."a b" ('], 'create_a_b'],
  [['ALTER TABLE "books" DROP COLUMN "isbn";'], 'drop_isbn'],
  [['CREATE TABLE "a" (', 'CREATE TABLE "b" (', 'CREATE TABLE "c" ('], 'create_a_create_b_and_more'],
  [
    [
      'CREATE TABLE "a" (',
      'ALTER TABLE "a" ADD CONSTRAINT "a_b_fk" FOREIGN KEY',
      'CREATE UNIQUE INDEX "a_idx" ON "a" USING btree ("b")',
    ],
    'create_a',
  ],
  [['CREATE TABLE "a" (', 'CREATE INDEX "b_idx" ON "b" ("c")'], 'create_a_create_b_idx'],
  [['COMMENT ON TABLE "a" IS \'x\''], 'change'],
  [
    ['ALTER TABLE "a" ADD COLUMN "b" int DEFAULT 1 NOT NULL;', 'ALTER TABLE "a" ALTER COLUMN "b" DROP DEFAULT;'],
    'add_b',
  ],
  [['ALTER TABLE "a" DROP CONSTRAINT "c";', 'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK (true);'], 'change_c'],
  [['ALTER TABLE "a" ADD COLUMN "b" int;', 'ALTER TABLE "a" DROP COLUMN "c";'], 'add_b_drop_c'],
])('%j is named %s', (statements, name) => {
  expect(migrationName(statements)).toBe(name)
})

test('the first snapshot follows none, as drizzle-kit’s up demands, after a squash too; older folders are mended', async () => {
  const folder = emptyFolder()
  const first = path.join(folder, 'meta', '0000_snapshot.json')
  const prevId = () => (JSON.parse(readFileSync(first, 'utf8')) as { prevId: string }).prevId
  await generateMigration({ folder, schema: { books } })
  expect(prevId()).toBe(noSnapshot)
  await generateMigration({ folder, schema: { longerBooks } })
  writeSquashed(folder, await squashMigrations({ folder, to: '0001_add_isbn' }))
  expect(prevId()).toBe(noSnapshot)
  expect(hasStraySnapshot(folder)).toBe(false)

  writeFileSync(first, readFileSync(first, 'utf8').replace(noSnapshot, '11111111-1111-4111-8111-111111111111'))
  expect(hasStraySnapshot(folder)).toBe(true)
  mendFirstSnapshot(folder)
  expect(prevId()).toBe(noSnapshot)
})

test('the folders of this repository are in order for drizzle-kit', () => {
  expect(['drizzle', 'admin/migrations', 'e2e/fixtures/drizzle'].filter(hasStraySnapshot)).toEqual([])
})
