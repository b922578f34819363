import { sql as words } from 'drizzle-orm'
import {
  integer,
  pgEnum,
  pgPolicy,
  pgTable,
  pgView,
  text,
  varchar,
  type PgColumnBuilderBase,
} from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { withConnection } from '../database/connection'
import { applicationSchemas, readThings } from '../database/read-things'
import { generateMigration } from './generate'
import { migrationFolder } from '../files/migration-fixture'
import { readStatements } from '../files/folder'
import { askingDatabase } from './ask-dependencies'
import { noAnswers } from './answers'
import { loadKit } from './kit'

let database: TestDatabase
let sql: postgres.Sql

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 1, onnotice: () => undefined })
})

afterAll(async () => {
  await sql.end()
  await database.drop()
})

type Schema = Record<string, unknown>

interface Case {
  readonly what: string
  readonly before: Schema
  readonly after: Schema
}

const id = () => integer().primaryKey()
const books = (pages: PgColumnBuilderBase) => pgTable('books', { id: id(), pages, title: text() })

/** A table whose policy reads another one. */
const notes = (condition = words`exists (select from books b where b.pages > 10)`) =>
  pgTable('notes', { id: id() }, () => [pgPolicy('of_long_books', { using: condition })])

const star = () =>
  pgView('everything', { id: integer(), pages: integer(), title: text() }).as(words`select * from books`)
const starText = () =>
  pgView('everything', { id: integer(), pages: text(), title: text() }).as(words`select * from books`)
const onView = () => pgView('titles', { title: text() }).as(words`select title from everything`)

const generated = (price: PgColumnBuilderBase, more: Record<string, PgColumnBuilderBase> = {}) =>
  pgTable('goods', {
    // Before the column it is computed from, so that the order of the columns does not help.
    double: integer().generatedAlwaysAs(words`(price)::integer * 2`),
    id: id(),
    price,
    ...more,
  })

const mood = (...values: [string, ...string[]]) => pgEnum('mood', values)
const moods = (type: ReturnType<typeof mood>) => ({
  type,
  days: pgTable('days', { id: id(), mood: type() }),
  constants: pgView('constants', { good: text() }).as(words`select 'ok'::mood::text as good`),
})

const cases: readonly Case[] = [
  {
    what: 'another table\u2019s policy, over a retyped column',
    before: { books: books(integer()), notes: notes() },
    after: {
      books: books(varchar({ length: 10 })),
      notes: notes(words`exists (select from books b where b.pages::int > 10)`),
    },
  },
  {
    what: 'another table\u2019s policy that stays, over a retyped column',
    before: { books: books(integer()), notes: notes(words`exists (select from books b where b.pages is not null)`) },
    after: { books: books(text()), notes: notes(words`exists (select from books b where b.pages is not null)`) },
  },
  {
    what: 'another table\u2019s policy, over a column that goes',
    before: { books: books(integer()), notes: notes() },
    after: { books: pgTable('books', { id: id(), title: text() }), notes: notes(words`true`) },
  },
  {
    what: 'another table\u2019s policy, over a table that goes',
    before: { books: books(integer()), notes: notes() },
    after: { notes: notes(words`true`) },
  },
  {
    what: 'a view of every column, and a view on that view',
    before: { books: books(integer()), everything: star(), titles: onView() },
    after: { books: books(text()), everything: starText(), titles: onView() },
  },
  {
    what: 'a generated column of the same table, over a retyped column',
    before: { goods: generated(integer()) },
    after: { goods: generated(text()) },
  },
  {
    what: 'a view of a generated column, over a retyped column',
    before: {
      goods: generated(integer()),
      large: pgView('large', { double: integer() }).as(words`select "double" from goods`),
    },
    after: {
      goods: generated(text()),
      large: pgView('large', { double: integer() }).as(words`select "double" from goods`),
    },
  },
  {
    what: 'a generated column that comes with its base',
    before: { goods: pgTable('goods', { id: id() }) },
    after: { goods: generated(integer()) },
  },
  {
    what: 'a generated column whose base changes to a new column',
    before: { goods: generated(integer()) },
    after: {
      goods: pgTable('goods', {
        double: integer().generatedAlwaysAs(words`cost * 2`),
        id: id(),
        cost: integer(),
      }),
    },
  },
  {
    what: 'a generated column that becomes a plain one',
    before: { goods: generated(integer()) },
    after: { goods: pgTable('goods', { double: integer(), id: id(), price: text() }) },
  },
  {
    what: 'a generated column of another type',
    before: { goods: pgTable('goods', { id: id(), double: integer().generatedAlwaysAs(words`id * 2`) }) },
    after: { goods: pgTable('goods', { id: id(), double: text().generatedAlwaysAs(words`(id * 2)::text`) }) },
  },
  {
    what: 'a generated column of another type, by the same expression',
    before: {
      goods: pgTable('goods', { id: id(), double: varchar({ length: 9 }).generatedAlwaysAs(words`id::text`) }),
    },
    after: { goods: pgTable('goods', { id: id(), double: text().generatedAlwaysAs(words`id::text`) }) },
  },
  {
    what: 'a generated number of another type, by the same expression',
    before: { goods: pgTable('goods', { id: id(), double: integer().generatedAlwaysAs(words`id * 2`) }) },
    after: { goods: pgTable('goods', { id: id(), double: text().generatedAlwaysAs(words`id * 2`) }) },
  },
  {
    what: 'a view that names a value of an enum which loses another',
    before: moods(mood('bad', 'ok')),
    after: moods(mood('ok')),
  },
]

describe.each(['found in a database', 'read from names'] as const)('%s', (how) => {
  test.each(cases)('$what is dropped before and restored after, in both directions', async ({ before, after }) => {
    await sql.unsafe('drop schema public cascade; create schema public')
    const folder = migrationFolder({})
    const first = await generateMigration({ folder, schema: before })
    const made = await withConnection(database.url, (connection) => {
      const askDependencies =
        how === 'found in a database' ? askingDatabase(connection, { url: database.url, kit: loadKit() }) : undefined
      return generateMigration({ folder, schema: after, answers: noAnswers, askDependencies })
    })
    await run(first?.files[`${first.name}.sql`])
    const start = await catalogue()
    await run(made?.files[`${made.name}.sql`])
    const there = await catalogue()
    await run(made?.files[`${made.name}.down.sql`])
    const back = await catalogue()
    await run(made?.files[`${made.name}.sql`])

    expect(back).toEqual(start)
    expect(await catalogue()).toEqual(there)
    expect(there).toEqual(await fresh(after))
  })
})

test('what only seems to depend on a column stays if a database is available', async () => {
  const other = () => pgView('others', { pages: integer() }).as(words`select length('books pages *') as pages`)
  const folder = migrationFolder({})
  await generateMigration({ folder, schema: { books: books(integer()), others: other() } })
  const made = await withConnection(database.url, (connection) =>
    generateMigration({
      folder,
      schema: { books: books(text()), others: other() },
      askDependencies: askingDatabase(connection, { url: database.url, kit: loadKit() }),
    }),
  )

  expect(made?.statements).toEqual(['ALTER TABLE "books" ALTER COLUMN "pages" SET DATA TYPE text;'])
})

async function fresh(schema: Schema): Promise<string[]> {
  await sql.unsafe('drop schema public cascade; create schema public')
  const made = await generateMigration({ folder: migrationFolder({}), schema })
  await run(made?.files[`${made.name}.sql`])
  return catalogue()
}

async function run(text = ''): Promise<void> {
  for (const statement of readStatements(text).statements) await sql.unsafe(statement)
}

async function catalogue(): Promise<string[]> {
  const things = await sql.begin(async (tx) => readThings(tx, await applicationSchemas(tx)))
  return things.map((thing) => JSON.stringify(thing)).toSorted((a, b) => a.localeCompare(b))
}
