import { existsSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { check, index, integer, pgEnum, pgSchema, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { readFolder } from '../files/folder'
import { generateMigration, type GeneratedMigration } from './generate'
import { migrationFolder } from '../files/migration-fixture'
import { givenAnswers, noAnswers, refuseQuestions, type Answers } from './answers'

type Schema = Record<string, unknown>

interface Given {
  readonly renames?: readonly string[]
  readonly defaults?: readonly string[]
  readonly otherwise?: Answers
}

async function change(before: Schema, after: Schema, given: Given = {}) {
  const folder = migrationFolder({})
  await generateMigration({ folder, schema: before })
  const { renames = [], defaults = [], otherwise = refuseQuestions } = given
  const answers = givenAnswers({ renames, defaults }, otherwise)
  const made = (): Promise<GeneratedMigration | undefined> => generateMigration({ folder, schema: after, answers })
  return { folder, made, unused: () => answers.unused() }
}

const id = () => integer().primaryKey()
const books = pgTable('books', { id: id(), title: text() })

interface RenameCase {
  readonly what: string
  readonly before: Schema
  readonly after: Schema
  readonly renames: readonly string[]
  readonly statements: readonly string[]
}

test.each<RenameCase>([
  {
    what: 'a table',
    before: { books },
    after: { volumes: pgTable('volumes', { id: id(), title: text() }) },
    renames: ['books:volumes'],
    statements: [
      'ALTER TABLE "books" RENAME TO "volumes";',
      'ALTER INDEX IF EXISTS "books_pkey" RENAME TO "volumes_pkey";',
    ],
  },
  {
    what: 'a column',
    before: { books },
    after: { books: pgTable('books', { id: id(), heading: text() }) },
    renames: ['books.title:books.heading'],
    statements: ['ALTER TABLE "books" RENAME COLUMN "title" TO "heading";'],
  },
  {
    what: 'a column, in short',
    before: { books },
    after: { books: pgTable('books', { id: id(), heading: text() }) },
    renames: ['books.title:heading'],
    statements: ['ALTER TABLE "books" RENAME COLUMN "title" TO "heading";'],
  },
  {
    what: 'an enum value',
    before: { mood: pgEnum('mood', ['sad', 'ok']) },
    after: { mood: pgEnum('mood', ["won't", 'ok']) },
    renames: ["mood.sad:mood.won't"],
    statements: [`ALTER TYPE "mood" RENAME VALUE 'sad' TO 'won''t';`],
  },
  {
    what: 'an enum',
    before: { mood: pgEnum('mood', ['sad']) },
    after: { feeling: pgEnum('feeling', ['sad']) },
    renames: ['mood:feeling'],
    statements: ['ALTER TYPE "mood" RENAME TO "feeling";'],
  },
  {
    what: 'a schema',
    before: { a: pgSchema('a'), t: pgSchema('a').table('t', { id: id() }) },
    after: { b: pgSchema('b'), t: pgSchema('b').table('t', { id: id() }) },
    renames: ['a:b'],
    statements: ['ALTER SCHEMA "a" RENAME TO "b";'],
  },
  {
    what: 'a column of a renamed table',
    before: { books },
    after: { volumes: pgTable('volumes', { id: id(), heading: text() }) },
    renames: ['books:volumes', 'volumes.title:heading'],
    statements: [
      'ALTER TABLE "books" RENAME TO "volumes";',
      'ALTER INDEX IF EXISTS "books_pkey" RENAME TO "volumes_pkey";',
      'ALTER TABLE "volumes" RENAME COLUMN "title" TO "heading";',
    ],
  },
])('$what is renamed according to the answer', async ({ before, after, renames, statements }) => {
  const { made, unused } = await change(before, after, { renames })

  expect((await made())?.statements).toEqual(statements)
  expect(unused()).toEqual([])
})

test('a possible rename without an answer is refused with the flag for it, and nothing is written', async () => {
  const { folder, made } = await change({ books }, { books: pgTable('books', { id: id(), heading: text() }) })

  await expect(made()).rejects.toThrow(
    'The column books.heading is new and books.title is gone. This may be a rename. If so, add --rename books.title:books.heading',
  )
  expect(readFolder(folder)).toHaveLength(1)
})

test('without answers, what is gone is removed and what is new is added, with a message', async () => {
  const after = { books: pgTable('books', { id: id(), heading: text() }) }
  const { made } = await change({ books }, after, { otherwise: noAnswers })

  const migration = await made()

  expect(migration?.statements).toEqual([
    'ALTER TABLE "books" ADD COLUMN "heading" text;',
    'ALTER TABLE "books" DROP COLUMN "title";',
  ])
  expect(migration?.down).toEqual([
    '-- Its values are not restored.\nALTER TABLE "books" ADD COLUMN "title" text;',
    'ALTER TABLE "books" DROP COLUMN "heading";',
  ])
  expect(migration?.removed).toEqual(['books.title'])
})

test('answers without a question are reported', async () => {
  const { made, unused } = await change({ books }, {}, { renames: ['boks:volumes'], defaults: ['books.isbn=1'] })
  await made()

  expect(unused()).toEqual(['boks:volumes', 'books.isbn=1'])
})

const withIsbn = { books: pgTable('books', { id: id(), title: text(), isbn: text().notNull() }) }

test.each<[string, string[]]>([
  [
    `'none'`,
    [
      `ALTER TABLE "books" ADD COLUMN "isbn" text DEFAULT 'none' NOT NULL;`,
      'ALTER TABLE "books" ALTER COLUMN "isbn" DROP DEFAULT;',
    ],
  ],
  [
    'lower(title)',
    [
      'ALTER TABLE "books" ADD COLUMN "isbn" text;',
      'UPDATE "books" SET "isbn" = lower(title) WHERE "isbn" IS NULL;',
      'ALTER TABLE "books" ALTER COLUMN "isbn" SET NOT NULL;',
    ],
  ],
])('a required column that is added is filled with %s', async (expression, statements) => {
  const { folder, made } = await change({ books }, withIsbn, { defaults: [`books.isbn=${expression}`] })

  expect((await made())?.statements).toEqual(statements)
  expect(await generateMigration({ folder, schema: withIsbn })).toBeUndefined()
})

test('a column that becomes required has its empty rows filled, by its own default without a question', async () => {
  const required = { books: pgTable('books', { id: id(), title: text().notNull() }) }
  const defaulted = { books: pgTable('books', { id: id(), title: text().notNull().default('none') }) }

  const asked = await change({ books }, required, { defaults: [`books.title='?'`] })
  const own = await change({ books }, defaulted)

  expect((await asked.made())?.statements).toEqual([
    `UPDATE "books" SET "title" = '?' WHERE "title" IS NULL;`,
    'ALTER TABLE "books" ALTER COLUMN "title" SET NOT NULL;',
  ])
  expect((await own.made())?.statements).toContain(`UPDATE "books" SET "title" = 'none' WHERE "title" IS NULL;`)
})

test('a required column without a value for the rows is refused with the flag for it', async () => {
  const { made } = await change({ books }, withIsbn, { otherwise: noAnswers })

  await expect(made()).rejects.toThrow('makemigrations --default "books.isbn=<SQL expression>"')
})

test.each(['no quotes', `'a', 'b'`, `'a') ; drop table books; --`, ''])(
  'an invalid SQL expression is refused: %s',
  async (expression) => {
    const { folder, made } = await change({ books }, withIsbn, { defaults: [`books.isbn=${expression}`] })

    await expect(made()).rejects.toThrow('The value for books.isbn is not a valid SQL expression.')
    expect(existsSync(path.join(folder, 'meta', '0001_snapshot.json'))).toBe(false)
  },
)

test('the down migration says that a dropped primary key cannot be restored', async () => {
  const before = { pairs: pgTable('pairs', { code: uuid().primaryKey(), note: text() }) }
  const after = { pairs: pgTable('pairs', { note: text() }) }
  const { made } = await change(before, after)

  expect((await made())?.down).toContainEqual(expect.stringMatching(/^-- irreversible: "pairs"\."code" was part of/))
})

const long = (end: string) => `${'a_name_of_sixty_three_bytes_'.repeat(3).slice(0, 63)}${end}`

test.each<[string, Schema, string]>([
  [
    'two columns',
    { books: pgTable('books', { id: id(), a: text(long('_one')), b: text(long('_two')) }) },
    'the table books',
  ],
  [
    'a table and an index',
    { a: pgTable(long('_one'), { id: id() }), b: pgTable('b', { id: id() }, (t) => [index(long('_two')).on(t.id)]) },
    'the schema public',
  ],
  ['two enums', { a: pgEnum(long('_one'), ['x']), b: pgEnum(long('_two'), ['x']) }, 'the schema public'],
  [
    'two checks, of letters that take two bytes',
    {
      t: pgTable('t', { id: id() }, () => [
        check(`${'\u00e4'.repeat(32)}1`, sql`true`),
        check(`${'\u00e4'.repeat(32)}2`, sql`true`),
      ]),
    },
    'the table t',
  ],
])('%s of the same name once PostgreSQL has cut it are reported, with a suggested name', async (_, schema, where) => {
  const folder = migrationFolder({})
  const failure = await generateMigration({ folder, schema }).catch(String)

  expect(failure).toContain(`In ${where}, "`)
  const [, kept = '', chosen = ''] =
    /truncates names to 63 bytes: "([^"]+)"\. .* such as "([^"]+)"/.exec(String(failure)) ?? []
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(63)
  expect(Buffer.byteLength(chosen)).toBeLessThanOrEqual(63)
  expect(chosen).toMatch(/_2$/)
  expect(readFolder(folder)).toEqual([])
})

test('an enum value that PostgreSQL would not accept is reported', async () => {
  await expect(
    generateMigration({ folder: migrationFolder({}), schema: { a: pgEnum('a', [long('x')]) } }),
  ).rejects.toThrow('of the enum a is longer than PostgreSQL’s limit of 63 bytes')
})

test('a change beyond the bytes that PostgreSQL keeps is no change, and no question', async () => {
  const of = (end: string) => ({
    type: pgEnum(`type_${long(end)}`, ['x']),
    table: pgTable(long(end), { id: id(), name: text(`column_${long(end)}`) }, (t) => [
      index(`index_${long(end)}`).on(t.name),
      check(`check_${long(end)}`, sql`true`),
    ]),
  })
  const { made } = await change(of('_one'), of('_two'))

  expect(await made()).toBeUndefined()
})
