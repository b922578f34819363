import { sql } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'

const { boolean, check, date, foreignKey, index, integer, jsonb, numeric, pgEnum, pgMaterializedView } = pg
const { pgSchema, pgSequence, pgTable, pgView, primaryKey, serial, text, timestamp, unique, uniqueIndex } = pg
const { uuid, varchar } = pg

/** A state of a schema, and the answers of the user who creates its migration. */
export interface HistoryStep {
  readonly what: string
  readonly schema: Readonly<Record<string, unknown>>
  readonly renames?: readonly string[]
  readonly defaults?: readonly string[]
  /** Rows inserted after it. */
  readonly rows?: string
}

const id = () => integer().primaryKey().generatedAlwaysAsIdentity()

const mood = pgEnum('mood', ['sad', 'ok'])
const longerMood = pgEnum('mood', ["so 'so'", 'sad', 'ok', 'glad'])
const happyMood = pgEnum('mood', ["so 'so'", 'sad', 'ok', 'happy'])
const shorterMood = pgEnum('mood', ['happy', "so 'so'", 'ok'])
const feeling = pgEnum('feeling', ['happy', "so 'so'", 'ok'])
const shop = pgSchema('shop')
const store = pgSchema('store')

const authors = pgTable('authors', { id: serial().primaryKey(), name: text().notNull() })
const authorsBorn = pgTable('authors', { id: serial().primaryKey(), name: text().notNull(), born: date() })
const authorsFull = pgTable('authors', {
  id: serial().primaryKey(),
  fullName: text('full_name').notNull(),
  born: date(),
})
const writers = pgTable('writers', { id: serial().primaryKey(), fullName: text('full_name').notNull(), born: date() })

const books1 = pgTable('books', { id: id(), title: text() })
const books2 = pgTable('books', { id: id(), title: text().notNull() })
const books3 = pgTable('books', { id: id(), title: text().notNull(), code: uuid().notNull(), pages: text() })
const books4 = pgTable(
  'books',
  {
    id: id(),
    title: text().notNull(),
    code: uuid().notNull().unique(),
    pages: integer(),
    writerId: integer('writer_id').references(() => writers.id),
  },
  (t) => [
    check('books_pages', sql`${t.pages} > 0`),
    index('books_pages_idx')
      .on(t.pages)
      .where(sql`${t.pages} > 10`),
  ],
)
const books5 = pgTable(
  'books',
  {
    id: id(),
    title: varchar({ length: 200 }).notNull(),
    code: uuid().notNull().unique(),
    pages: integer(),
    writerId: integer('writer_id').references(() => writers.id, { onDelete: 'cascade' }),
  },
  (t) => [
    check('books_pages', sql`${t.pages} >= 0`),
    index('books_pages_idx')
      .on(t.pages)
      .where(sql`${t.pages} > 20`),
  ],
)
const moods = (type: typeof mood | typeof longerMood | typeof happyMood | typeof feeling) => {
  const first = type.enumValues.at(-1)
  return pgTable(
    'notes',
    {
      id: id(),
      mood: type()
        .notNull()
        .default(sql.raw(`'${type.enumValues.includes('ok') ? 'ok' : first}'`)),
      all: type().array(),
    },
    (t) => [
      check('notes_mood', sql`${t.mood} <> 'ok' or ${t.id} > 0`),
      index('notes_mood_idx').on(t.mood),
      index('notes_some')
        .on(t.id)
        .where(sql`${t.mood} = 'ok'`),
    ],
  )
}
const titles = pgView('titles').as((q) => q.select({ title: books5.title, pages: books5.pages }).from(books5))
const longTitles = pgView('long_titles', { title: text() }).as(sql`select title from titles where length(title) > 10`)
const titlesAgain = pgView('titles').as((q) => q.select({ title: books5.title }).from(books5))
const counted = pgMaterializedView('counted', { n: integer() }).as(sql`select count(*)::int as n from books`)

const tags1 = pgTable('tags', { name: text().primaryKey() })
const tags2 = pgTable('tags', { id: id(), name: text().notNull().unique() })
const tagged1 = pgTable('tagged', {
  bookId: integer('book_id').notNull(),
  tag: text()
    .notNull()
    .references(() => tags1.name),
})
const tagged2 = pgTable('tagged', { bookId: integer('book_id').notNull(), tag: text().notNull() }, (t) => [
  primaryKey({ columns: [t.bookId, t.tag] }),
  foreignKey({ columns: [t.tag], foreignColumns: [tags2.name], name: 'tagged_tag_fk' }),
])
const tagged3 = pgTable(
  'tagged',
  { bookId: integer('book_id').notNull(), tag: text().notNull(), place: integer().notNull() },
  (t) => [primaryKey({ columns: [t.bookId, t.tag, t.place] })],
)

const orders1 = shop.table('orders', { id: serial().primaryKey(), total: integer(), note: text() })
const orders2 = store.table('orders', { id: serial().primaryKey(), total: integer(), note: text() })
const orders3 = pgTable('orders', {
  id: integer().primaryKey(),
  total: numeric({ precision: 12, scale: 2 }),
  note: text(),
})
const orders4 = pgTable('orders', {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  total: numeric({ precision: 12, scale: 2 }),
  note: jsonb(),
  double: numeric().generatedAlwaysAs(sql`total * 2`),
})
const orders5 = pgTable(
  'orders',
  {
    id: integer().primaryKey().generatedByDefaultAsIdentity(),
    total: numeric({ precision: 12, scale: 2 }).default('0').notNull(),
    note: jsonb(),
    double: numeric().generatedAlwaysAs(sql`total * 3`),
    paid: boolean().notNull(),
    at: timestamp({ withTimezone: true }).defaultNow().notNull(),
  },
  (t) => [
    index('orders_double').on(t.double),
    uniqueIndex('orders_at').on(t.at, t.id),
    unique('orders_pair').on(t.id, t.total),
  ],
)
const orders6 = pgTable('orders', {
  id: integer().primaryKey().generatedByDefaultAsIdentity(),
  total: numeric({ precision: 12, scale: 2 }).default('0').notNull(),
  paid: integer().notNull(),
})
const numbers = pgSequence('numbers', { startWith: 100 })

/** A sequence of schemas that covers every kind of change, with rows in the tables. */
export const history: readonly HistoryStep[] = [
  { what: 'a table', schema: { authors }, rows: `insert into authors (name) values ('Ada'), ('Bea')` },
  { what: 'a nullable column', schema: { authorsBorn } },
  { what: 'a column renamed', schema: { authorsFull }, renames: ['authors.name:full_name'] },
  { what: 'a table renamed', schema: { writers }, renames: ['authors:writers'] },
  { what: 'another table', schema: { writers, books1 }, rows: `insert into books (title) values ('One'), (null)` },
  { what: 'a column required', schema: { writers, books2 }, defaults: [`books.title='untitled'`] },
  {
    what: 'a required column added, computed for each row',
    schema: { writers, books3 },
    defaults: ['books.code=gen_random_uuid()'],
    rows: `insert into books (title, code, pages) values ('Two', gen_random_uuid(), '200')`,
  },
  { what: 'text to number, with a key, a check and a partial index', schema: { writers, books4 } },
  {
    what: 'definitions changed under their names',
    schema: { writers, books5 },
    rows: `insert into books (title, code, writer_id) select 'Three', gen_random_uuid(), min(id) from writers`,
  },
  {
    what: 'an enum',
    schema: { writers, books5, mood, notes: moods(mood) },
    rows: `insert into notes (mood, "all") values ('ok', '{ok,sad}'), ('sad', null)`,
  },
  { what: 'enum values added in places', schema: { writers, books5, longerMood, notes: moods(longerMood) } },
  {
    what: 'an enum value renamed',
    schema: { writers, books5, happyMood, notes: moods(happyMood) },
    renames: ['mood.glad:mood.happy'],
    rows: `update notes set mood = 'ok', "all" = null where mood = 'sad' or 'sad' = any("all")`,
  },
  {
    what: 'an enum value removed, the others in another order',
    schema: { writers, books5, shorterMood, notes: moods(shorterMood) },
  },
  { what: 'an enum renamed', schema: { writers, books5, feeling, notes: moods(feeling) }, renames: ['mood:feeling'] },
  { what: 'a view', schema: { writers, books5, titles, feeling, notes: moods(feeling) } },
  { what: 'a view over a view', schema: { writers, books5, longTitles, titles, feeling, notes: moods(feeling) } },
  { what: 'a view changed below another', schema: { writers, books5, longTitles, titlesAgain } },
  { what: 'a view for another', schema: { writers, books5, counted } },
  {
    what: 'two tables with a key between them',
    schema: { writers, books5, tags1, tagged1 },
    rows: `insert into tags values ('a'); insert into tagged values (1, 'a')`,
  },
  { what: 'another primary key', schema: { writers, books5, tags2, tagged2 } },
  { what: 'a longer primary key', schema: { writers, books5, tags2, tagged3 }, defaults: ['tagged.place=1'] },
  { what: 'a key between them dropped with its table', schema: { writers, books5 } },
  {
    what: 'a schema',
    schema: { shop, orders1 },
    rows: `insert into shop.orders (total, note) values (1, '{}'), (null, null)`,
  },
  { what: 'a schema renamed', schema: { store, orders2 }, renames: ['shop:store'] },
  {
    what: 'a table in another schema, its serial a plain number',
    schema: { orders3 },
    renames: ['store.orders:orders'],
  },
  { what: 'an identity, a generated column, text to JSON', schema: { orders4 } },
  {
    what: 'a default, required columns, another expression, indexes',
    schema: { orders5 },
    defaults: ['orders.paid=false'],
    rows: 'insert into orders (paid) values (true)',
  },
  { what: 'truth to number, columns dropped', schema: { orders6 } },
  { what: 'a sequence', schema: { orders6, numbers } },
  { what: 'one table for another', schema: { numbers, books5, writers } },
]
