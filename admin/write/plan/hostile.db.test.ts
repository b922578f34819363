import { sql } from 'drizzle-orm'
import { foreignKey, integer, json, jsonb, numeric, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { describe, expect } from 'vitest'
import { deletePage, deleteRecords, postList } from '@/admin/server'
import { keyOfRow } from '../../query/row-key'
import type { AdminContext } from '../../site/context'
import { auditLines } from '../../testing/kit/audit-lines'
import { adminOf, siteTest } from '../../testing/kit/site-test'

const things = pgTable('things', {
  id: integer('id').primaryKey(),
  tags: text('tags').array(),
  doc: jsonb('doc'),
  raw: json('raw'),
  amount: numeric('amount'),
  price: numeric('price', { precision: 8, scale: 2 }),
  serial: integer('serial').generatedAlwaysAsIdentity(),
  twice: integer('twice').generatedAlwaysAs(sql`id * 2`),
  constructor_: text('constructor'),
  proto: text('__proto__'),
})

const keyed = pgTable('keyed', { name: text('name'), accessToken: text('access_token'), note: text('note') }, (t) => [
  primaryKey({ columns: [t.name, t.accessToken] }),
])

const tied = pgTable(
  'tied',
  { id: integer('id').primaryKey(), name: text('name'), accessToken: text('access_token') },
  (t) => [foreignKey({ columns: [t.name, t.accessToken], foreignColumns: [keyed.name, keyed.accessToken] })],
)

const nicks = pgTable('nicks', { id: integer('id').primaryKey(), nick: text('nick').unique() })
const posts = pgTable('posts', { id: integer('id').primaryKey(), nick: text('nick').references(() => nicks.nick) })

const parts = pgTable('parts', { id: integer('id'), region: text('region'), note: text('note') }, (t) => [
  primaryKey({ columns: [t.id, t.region] }),
])

const pieces = pgTable(
  'pieces',
  { id: integer('id').primaryKey(), part: integer('part'), region: text('region') },
  (t) => [foreignKey({ columns: [t.part, t.region], foreignColumns: [parts.id, parts.region] }).onDelete('cascade')],
)
const guarded = pgTable('guarded', { id: integer('id').primaryKey(), note: text('note'), count: integer('count') })
const ruled = pgTable('ruled', { id: integer('id').primaryKey(), note: text('note') })

const test = siteTest({
  schema: { things, keyed, tied, nicks, posts, parts, pieces, guarded, ruled },
  tables: `
    create table things (
      id int primary key, tags text[], doc jsonb, raw json, amount numeric, price numeric(8, 2),
      serial int generated always as identity, twice int generated always as (id * 2) stored, constructor text, __proto__ text);
    create table keyed (name text, access_token text, note text, primary key (name, access_token));
    create table tied (
      id int primary key, name text, access_token text, foreign key (name, access_token) references keyed);
    create table nicks (id int primary key, nick text unique);
    create table posts (id int primary key, nick text references nicks (nick));
    create table parts (id int, region text, note text, primary key (id, region)) partition by list (region);
    create table parts_n partition of parts for values in ('n');
    create table parts_s partition of parts for values in ('s', 'w') partition by list (region);
    create table parts_ss partition of parts_s for values in ('s');
    create function shout() returns trigger language plpgsql as $$ begin
      if pg_trigger_depth() = 1 then update parts set note = upper(note) where (id, region) = (new.id, new.region); end if;
      return null; end $$;
    create trigger shout after update on parts_ss for each row execute function shout();
    create table pieces (
      id int primary key, part int, region text, foreign key (part, region) references parts on delete cascade);
    create function keep() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger keep before delete on parts_ss for each row execute function keep();
    create table guarded (id int primary key, note text, count int);
    create function guard() returns trigger language plpgsql as $$ begin
      if old.id = 2 then return null; end if;
      new.count := coalesce(new.count, 0) + 1; return new; end $$;
    create trigger guard before update on guarded for each row execute function guard();
    create table ruled (id int primary key, note text);
    create rule stays as on update to ruled where old.id = 1 do instead nothing;`,
  rows: `
    insert into things (id, tags, doc, raw, amount, price) values
      (1, '{a,NULL,b,a}', '{"a": 1, "b": [2]}', '{"a":1}', 5, 5), (2, null, null, null, null, null),
      (3, '{{a,b},{c,d}}', '{"b": [2], "a": 1}', '{"a": 1}', 5.00, 6), (4, '{}', null, null, 0, 0);
    insert into keyed values ('NULL', '', 'x'), ('', 'NULL', 'x'), ('{"a,b"}', '\\', 'x'), ('a"''b', 'CANARY', 'x');
    insert into tied values (1, 'a"''b', 'CANARY'), (2, 'NULL', '');
    insert into nicks values (1, null), (2, 'bo');
    insert into posts values (1, 'bo');
    insert into parts values (1, 'n', 'x'), (2, 's', 'x');
    insert into pieces values (1, 1, 'n'), (2, 2, 's');
    insert into guarded values (1, 'x', 0), (2, 'x', 0);
    insert into ruled values (1, 'x'), (2, 'x');`,
})

type Entry = [string, string]

const post = (ctx: AdminContext, table: string, entries: Entry[]) => postList(ctx, adminOf(ctx, table), entries)
const edit = (keys: readonly string[], inputs: Record<string, string>): Entry[] => [
  ['~action', '~edit'],
  ...(keys.length === 0 ? [['~all', '1'] satisfies Entry] : keys.map((key): Entry => ['key', key])),
  ['~list', ''],
  ['~step', 'review'],
  ...Object.entries(inputs),
]
const set = (name: string, value: string, operation = 'set') => ({ [`~op.${name}`]: operation, [name]: value })

async function rehearsed(ctx: AdminContext, table: string, entries: Entry[]) {
  const answer = await post(ctx, table, entries)
  if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error(JSON.stringify(answer))
  return answer.confirm.page
}

/** Carries it out as well. */
async function done(ctx: AdminContext, table: string, entries: Entry[]) {
  const page = await rehearsed(ctx, table, entries)
  if (page.button !== null) await post(ctx, table, [...entries, ['~seal', page.seal]])
  return page
}

/** The errors at the inputs, or the notice above the form. */
async function refused(ctx: AdminContext, inputs: Record<string, string>) {
  const answer = await post(ctx, 'things', edit([], inputs))
  if ('href' in answer || answer.confirm?.kind !== 'form') throw new Error(JSON.stringify(answer))
  return answer.notice ?? answer.confirm.page.errors
}

describe('a bulk edit of lists', () => {
  for (const { operation, elements, first, missing } of [
    { operation: 'include', elements: 'c', first: '{a,NULL,b,a,c}', missing: '{c}' },
    { operation: 'include', elements: 'c\nc\nb', first: '{a,NULL,b,a,c}', missing: '{c,b}' },
    { operation: 'include', elements: '[5:6]={c,c}', first: '{a,NULL,b,a,c}', missing: '{c}' },
    { operation: 'include', elements: '{NULL}', first: '{a,NULL,b,a}', missing: '{NULL}' },
    { operation: 'exclude', elements: 'a', first: '{NULL,b}', missing: null },
    { operation: 'exclude', elements: '{NULL}', first: '{a,b,a}', missing: null },
    { operation: 'exclude', elements: 'z', first: '{a,NULL,b,a}', missing: null },
  ])
    test(`${operation} ${JSON.stringify(elements)}: NULL is an element, and no list is flattened`, async ({
      as,
      client,
    }) => {
      const { refusals } = await done(as(), 'things', edit([], set('tags', elements, operation)))
      const rows = await client`select tags::text from things order by id`
      expect(rows.map(({ tags }) => tags)).toEqual([first, missing, '{{a,b},{c,d}}', missing ?? '{}'])
      expect(refusals).toMatchObject([{ count: 1, rows: [{ label: '#3' }] }])
    })

  test('without elements clears nothing', async ({ as }) => {
    for (const operation of ['include', 'exclude'])
      expect(await refused(as(), set('tags', ' ', operation))).toEqual({ tags: 'Enter what to add or remove.' })
  })
})

describe('a bulk edit', () => {
  test('finds out which rows have a value already, whatever its spelling', async ({ as }) => {
    const sentence = async (inputs: Record<string, string>) =>
      (await rehearsed(as(), 'things', edit([], inputs))).sentence
    expect(await sentence(set('doc', '{"b":[2],"a":1}'))).toBe('2 rows change, 2 have these values already.')
    expect(await sentence(set('raw', '{"a":1}'))).toBe('3 rows change, 1 has these values already.')
    expect(await sentence(set('amount', '5.000'))).toBe('2 rows change, 2 have these values already.')
    expect(await sentence(set('price', '5'))).toBe('3 rows change, 1 has these values already.')
    expect(await sentence(set('price', '999999', 'add'))).toBe(
      '1 row changes, 1 has these values already, 2 are refused.',
    )
    expect(await sentence(set('~63onstructor', 'x'))).toBe('4 rows change.')
    expect(await sentence(set('~5F_proto__', 'x'))).toBe('4 rows change.')
    expect(await sentence({ ...set('price', '5'), '~plan': 'a\0b' })).toContain('3 rows change')
  })

  test('ignores columns that it does not offer, and names of every object', async ({ as }) => {
    for (const name of ['id', 'serial', 'twice', 'constructor', '__proto__', 'toString'])
      expect(await refused(as(), set(name, '7'))).toBe('Choose what to change.')
    expect(await refused(as(), set('~5F_proto__', 'x\0y'))).toEqual({ '~5F_proto__': expect.stringContaining('NUL') })
    for (const inputs of [set('amount', '1\0', 'add'), set('amount', '1e400', 'add'), set('amount', '1', 'add\0')])
      expect(await refused(as(), inputs)).toEqual({ amount: expect.any(String) })
  })

  test('takes keys of any text, twice or with a secret in them, but not thousands', async ({ as, client }) => {
    const ctx = as()
    const { table } = adminOf(ctx, 'keyed')
    const stored = await client<{ name: string; token: string }[]>`select name, access_token as token from keyed`
    const keys = stored.map(({ name, token }) => keyOfRow(ctx, table, [name, token]))
    const page = await done(ctx, 'keyed', edit([...keys, ...keys], set('note', 'y')))
    expect(page).toMatchObject({ sentence: '4 rows change.', notes: [] })
    expect(await client`select distinct note from keyed`).toEqual([{ note: 'y' }])
    const lines = await auditLines(client)
    expect(lines.map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
    expect(JSON.stringify(lines)).not.toContain('CANARY')

    await expect(post(ctx, 'keyed', edit(['a\0b,c'], set('note', 'z')))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const thousands = Array.from({ length: 3000 }, (_, index) => `${index}`)
    expect(await post(ctx, 'things', edit(thousands, set('price', '1')))).toMatchObject({
      notice: expect.stringContaining('At most 1000 rows'),
    })
  })

  test('records what triggers and rules make of it, also those of a partition of a partition', async ({
    as,
    client,
  }) => {
    const ctx = as()
    await done(ctx, 'parts', edit([], set('note', 'new')))
    expect(await client`select key, changes from brolly.audit_entries order by key`).toEqual([
      { key: '1,n', changes: { note: ['x', 'new'] } },
      { key: '2,s', changes: { note: ['x', 'NEW'] } },
    ])

    const { refusals } = await done(ctx, 'guarded', edit(['1', '2'], set('note', 'y')))
    expect(refusals).toMatchObject([{ count: 1, rows: [{ label: '#2' }] }])
    expect(await client`select changes from brolly.audit_entries where "table" = 'guarded'`).toEqual([
      { changes: { note: ['x', 'y'], count: ['0', '1'] } },
    ])
    expect((await done(ctx, 'ruled', edit([], set('note', 'y')))).sentence).toBe('1 row changes, 1 is refused.')
  })
})

describe('a merge', () => {
  const merge = (keys: readonly string[], survivor = ''): Entry[] => [
    ['~action', '~merge'],
    ...keys.map((key): Entry => ['key', key]),
    ['~step', 'review'],
    ['~survivor', survivor],
  ]

  test('moves rows that refer by a secret in the key, and shows it nowhere', async ({ as, client }) => {
    const ctx = as()
    const { table } = adminOf(ctx, 'keyed')
    const [gone, kept] = [keyOfRow(ctx, table, ['a"\'b', 'CANARY']), keyOfRow(ctx, table, ['NULL', ''])]
    const page = await done(ctx, 'keyed', merge([gone, kept], kept))
    expect(JSON.stringify(page)).not.toContain('CANARY')
    expect(await client`select name, access_token as token from tied`).toEqual([
      { name: 'NULL', token: '' },
      { name: 'NULL', token: '' },
    ])
    expect(JSON.stringify(await client`select * from brolly.audit_entries`)).not.toContain('CANARY')
  })

  test('unties no rows where the one that stays has nothing to refer to', async ({ as, client }) => {
    expect(await post(as(), 'nicks', merge(['1', '2'], '1'))).toMatchObject({
      notice: expect.stringContaining('still refer'),
      confirm: { kind: 'merge' },
    })
    expect(await client`select nick from posts`).toEqual([{ nick: 'bo' }])
  })

  test('takes neither one row under two names nor columns that cannot be chosen', async ({ as }) => {
    await expect(post(as(), 'things', merge(['1', '01'], '1'))).rejects.toMatchObject({ code: 'INVALID' })
    for (const name of ['__proto__', 'constructor', 'id', 'twice']) {
      const page = await rehearsed(as(), 'things', [...merge(['1', '2'], '1'), [`~from.${name}`, '2']])
      expect(page.groups.map(({ kind }) => kind)).toEqual(['delete'])
    }
    expect(await post(as(), 'things', merge(['1', '2'], '1\0'))).toMatchObject({ confirm: { kind: 'merge' } })
  })
})

test('a delete that a trigger of a partition’s partition prevents takes nothing along', async ({ as, client }) => {
  const ctx = as()
  const selection = { kind: 'keys', keys: ['1,n', '2,s'] } as const
  const { total } = await deletePage(ctx, adminOf(ctx, 'parts'), selection)
  expect(await deleteRecords(ctx, adminOf(ctx, 'parts'), { selection, agreed: total })).toMatchObject({ kept: 1 })
  expect(
    await client`select id, (select count(*)::int from pieces p where p.part = parts.id) as pieces from parts`,
  ).toEqual([{ id: 2, pieces: 1 }])
})
