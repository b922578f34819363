import { sql } from 'drizzle-orm'
import { type AnyPgColumn, integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { fieldSamples } from '../../testing/kit/field-samples'
import { sampleTypes } from '../../testing/kit/samples/field-sample'
import { siteTest } from '../../testing/kit/site-test'
import { add, brief, remove, request, undo, undoInParts } from '../../testing/kit/undo'
import { rehearseUndo, type Undo } from './undo'

const samples = fieldSamples.filter(({ extension, kind }) => extension === undefined && kind !== 'relation')
/** A column of every type, an identity that cannot be chosen, and a generated column. */
const everything = pgTable('everything', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  twice: integer('twice').generatedAlwaysAs(sql`id * 2`),
  ...Object.fromEntries(samples.map(({ column }, index) => [`c${index}`, column(`c${index}`)])),
})
const sqlTypes = samples.map(({ column, ddl }) => {
  const made = pgTable('one', { value: column('value') }) as unknown as { value: { getSQLType(): string } }
  return ddl ?? made.value.getSQLType()
})

const nodes = pgTable('nodes', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  parentId: integer('parent_id').references((): AnyPgColumn => nodes.id, { onDelete: 'cascade' }),
})
const teams = pgTable('teams', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  captainId: integer('captain_id').references((): AnyPgColumn => players.id, { onDelete: 'set null' }),
  touched: text('touched').$onUpdate(() => 'stamped'),
})
const players = pgTable('players', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  teamId: integer('team_id')
    .notNull()
    .references(() => teams.id, { onDelete: 'cascade' }),
  friendId: integer('friend_id').references((): AnyPgColumn => players.id, { onDelete: 'cascade' }),
})

const vaults = pgTable('vaults', {
  id: integer('id').primaryKey(),
  pin: text('pin_code').notNull(),
  apiKey: text('api_key'),
})
const doors = pgTable('doors', { id: integer('id').primaryKey(), apiKey: text('api_key') })

const test = siteTest({
  schema: { everything, nodes, teams, players, vaults, doors },
  tables: `${sampleTypes.join(';')};
    create table everything (id int primary key generated always as identity, twice int generated always as (id * 2) stored,
      ${sqlTypes.map((type, index) => `c${index} ${type}`).join()});
    create table vaults (id int primary key, pin_code text not null, api_key text);
    create table doors (id int primary key, api_key text);
    create table nodes (id int primary key, name text not null, parent_id int references nodes on delete cascade);
    create table teams (id int primary key, name text not null, captain_id int, touched text);
    create table players (id int primary key, name text not null, team_id int not null references teams on delete cascade,
      friend_id int references players on delete cascade);
    alter table teams add foreign key (captain_id) references players on delete set null`,
  rows: `
    insert into nodes values (1, 'Root', 1);
    insert into teams values (1, 'Reds', null, 'early');
    insert into players values (1, 'Ada', 1, 3), (2, 'Bo', 1, 1), (3, 'Cy', 1, 2);
    update teams set captain_id = 2`,
})

const all = (client: Sql, table: string) => client.unsafe(`select t::text as line from ${table} t order by 1`)

describe.for([
  ['at once', undo],
  ['in parts', undoInParts],
] as const)('whatever its shape, a row is as before, undone %s', ([, takeBack]) => {
  test('with a value of every type, byte for byte', async ({ as, client }) => {
    const most = Math.max(...samples.map(({ values }) => values.length))
    for (let row = 0; row < most; row++) {
      const values = samples.map(({ values: own }) => own[row % own.length] ?? null)
      const typed = values.map((_, index) => `$${index + 1}::text::${sqlTypes[index]}`)
      await client.unsafe(
        `insert into everything (${values.map((__, index) => `c${index}`).join()}) values (${typed.join()})`,
        values,
      )
    }
    const before = await all(client, 'everything')
    const ctx = as()
    const keys = Array.from({ length: most }, (_, index) => String(index + 1))
    const { steps, request: undone } = await takeBack(ctx, await remove(ctx, 'everything', ...keys))
    expect(steps.flatMap(({ problem, left }) => [problem, ...left]).filter((problem) => problem !== null)).toEqual([])
    expect(await all(client, 'everything')).toEqual(before)
    await takeBack(ctx, (await takeBack(ctx, undone)).request)
    expect(await all(client, 'everything')).toEqual(before)
  })

  test('with large bytes up to 256 KiB, and of larger ones it says so beforehand', async ({ as, client }) => {
    const bytes = `c${samples.findIndex(({ title }) => title === 'bytea')}`
    await client.unsafe(`insert into everything (${bytes})
      select decode(repeat(md5(n::text), 16384) || case n when 22 then '00' else '' end, 'hex') from generate_series(1, 22) n`)
    const sums = () => client.unsafe(`select id, md5(${bytes}) as sum from everything order by id`)
    const before = await sums()
    const ctx = as()
    const id = await remove(ctx, 'everything', ...before.map((row) => String(row.id)))
    const tooLarge = ['22', ['Values this large are not recorded.']]
    const left = ({ steps }: Undo) =>
      steps.filter((step) => step.left.length > 0).map((step) => [step.key, step.left.map(({ reason }) => reason)])
    expect(left(await rehearseUndo(request(ctx), id))).toEqual([tooLarge])
    expect(left(await takeBack(ctx, id))).toEqual([tooLarge])
    expect(await sums()).toEqual(before.map((row) => (row.id === 22 ? { id: 22, sum: null } : row)))
  })

  test('without its secrets, or not at all if it needs one, and the page says so beforehand', async ({
    as,
    client,
  }) => {
    await client`insert into vaults values (1, '1234', null)`
    await client`insert into doors values (1, 'key'), (2, null)`
    const ctx = as()
    for (const [table, keys, steps, rows] of [
      ['vaults', ['1'], [['1', 'It needs a value for “Pin code”, and secret values are not recorded.']], []],
      ['doors', ['1', '2'], [['1', 'Secret values are not recorded.'], ['2']], ['(1,)', '(2,)']],
    ] as const) {
      const id = await remove(ctx, table, ...keys)
      const said = (undone: Undo) =>
        undone.steps.map(({ key, problem, left }) => [key, ...(problem ? [problem] : left.map(({ reason }) => reason))])
      expect(said(await rehearseUndo(request(ctx), id))).toEqual(steps)
      if (rows.length > 0) expect(said(await takeBack(ctx, id))).toEqual(steps)
      expect((await all(client, table)).map(({ line }) => String(line))).toEqual(rows)
    }
  })

  test('in a cycle of rows in one table and between two', async ({ as, client }) => {
    const before = [await all(client, 'teams'), await all(client, 'players'), await all(client, 'nodes')]
    const ctx = as()
    const id = await remove(ctx, 'teams', '1')
    expect(await client`select 1 from players`).toHaveLength(0)
    const { steps } = await takeBack(ctx, id)
    expect(steps.map(({ problem }) => problem)).toEqual([null, null, null, null])
    await takeBack(ctx, await remove(ctx, 'nodes', '1'))
    expect([await all(client, 'teams'), await all(client, 'players'), await all(client, 'nodes')]).toEqual(before)
  })
})

test('an added row stays if rows that were added below it since would be deleted with it', async ({ as, client }) => {
  const ctx = as()
  const [id] = await add(ctx, 'nodes', { id: '2', name: 'Branch', parent_id: '1' })
  await client`insert into nodes values (3, 'Leaf', 2)`
  expect(brief(await rehearseUndo(request(ctx), id)).steps).toEqual([
    { row: 'nodes 2', kind: 'remove', problem: 'Other rows refer to it now.', left: [] },
  ])
})
