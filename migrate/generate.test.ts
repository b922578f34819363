import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bigint, integer, pgEnum, pgSchema, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, onTestFinished, test } from 'vitest'
import { readFolder } from './folder'
import { generateMigration } from './generate'
import { migrationName } from './migration-name'

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
  expect(readdirSync(path.join(folder, 'meta'))).toEqual(['0000_snapshot.json', '0001_snapshot.json', '_journal.json'])
  expect(third?.statements).toEqual(['ALTER TABLE "books" ADD COLUMN "isbn" text;'])
})

test('writes nothing when only asked what is missing', async () => {
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

test('writes an empty file for statements by hand, with the name asked for', async () => {
  const folder = emptyFolder()

  const made = await generateMigration({ folder, schema: {}, name: 'Fill the Prices!', empty: true })

  expect(made?.name).toBe('0000_fill_the_prices')
  expect(readFolder(folder)[0]?.statements).toEqual(['-- Your SQL here.'])
})

test.each([
  [['CREATE TABLE "shop"."a b" ('], 'create_a_b'],
  [['ALTER TABLE "books" DROP COLUMN "isbn";'], 'drop_isbn'],
  [['CREATE TABLE "a" (', 'CREATE TABLE "b" (', 'CREATE TABLE "c" ('], 'create_a_create_b_and_more'],
  [['COMMENT ON TABLE "a" IS \'x\''], 'change'],
])('%j is named %s', (statements, name) => {
  expect(migrationName(statements)).toBe(name)
})

test('says that a possible rename needs an answer where nobody can give one', async () => {
  const folder = emptyFolder()
  await generateMigration({ folder, schema: { books } })
  const renamed = pgTable('books', { id: integer().primaryKey(), heading: text().notNull() })

  const attempt = generateMigration({ folder, schema: { renamed } })

  await expect(attempt).rejects.toThrow(/may have been renamed, which needs an answer/)
  expect(readFolder(folder)).toHaveLength(1)
})
