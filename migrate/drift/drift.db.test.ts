import { sql as expression } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  numeric,
  pgEnum,
  pgPolicy,
  pgSchema,
  pgTable,
  pgView,
  serial,
  text,
  timestamp,
  unique,
  varchar,
} from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { generateMigration } from '../generate/generate'
import { migrate } from '../run/migrate'
import { migrationFolder } from '../files/migration-fixture'
import { readDrift } from './drift'
import { driftProblems, hasDrift } from './drift-problems'

const mood = pgEnum('mood', ['sad', "so 'so'", 'ok'])
const shop = pgSchema('shop')
const authors = pgTable('authors', { id: serial().primaryKey(), name: text().notNull() })
const books = pgTable(
  'books',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    title: varchar({ length: 200 }).notNull(),
    authorId: integer('author_id').references(() => authors.id, { onDelete: 'cascade' }),
    price: numeric({ precision: 8, scale: 2 }).default('0').notNull(),
    mood: mood().default('ok'),
    moods: mood().array(),
    twice: numeric().generatedAlwaysAs(expression`price * 2`),
    at: timestamp({ withTimezone: true }).defaultNow(),
  },
  (t) => [
    check('books_price', expression`${t.price} >= 0`),
    index('books_title')
      .on(t.title)
      .where(expression`${t.mood} = 'ok'`),
    unique('books_pair').on(t.title, t.authorId).nullsNotDistinct(),
    pgPolicy('books_all', { for: 'select', using: expression`true` }),
  ],
)
const orders = shop.table('orders', {
  id: serial().primaryKey(),
  bookId: integer('book_id').references(() => books.id),
})
const titles = pgView('titles').as((q) => q.select({ title: books.title }).from(books))
const schema = { mood, shop, authors, books, orders, titles }

let url: string
let sql: postgres.Sql
let folder: string

beforeEach(async () => {
  const database = await createTestDatabase({ empty: true })
  url = database.url
  sql = postgres(url, { max: 1, onnotice: () => undefined })
  folder = migrationFolder({})
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
})

async function migrated(): Promise<void> {
  await generateMigration({ folder, schema })
  await migrate({ url, folder, name: 'drizzle', by: 'test' })
}

const drift = () => readDrift({ url, folder, name: 'drizzle', schema })

test('there is none after migrating, and the comparison leaves nothing behind', async () => {
  await migrated()
  const before = await sql`select nspname from pg_namespace order by 1`

  const found = await drift()

  expect(found).toEqual({
    code: null,
    files: { pending: [], unknown: [], problems: [] },
    against: 'the applied migrations',
    database: [],
    refused: [],
    undescribed: [],
  })
  expect(hasDrift(found)).toBe(false)
  expect(await sql`select nspname from pg_namespace order by 1`).toEqual(before)
})

/** A change by hand, how it is reported, and that the printed remedy fixes it. */
test.each<[string, string, string]>([
  ['a column added', 'alter table books add column isbn text', 'column books.isbn is not described in the code'],
  ['a column dropped', 'alter table authors drop column name', 'column authors.name is missing'],
  [
    'a column retyped',
    'drop view titles; alter table books alter column title type text',
    'column books.title type is text, expected character varying(200)',
  ],
  ['a column renamed', 'alter table books rename column price to cost', 'column books.price is called cost'],
  [
    'a column made nullable',
    'alter table authors alter column name drop not null',
    'column authors.name nullable is yes, expected no',
  ],
  [
    'a default changed',
    'alter table books alter column price set default 1',
    "column books.price default is 1, expected '0'::numeric",
  ],
  [
    'a default dropped',
    'alter table books alter column at drop default',
    'column books.at default is none, expected now()',
  ],
  [
    'an identity dropped',
    'alter table books alter column id drop identity',
    'column books.id identity is none, expected always',
  ],
  ['an index missing', 'drop index books_title', 'index books.books_title is missing'],
  [
    'an index changed',
    'drop index books_title; create index books_title on books (title)',
    `index books.books_title definition is CREATE INDEX ON public.books USING btree (title), expected CREATE INDEX ON public.books USING btree (title) WHERE (mood = 'ok'::public.mood)`,
  ],
  ['an index renamed', 'alter index books_title rename to other', 'index books.books_title is called other'],
  [
    'a unique constraint dropped',
    'alter table books drop constraint books_pair',
    'constraint books.books_pair is missing',
  ],
  ['a check dropped', 'alter table books drop constraint books_price', 'constraint books.books_price is missing'],
  [
    'a check not validated',
    'alter table books drop constraint books_price; alter table books add constraint books_price check (price >= 0) not valid',
    'constraint books.books_price definition is CHECK ((price >= (0)::numeric)) NOT VALID, expected CHECK ((price >= (0)::numeric))',
  ],
  [
    'a foreign key changed',
    'alter table shop.orders drop constraint orders_book_id_books_id_fk; alter table shop.orders add constraint orders_book_id_books_id_fk foreign key (book_id) references books on delete cascade',
    'constraint shop.orders.orders_book_id_books_id_fk definition is FOREIGN KEY (book_id) REFERENCES public.books(id) ON DELETE CASCADE, expected FOREIGN KEY (book_id) REFERENCES public.books(id)',
  ],
  [
    'a constraint renamed',
    'alter table books rename constraint books_pair to pair',
    'constraint books.books_pair is called pair',
  ],
  ['a table dropped', 'drop table shop.orders', 'table shop.orders is missing'],
  [
    'a view changed',
    'create or replace view titles as select title from books where price > 0',
    `view titles definition is  SELECT title\n   FROM public.books\n  WHERE (price > (0)::numeric);, expected  SELECT title\n   FROM public.books;`,
  ],
  ['a view dropped', 'drop view titles', 'view titles is missing'],
  ['a policy dropped', 'drop policy books_all on books', 'policy books.books_all is missing'],
  [
    'row security off',
    'alter table books disable row level security',
    'table books row security is disabled, expected enabled',
  ],
])('REL-056: %s by hand is reported exactly, and fixed by the printed remedy', async (_, statement, words) => {
  await migrated()
  await sql.unsafe(statement)

  const found = await drift()

  const problems = driftProblems(found).map(({ id, where, message }) => `${id} ${where} ${message}`)
  expect(problems).toContain(`drift.E003 ${words}.`)
  for (const { mend } of found.database) for (const each of mend.split(/(?<=;)\s(?=[A-Z])/)) await sql.unsafe(each)
  expect((await drift()).database).toEqual([])
})

test('missing and additional enum values are reported', async () => {
  await migrated()
  await sql.unsafe(`alter type mood add value 'glad'`)

  const [difference] = (await drift()).database

  expect(difference).toMatchObject({
    kind: 'enum',
    name: 'mood',
    fact: 'values',
    expected: `'sad', 'so ''so''', 'ok'`,
    found: `'sad', 'so ''so''', 'ok', 'glad'`,
  })
})

test('additional objects in the database are listed and are no drift', async () => {
  await migrated()
  await sql.unsafe(
    'create table audit_log (id int); create schema reports; create table reports.daily (id int); create index beside on books (at)',
  )

  const found = await drift()

  expect(hasDrift(found)).toBe(false)
  expect(found.undescribed.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
    'index books.beside',
    'schema reports',
    'table audit_log',
    'table reports.daily',
  ])
})

test('what Drizzle cannot express is no drift: exclusions, and when a key is checked', async () => {
  await migrated()
  await sql.unsafe('alter table books add constraint no_two exclude using btree (at with =)')
  const keys = await sql<{ name: string }[]>`
    select format('alter table %s alter constraint %I deferrable initially deferred', conrelid::regclass, conname) as name
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`
  expect(keys.length).toBeGreaterThan(0)
  for (const { name } of keys) await sql.unsafe(name)

  const found = await drift()

  expect(found.database).toEqual([])
  expect(found.undescribed).toEqual([{ kind: 'constraint', name: 'books.no_two' }])
})

test('code or migrations that are ahead are distinguished from changes by hand', async () => {
  await migrated()
  const longer = { ...schema, tags: pgTable('tags', { id: serial().primaryKey() }) }
  await generateMigration({ folder, schema: longer })
  const longest = { ...longer, labels: pgTable('labels', { id: serial().primaryKey() }) }

  const found = await readDrift({ url, folder, name: 'drizzle', schema: longest })

  expect(found).toMatchObject({
    code: { name: '0002_create_labels', changes: 1 },
    files: { pending: ['0001_create_tags'], unknown: [], problems: [] },
    database: [],
  })
})

test('a database that was created elsewhere is compared with the code', async () => {
  await sql.unsafe('create table authors (id serial primary key, name text)')

  const found = await readDrift({ url, folder, name: 'drizzle', schema: { authors } })

  expect(found.against).toBe('the code')
  expect(found.database).toMatchObject([{ name: 'authors.name', fact: 'nullable', found: 'yes', expected: 'no' }])
})

test('a role that may not create schemas gets a message with the missing privilege', async () => {
  await migrated()
  const role = `drift_${Date.now()}`
  await sql.unsafe(`create role ${role} login password 'x'; grant usage on schema brolly, public to ${role};
    grant select on all tables in schema brolly to ${role}`)
  const as = new URL(url)
  as.username = role
  as.password = 'x'

  await expect(readDrift({ url: as.href, folder, name: 'drizzle', schema })).rejects.toThrow('GRANT CREATE ON DATABASE')
  await sql.unsafe(`drop owned by ${role}; drop role ${role}`)
})
