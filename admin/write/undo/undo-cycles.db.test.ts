import { type AnyPgColumn, integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import type { AdminContext } from '../../site/context'
import { siteTest } from '../../testing/kit/site-test'
import { brief, remove, request, undo, undoInParts } from '../../testing/kit/undo'
import { rehearseUndo, rowsOf } from './undo'

/** Every club has a captain, who is one of its players. Players may have a friend, and a club may have won a cup. */
const clubs = pgTable('clubs', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  captainId: integer('captain_id')
    .notNull()
    .references((): AnyPgColumn => players.id, { onDelete: 'cascade' }),
  cupId: integer('cup_id').references((): AnyPgColumn => cups.id, { onDelete: 'cascade' }),
})
const players = pgTable('players', {
  id: integer('id').primaryKey(),
  name: text('name').unique(),
  clubId: integer('club_id')
    .notNull()
    .references((): AnyPgColumn => clubs.id, { onDelete: 'cascade' }),
  friendId: integer('friend_id').references((): AnyPgColumn => players.id, { onDelete: 'set null' }),
})
const cups = pgTable('cups', {
  id: integer('id').primaryKey(),
  clubId: integer('club_id')
    .notNull()
    .references(() => clubs.id, { onDelete: 'cascade' }),
})
/** The root of a tree is above itself. */
const parts = pgTable('parts', {
  id: integer('id').primaryKey(),
  aboveId: integer('above_id')
    .notNull()
    .references((): AnyPgColumn => parts.id, { onDelete: 'cascade' }),
})

const count = 30

const test = siteTest({
  schema: { clubs, players, cups, parts },
  tables: `
    create table players (id int primary key, name text unique, club_id int not null, friend_id int references players on delete set null);
    create table clubs (id int primary key, name text not null, captain_id int not null references players on delete cascade, cup_id int);
    create table cups (id int primary key, club_id int not null references clubs on delete cascade);
    alter table players add foreign key (club_id) references clubs on delete cascade;
    alter table clubs add foreign key (cup_id) references cups on delete cascade;
    create table parts (id int primary key, above_id int not null references parts on delete cascade)`,
  rows: `
    with p as (insert into players select n, 'Player ' || n, 1, n % ${count} + 1 from generate_series(1, ${count}) n)
      insert into clubs values (1, 'Reds', 1, null), (2, 'Blues', 2, null);
    insert into cups values (1, 1), (2, 1);
    update clubs set cup_id = 2 where id = 1;
    insert into parts values (1, 1), (2, 1), (3, 2), (4, 4)`,
})

const contents = async (client: Sql) =>
  client.unsafe(
    ['clubs', 'players', 'cups', 'parts']
      .map((table) => `select '${table}' || t::text as line from ${table} t`)
      .join(' union all ') + ' order by 1',
  )

describe.for([
  ['at once', undo],
  ['in parts', undoInParts],
] as const)('rows that need each other are restored together, undone %s', ([, takeBack]) => {
  test('two tables in a cycle, with what refers to them and what they refer to later', async ({ as, client }) => {
    const before = await contents(client)
    const ctx = as()
    const id = await remove(ctx, 'clubs', '1')
    expect(await client`select 1 from players`).toHaveLength(0)
    const { steps } = await takeBack(ctx, id)
    expect(steps.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([])
    expect(await contents(client)).toEqual(before)
    const added = await client<{ table: string; rows: number }[]>`
      select "table", count(*)::int as rows from brolly.audit_entries where action = 'add' group by 1 order by 1`
    expect(added.map(({ table, rows }) => [table, rows])).toEqual([
      ['clubs', 2],
      ['cups', 2],
      ['players', count],
    ])
  })

  test('a table that refers to itself', async ({ as, client }) => {
    const before = await contents(client)
    await takeBack(as(), await remove(as(), 'parts', '1', '4'))
    expect(await contents(client)).toEqual(before)
  })

  test('none without the others: what is in the way is told, and nothing is half done', async ({ as, client }) => {
    const ctx = as()
    const id = await remove(ctx, 'clubs', '1')
    await client`with p as (insert into players values (100, 'Player 7', 100, null)) insert into clubs values (100, 'Greens', 100, null)`
    const before = await contents(client)
    const source = { id, rows: (tx: AdminContext) => rowsOf(tx, id), mostAtOnce: takeBack === undo ? 1_000 : 0 }
    const told = await rehearseUndo(request(ctx), source).then(brief, (error: unknown) => String(error))
    expect(JSON.stringify(told)).toMatch(/already/u)
    expect(await contents(client)).toEqual(before)
  })

  test('who may not add rows of one table gets none of those that need them', async ({ as, client }) => {
    const id = await remove(as(), 'clubs', '1')
    const ctx = as({
      admins: [defineAdmin(players, { permissions: { add: () => false } })],
      grants: ['clubs', 'players', 'cups'].flatMap((table) => [`${table}.view`, `${table}.add`, `${table}.change`]),
    })
    const told = await takeBack(ctx, id).then(brief, (error: unknown) => String(error))
    expect(JSON.stringify(told)).toMatch(/Nothing (of this change|was undone)/u)
    expect(await client`select 1 from clubs union all select 1 from players`).toHaveLength(0)
  })
})
