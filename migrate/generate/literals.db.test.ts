import { eq, gt, inArray, sql as expression } from 'drizzle-orm'
import {
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  json,
  jsonb,
  numeric,
  pgPolicy,
  pgTable,
  pgView,
  real,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { withConnection } from '../database/connection'
import { loadKit } from './kit'
import { proveMigration } from './prove'

const texts = [String.raw`C:\new`, 'a"b', "it's", 'NULL', '', 'a,b', '{}', ' ']
const things = pgTable(
  't"x',
  {
    id: integer().primaryKey(),
    team: integer('te"am').default(expression`${5} + 1`),
    texts: text().array().notNull().default(texts),
    object: jsonb().default({ m: "Here's", n: ['"', 'back\\slash'] }),
    list: json().default([1, "o'k"]),
    word: jsonb().default("it's"),
    nan: doublePrecision().default(Number.NaN),
    most: doublePrecision().default(Number.POSITIVE_INFINITY),
    least: real().default(Number.NEGATIVE_INFINITY),
    numbers: doublePrecision().array().default([1.5, Number.NaN, -0.25]),
    nested: text()
      .array()
      .array()
      .default([
        ['a"', 'b'],
        ["c'", 'back\\slash'],
      ]),
    flags: boolean().array().default([true, false]),
    plain: text().default(`x"y'z\\n`),
    made: integer().generatedAlwaysAs(() => expression`1 + ${2}`),
  },
  (t) => [
    check('c"1', gt(t.team, 0)),
    check('c2', inArray(t.plain, ["a'b", `x"y'z\\n`])),
    index('i"1').on(t.team).where(eq(t.plain, "it's")),
    index('i2').on(expression`(${t.team} + ${3})`),
    pgPolicy('p"1', { using: eq(t.team, 7) }),
  ],
)
const many = pgView('many').as((query) => query.select({ id: things.id }).from(things).where(gt(things.team, 9)))

test('SEC-186: values and names in the code reach the database unchanged, whatever characters they contain', async () => {
  const database = await createTestDatabase({ empty: true })
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end()
    await database.drop()
  })
  const kit = loadKit()
  const empty = kit.emptySnapshot()
  const statements = await kit.diff(empty, kit.snapshotOf({ schema: { things, many } }, empty.id))

  expect(statements.join('\n')).not.toMatch(/\$\d/u)
  for (const statement of statements) await sql.unsafe(statement)
  await sql`insert into ${sql('t"x')} (id) values (1)`
  const [row] = await sql`select *, nested::text as nested_text from ${sql('t"x')}`
  expect(row).toMatchObject({
    'te"am': 6,
    texts,
    object: { m: "Here's", n: ['"', 'back\\slash'] },
    list: [1, "o'k"],
    word: "it's",
    nan: Number.NaN,
    most: Number.POSITIVE_INFINITY,
    least: Number.NEGATIVE_INFINITY,
    numbers: [1.5, Number.NaN, -0.25],
    nested_text: String.raw`{{"a\"",b},{c',"back\\slash"}}`,
    flags: [true, false],
    plain: `x"y'z\\n`,
    made: 3,
  })
  await expect(sql`insert into ${sql('t"x')} (id, "te""am") values (2, 0)`).rejects.toThrow('c"1')
  expect(kit.snapshotOf({ schema: { things, many } }, empty.id).tables['public.t"x']?.columns.numbers?.default).toBe(
    `'{1.5,"NaN",-0.25}'`,
  )
})

test('what PostgreSQL would refuse is predicted, with what to do first', async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const proof = await withConnection(database.url, (sql) =>
    proveMigration(sql, {
      kit: loadKit(),
      url: database.url,
      before: ['create table books (id integer primary key, title text)'],
      statements: [
        'create table notes (id integer primary key, body citext)',
        'alter table notes add column more text',
        'create policy own on books to nobody_at_all using (true)',
        'alter table books add column slug text generated always as (slug_of(title)) stored',
        'create index on books (title)',
      ],
    }),
  )

  expect(proof?.refusals.map(({ number, advice }) => [number, advice])).toEqual([
    [1, expect.stringMatching(/^The extension citext provides it\..*: CREATE EXTENSION IF NOT EXISTS "citext";$/u)],
    [3, 'Create the role first, or remove it from the migration: CREATE ROLE "nobody_at_all";'],
    [4, expect.stringContaining('Create the function in an earlier migration')],
  ])
})

const shelves = pgTable(
  'shelves',
  {
    id: integer().primaryKey(),
    size: numeric().default('1.50'),
    paths: text()
      .array()
      .default([String.raw`C:\new`, 'a"b']),
    weight: doublePrecision().default(Number.NaN),
    word: json().default({ m: "Here's" }),
    since: timestamp().default(new Date('2024-01-02T03:04:05Z')),
    room: integer().notNull(),
    floor: integer().default(0),
    made: timestamp().defaultNow(),
  },
  (t) => [check('room_known', gt(t.room, 0)), index('by_room').on(t.room), pgPolicy('own', { using: eq(t.room, 7) })],
)

test('the result of a migration is compared with the code: values with values, all else with a build of the code', async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const kit = loadKit()
  const before = ['create table shelves (id integer primary key, floor smallint default 0)']
  const right = [
    'alter table "shelves" alter column floor set data type integer',
    'alter table "shelves" add column size numeric default \'1.5\', add column made timestamp default now()',
    `alter table "shelves" add column paths text[] default '{"C:\\\\new","a\\"b"}', add column weight double precision default 'NaN'`,
    `alter table "shelves" add column word json default '{"m": "Here''s"}', add column since timestamp default '2024-01-02 03:04:05'`,
    'alter table "shelves" add column room integer not null, add constraint room_known check (room > 0)',
    'create index by_room on "shelves" (room)',
    'alter table "shelves" enable row level security',
    'create policy own on "shelves" using (room = 7)',
  ]
  // As drizzle-kit would write them, and three other mistakes.
  const wrong = [
    `alter table "shelves" add column size numeric default '1.6', add column made timestamp`,
    String.raw`alter table "shelves" add column paths text[] default '{C:\new,"a\"b"}', add column weight double precision default null`,
    `alter table "shelves" add column word json default '{"m":"Heres"}', add column since timestamp default '2024-01-02 04:04:05'`,
    'alter table "shelves" add column room integer, add constraint room_known check (room > 1)',
    'alter table "shelves" enable row level security',
    'create policy own on "shelves" using (room = 8)',
  ]
  const prove = (statements: readonly string[]) =>
    withConnection(database.url, async (sql) =>
      proveMigration(sql, { url: database.url, before, statements, code: { schema: { shelves } }, kit }),
    )

  const [rightly, wrongly] = [await prove(right), await prove(wrong)]

  expect(rightly).toEqual({ refusals: [], unlike: [] })
  expect(wrongly?.refusals).toEqual([])
  expect(wrongly?.unlike.map(({ name, fact }) => `${name} ${fact}`).toSorted()).toEqual([
    'shelves.by_room presence',
    'shelves.made default',
    'shelves.own using',
    'shelves.paths default',
    'shelves.room nullable',
    'shelves.room_known definition',
    'shelves.since default',
    'shelves.size default',
    'shelves.weight default',
    'shelves.word default',
  ])
  expect(wrongly?.unlike).toContainEqual({
    name: 'shelves.paths',
    fact: 'default',
    code: String.raw`'{"C:\\new","a\"b"}'`,
    migration: String.raw`'{C:new,"a\"b"}'::text[]`,
  })
})

test('a default that drizzle-kit and the driver write differently is reported, in the first migration too', async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const kit = loadKit()
  const upper = customType<{ data: string }>({ dataType: () => 'text', toDriver: (value) => value.toUpperCase() })
  const lists = pgTable('lists', { id: integer().primaryKey(), code: upper().default('a'), plain: text().default('a') })
  const empty = kit.emptySnapshot()
  const statements = await kit.diff(empty, kit.snapshotOf({ schema: { lists } }, empty.id))

  const proof = await withConnection(database.url, async (sql) =>
    proveMigration(sql, { url: database.url, before: [], statements, code: { schema: { lists } }, kit }),
  )

  expect(proof).toMatchObject({ refusals: [], unlike: [{ name: 'lists.code', fact: 'default', code: "'A'" }] })
})

test('a role is not created on the server by inspecting the migration that creates it', async () => {
  const database = await createTestDatabase({ empty: true })
  onTestFinished(() => database.drop())
  const statements = ['-- for the shop\nCREATE ROLE "only_looked_at";']

  await withConnection(database.url, async (sql) => {
    const tried = { url: database.url, kit: loadKit() }
    expect(await proveMigration(sql, { ...tried, before: [], statements })).toBeUndefined()
    expect(await proveMigration(sql, { ...tried, before: statements, statements: ['select 1'] })).toEqual({
      refusals: [],
      unlike: [],
    })
    expect(await sql`select from pg_roles where rolname = 'only_looked_at'`).toHaveLength(0)
  })
})
