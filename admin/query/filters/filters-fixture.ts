import {
  boolean,
  customType,
  date,
  type AnyPgColumn,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import { siteTest } from '../../testing/kit/site-test'

const int4range = customType<{ data: string }>({ dataType: () => 'int4range' })

export const mood = pgEnum('mood', ['calm', 'loud', 'odd'])

export const makers = pgTable('makers', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  country: text('country'),
  password: text('password'),
  bossId: integer('boss_id').references((): AnyPgColumn => makers.id),
})

/** A column of each kind that has operators of its own. */
export const things = pgTable('things', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  note: text('note'),
  size: integer('size'),
  price: numeric('price', { precision: 10, scale: 2 }),
  mood: mood('mood'),
  fine: boolean('fine'),
  made: date('made', { mode: 'string' }),
  seen: timestamp('seen', { withTimezone: true, mode: 'string' }),
  words: text('words').array(),
  span: int4range('span'),
  attributes: jsonb('attributes'),
  makerId: integer('maker_id').references(() => makers.id),
})

/** Refers to a thing by two keys, and has columns with the names of words in paths. */
export const parts = pgTable('parts', {
  id: integer('id').primaryKey(),
  thingId: integer('thing_id').references(() => things.id),
  spareOf: integer('spare_of').references(() => things.id),
  weight: integer('weight'),
  kind: text('kind'),
})

export const labels = pgTable('labels', { code: text('code').primaryKey(), name: text('name') })

export const thingLabels = pgTable(
  'thing_labels',
  {
    thingId: integer('thing_id')
      .notNull()
      .references(() => things.id),
    labelCode: text('label_code')
      .notNull()
      .references(() => labels.code),
  },
  (t) => [primaryKey({ columns: [t.thingId, t.labelCode] })],
)

const tables = `
  create type mood as enum ('calm', 'loud', 'odd');
  create table makers (id int primary key, name text not null, country text, password text, boss_id int references makers);
  create table things (id int primary key, name text not null, note text, size int, price numeric(10, 2), mood mood, fine boolean,
    made date, seen timestamptz, words text[], span int4range, attributes jsonb, maker_id int references makers);
  create table parts (id int primary key, thing_id int references things, spare_of int references things, weight int, kind text);
  create table labels (code text primary key, name text);
  create table thing_labels (thing_id int not null references things, label_code text not null references labels,
    primary key (thing_id, label_code));`

/** Every third value is missing, each column in another rhythm. */
const rows = `
  insert into makers select n, 'Maker ' || n, case when n % 3 > 0 then (array['DE', 'FR'])[1 + n % 2] end, 'CANARY-' || n,
    case when n > 3 then n - 3 end from generate_series(1, 8) n;
  insert into things select n, (array['Red', 'red', 'Blue_1', 'b%'])[1 + n % 4] || ' ' || n, case n % 4 when 0 then null when 1 then '' else 'note ' || n end,
    case when n % 5 > 0 then n % 7 end, case when n % 6 > 0 then (n % 9) * 2.5 end, case when n % 4 > 0 then (array['calm', 'loud', 'odd'])[n % 4]::mood end,
    case n % 3 when 1 then true when 2 then false end, case when n % 7 > 0 then date '2026-06-30' - n * 5 end,
    case when n % 8 > 0 then timestamptz '2026-06-30 12:00+00' - n * interval '31 hours' end,
    case n % 4 when 0 then null when 1 then '{}' when 2 then array['a', 'b'] else array['b', 'c,d'] end,
    case when n % 3 > 0 then int4range(n % 5, n % 5 + 3) end,
    case n % 5 when 0 then null when 1 then jsonb_build_object('colour', 'red', 'size', jsonb_build_object('w', n))
      when 2 then jsonb_build_object('colour', n % 3) when 3 then '{"colour": null, "size": {"w": "wide"}}' else '[1]' end,
    case when n % 4 > 0 then 1 + n % 8 end from generate_series(1, 60) n;
  insert into parts select n, case when n % 5 > 0 then 1 + n * 7 % 40 end, case when n % 3 = 0 then 1 + n * 11 % 60 end, n % 6,
    case when n % 4 > 0 then (array['bolt', 'nut', 'gear'])[n % 4] end from generate_series(1, 90) n;
  insert into labels values ('x', 'Extra'), ('y', null), ('z', 'Zero');
  insert into thing_labels select n, (array['x', 'y', 'z'])[1 + m] from generate_series(1, 60) n, generate_series(0, 2) m where n % (m + 2) = 0;`

/** Tests on things with makers, parts and labels. */
export const test = siteTest({
  schema: { mood, makers, things, parts, labels, thingLabels },
  tables,
  rows,
})
