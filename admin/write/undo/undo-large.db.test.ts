import { type AnyPgColumn, customType, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { historyPage, postList, postPutBack, putBackPage, runAction } from '@/admin/server'
import { defineAdmin } from '@/admin'
import type { AdminContext } from '../../site/context'
import { adminOf, siteTest } from '../../testing/kit/site-test'
import { change, remove, request, undo, undoInParts } from '../../testing/kit/undo'
import { rehearseUndo, type Undo } from './undo'

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
const photos = pgTable('photos', { id: integer('id').primaryKey(), name: text('name'), data: bytes('data') })
/** A trigger of the database has a say in each of its rows. */
const scans = pgTable('scans', { id: integer('id').primaryKey(), name: text('name'), data: bytes('data') })
const prints = pgTable(
  'prints',
  {
    photoId: integer('photo_id')
      .notNull()
      .references((): AnyPgColumn => photos.id),
    size: text('size').notNull(),
    data: bytes('data'),
  },
  (t) => [primaryKey({ columns: [t.photoId, t.size] })],
)

const test = siteTest({
  schema: { photos, scans, prints },
  tables: `
    create table photos (id int primary key, name text, data bytea);
    create table scans (id int primary key, name text, data bytea);
    create table prints (photo_id int not null references photos, size text not null, data bytea, primary key (photo_id, size));
    create function noticed() returns trigger language plpgsql as 'begin return null; end';
    create trigger notice after update on scans for each row execute function noticed()`,
  // A few bytes, 8,000, 256 KiB and one more.
  rows: ['photos', 'scans']
    .map(
      (table) => `insert into ${table}
        select n, 'No. ' || n, decode(repeat(md5(n::text), (array[1, 500, 16384, 16384])[n]) || case n when 4 then '00' else '' end, 'hex')
        from generate_series(1, 4) n;`,
    )
    .join(''),
})

const sums = (client: Sql, table: string) =>
  client.unsafe<{ id: number; sum: string | null }[]>(`select id, md5(data) as sum from ${table} order by id`)
const left = ({ steps }: Undo) =>
  steps.filter((step) => step.left.length > 0).map((step) => [step.key, step.left.map(({ reason }) => reason)])
const tooLarge = ['4', ['Values this large are not recorded.']]

const actions = [
  {
    name: 'blacken',
    label: 'Blacken',
    permission: 'change' as const,
    run: async ({ update }: { update: (values: { data: string }) => Promise<number> }) =>
      `${await update({ data: String.raw`\x00` })} are black.`,
  },
]
const admins = [defineAdmin(photos, { actions }), defineAdmin(scans, { actions })]

/** Posts a change of many rows as the list does, after its rehearsal. @returns The request. */
async function planned(ctx: AdminContext, table: string, entries: [string, string][]): Promise<string> {
  const own = request(ctx)
  const post = (more: [string, string][]) =>
    postList(own, adminOf(own, table), [...entries, ['~step', 'review'], ...more])
  const answer = await post([])
  if ('href' in answer || answer.confirm?.kind !== 'plan') throw new Error(JSON.stringify(answer))
  await post([['~seal', answer.confirm.page.seal]])
  return own.requestId
}

const edited = (ctx: AdminContext, table: string, value: string) =>
  planned(ctx, table, [
    ['~action', '~edit'],
    ['~all', '1'],
    ['~list', ''],
    ['~op.data', 'set'],
    ['data', value],
  ])

async function blackened(ctx: AdminContext, table: string): Promise<string> {
  const own = request(ctx)
  await runAction(own, adminOf(own, table), {
    name: 'blacken',
    selection: { kind: 'keys', keys: ['1', '2', '3', '4'] },
  })
  return own.requestId
}

const black = (ctx: AdminContext, table: string) => edited(ctx, table, String.raw`\x00`)

describe.for([
  ['a bulk edit', 'photos', black],
  ['an action', 'photos', blackened],
  ['an action where a trigger has a say', 'scans', blackened],
] as const)('bytes that were overwritten by %s', ([, table, overwrite]) => {
  test.for([
    ['at once', undo],
    ['in parts', undoInParts],
  ] as const)(
    'come back %s up to 256 KiB, and of larger ones it says so beforehand',
    async ([, takeBack], { as, client }) => {
      const ctx = as({ admins })
      const before = await sums(client, table)
      const id = await overwrite(ctx, table)
      const [first] = await sums(client, table)
      expect(new Set((await sums(client, table)).map(({ sum }) => sum))).toEqual(new Set([first?.sum]))
      expect((await rehearseUndo(request(ctx), id)).steps.filter(({ problem }) => problem !== null)).toMatchObject([
        { key: '4', problem: 'Values this large are not recorded.' },
      ])
      const undone = await takeBack(ctx, id)
      expect(left(undone)).toEqual([tooLarge])
      const expected = before.map((row) => (row.id === 4 ? { id: 4, sum: first?.sum } : row))
      expect(await sums(client, table)).toEqual(expected)
      // The undo is a change as well.
      await takeBack(ctx, (await takeBack(ctx, undone.request)).request)
      expect(await sums(client, table)).toEqual(expected)
    },
  )

  test('stay as they are if they were overwritten again since, by others of the same size', async ({ as, client }) => {
    const ctx = as({ admins })
    await client.unsafe(`update ${table} set data = decode(repeat('ab', 8000), 'hex') where id = 2`)
    const id = await overwrite(ctx, table)
    await undo(ctx, id)
    await client.unsafe(`update ${table} set data = decode(repeat('cd', 8000), 'hex') where id = 2`)
    const again = await overwrite(ctx, table)
    await client.unsafe(`update ${table} set data = decode(repeat('ef', 8000), 'hex') where id = 2`)
    const { steps } = await undo(ctx, again)
    expect(steps.find(({ key }) => key === '2')).toMatchObject({ problem: 'It was changed again since.' })
  })
})

test('a saved form: up to 128 KiB typed over a few bytes, taken back and done again', async ({ as, client }) => {
  const ctx = as()
  const before = await sums(client, 'photos')
  const id = await change(ctx, ['photos', '1'], { data: `\\x${'7f'.repeat(100_000)}` })
  const after = await sums(client, 'photos')
  const undone = await undo(ctx, id)
  expect(left(undone)).toEqual([])
  expect(await sums(client, 'photos')).toEqual(before)
  await undo(ctx, undone.request)
  expect(await sums(client, 'photos')).toEqual(after)
})

test('one column is put back with its large value', async ({ as, client }) => {
  const ctx = as()
  const before = await sums(client, 'photos')
  await black(ctx, 'photos')
  const { entries } = await historyPage(ctx, adminOf(ctx, 'photos'), { key: '3', before: null })
  const wanted = { key: '3', id: entries[0]?.id ?? '', columns: ['data'] }
  const { seal } = await putBackPage(request(ctx), adminOf(ctx, 'photos'), wanted)
  await postPutBack(request(ctx), adminOf(ctx, 'photos'), { wanted, entries: [['~seal', seal]] })
  expect((await sums(client, 'photos'))[2]).toEqual(before[2])
})

test('a bulk edit row by row writes all bytes of a long value; large ones it leaves to other ways', async ({
  as,
  client,
}) => {
  await edited(as(), 'scans', `\\x${'7f'.repeat(6000)}`)
  const sizes = await client`select octet_length(data) as size from scans order by id`
  expect(sizes.map(({ size }) => Number(size))).toEqual([6000, 8000, 262_144, 262_145])
})

describe('a merge', () => {
  const merge = (keys: readonly string[], inputs: Record<string, string>): [string, string][] => [
    ['~action', '~merge'],
    ...keys.map((key): [string, string] => ['key', key]),
    ['~survivor', '1'],
    ...Object.entries(inputs),
  ]

  test('takes large bytes over from another row, and rows whose key moves come back with theirs', async ({
    as,
    client,
  }) => {
    const ctx = as()
    await client`insert into prints select 3, 'A4', data from photos where id = 3`
    const [before, [print]] = [await sums(client, 'photos'), await client`select md5(data) as sum from prints`]
    const id = await planned(ctx, 'photos', merge(['1', '3'], { '~from.data': '3' }))
    expect((await sums(client, 'photos'))[0]).toEqual({ id: 1, sum: before[2]?.sum })
    expect(await client`select photo_id, md5(data) as sum from prints`).toEqual([{ photo_id: 1, ...print }])
    const undone = await undo(ctx, id)
    expect(left(undone)).toEqual([])
    expect(await sums(client, 'photos')).toEqual(before)
    expect(await client`select photo_id, md5(data) as sum from prints`).toEqual([{ photo_id: 3, ...print }])
  })

  test('does not take over what the log could not keep', async ({ as, client }) => {
    const before = await sums(client, 'photos')
    await expect(planned(as(), 'photos', merge(['1', '4'], { '~from.data': '4' }))).rejects.toThrow(/Data.*too large/su)
    expect(await sums(client, 'photos')).toEqual(before)
  })
})

test('deleted rows have the bytes that they had last', async ({ as, client }) => {
  const ctx = as()
  const before = await sums(client, 'photos')
  await undo(ctx, await black(ctx, 'photos'))
  await undo(ctx, await remove(ctx, 'photos', '2', '3'))
  expect((await sums(client, 'photos')).slice(1, 3)).toEqual(before.slice(1, 3))
})
