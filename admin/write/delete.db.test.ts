import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { deletePage, deleteRecords, AdminError } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { auditLines } from '../testing/kit/audit-lines'
import { boxes, boxTest as test, counts, preview, remove } from '../testing/kit/boxes'
import { recordingDatabase } from '../debug/record-queries'
import { adminOf } from '../testing/kit/site-test'
import { atLocations, planDelete } from './delete-plan'

/** Compares the preview with what was deleted. */
describe.each([
  ['nothing beside it', 'boxes', '6', ''],
  ['a self reference', 'boxes', '5', ''],
  ['children of children', 'boxes', '2', ''],
  ['set null', 'boxes', '6', 'insert into lids values (1, 6), (2, 6), (3, 1)'],
  ['set null on what goes along', 'boxes', '2', 'insert into lids values (1, 4)'],
  ['set default', 'boxes', '6', 'insert into shelves values (1, 6)'],
  [
    'DJ-234: a diamond',
    'boxes',
    '2',
    'insert into left_sides values (1, 2), (2, 3); insert into right_sides values (1, 2); insert into joints values (1, 1, 1), (2, 2, 1), (3, 1, null)',
  ],
  ['DJ-234: a cycle', 'hens', '1', ''],
  ['a composite foreign key', 'rooms', '1,a~2Fb', ''],
  ['a table that is not in the schema', 'boxes', '2', 'insert into other.strangers values (1, 4), (2, 6)'],
] as const)('a delete with %s', (...[, table, key, rows]) => {
  test('DJ-160 DJ-241: deletes what its preview shows, each row audited', async ({ as, client }) => {
    if (rows) await client.unsafe(rows)
    const ctx = as()
    const before = await counts(client)
    const page = await preview(ctx, table, key)
    expect(await counts(client)).toEqual(before)

    const done = await remove(ctx, table, { keys: [key], agreed: page.total })

    const after = await counts(client)
    const said = Object.fromEntries(
      page.groups.filter(({ effect }) => effect === 'delete').map((group) => [group.table, group.count]),
    )
    const gone = Object.fromEntries(
      Object.entries(before)
        .filter(([name, count]) => count !== after[name])
        .map(([name, count]) => [name.replace('other.', ''), count - (after[name] ?? 0)]),
    )
    const log = await auditLines(client)
    expect(page.blocked).toBe(false)
    expect(said).toEqual(gone)
    expect(done.rows).toBe(page.total)
    expect(log.filter(({ action }) => action === 'delete')).toHaveLength(page.total)
    expect(new Set(log.map((line) => `${line.table} ${line.key}`)).size).toBe(log.length)
  })
})

test('rows of tables that are not in the schema are recorded with their values', async ({ as, client }) => {
  await client.unsafe(`insert into other.strangers values (1, 6);
    create table other.sessions (a text, b int, token text, note text, box_id int references boxes on delete cascade, primary key (a, b));
    create table other.cleared (id int primary key, box_id int references boxes on delete set null, note text);
    insert into other.sessions values ('x/y', 1, 'CANARY', null, 6); insert into other.cleared values (4, 6, 'stays')`)
  try {
    const page = await preview(as(), 'boxes', '6')
    await remove(as(), 'boxes', { keys: ['6'], agreed: page.total })
    const log = (await auditLines(client)).filter(({ table }) => table.startsWith('other.'))
    expect(log.map(({ table, key, action, changes }) => [table, key, action, changes])).toEqual(
      expect.arrayContaining([
        ['other.strangers', '1', 'delete', { id: ['1', null], box_id: ['6', null] }],
        ['other.sessions', 'x~2Fy,1', 'delete', { a: ['x/y', null], b: ['1', null], token: null, box_id: ['6', null] }],
        ['other.cleared', '4', 'change', { box_id: ['6', null] }],
      ]),
    )
    expect(log).toHaveLength(3)
  } finally {
    await client.unsafe('drop table other.sessions, other.cleared')
  }
})

test('the audit entry of a delete contains the deleted values and the cleared references', async ({ as, client }) => {
  await client`insert into lids values (1, 6)`
  const ctx = as()

  await remove(ctx, 'boxes', { keys: ['6'], agreed: 1 })

  expect(
    (await auditLines(client)).map(({ table, key, label, action, changes }) => ({
      table,
      key,
      label,
      action,
      changes,
    })),
  ).toEqual([
    { table: 'boxes', key: '6', label: 'Alone', action: 'delete', changes: { id: ['6', null], name: ['Alone', null] } },
    { table: 'lids', key: '1', label: 'Alone', action: 'change', changes: { box_id: ['6', null] } },
  ])
})

test('the preview is a sentence with samples that link to their rows', async ({ as, client }) => {
  await client`insert into lids select n, 2 from generate_series(1, 7) n`

  const page = await preview(as(), 'boxes', '2')

  expect(page).toMatchObject({
    what: 'box “Big”',
    sentence: 'This deletes 3 boxes, and clears the box of 7 lids.',
    button: 'Delete 3 rows',
    total: 3,
  })
  expect(page.groups.map((group) => [group.table, group.effect, group.count, group.samples.length])).toEqual([
    ['boxes', 'delete', 3, 3],
    ['lids', 'set null', 7, 5],
  ])
  expect(page.groups[1]?.samples[0]).toEqual({ label: 'Big', href: '/admin/lids/1' })
})

test.for([
  [
    'restrict',
    'seals',
    'insert into seals values (1, 4)',
    '1 seal still refers to this and requires it. Change or delete it first.',
  ],
  [
    'no action',
    'stamps',
    'insert into stamps values (1, 2), (2, 4)',
    '2 stamps still refer to this and require it. Change or delete them first.',
  ],
] as const)(
  'DJ-238 REL-008: %s blocks, names and counts who, and deletes nothing',
  async ([, table, rows, reason], { as, client }) => {
    await client.unsafe(rows)
    const ctx = as()
    const before = await counts(client)
    const page = await preview(ctx, 'boxes', '2')

    expect(page).toMatchObject({ what: 'box “Big”', blocked: true, blockedReason: reason })
    expect(page.groups[0]).toMatchObject({ table, effect: 'block', count: rows.split('(').length - 1 })
    await expect(remove(ctx, 'boxes', { keys: ['2'], agreed: page.total })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await counts(client)).toEqual(before)
    expect(await auditLines(client)).toEqual([])
  },
)

test('DJ-162: of several chosen rows one that is blocked keeps all', async ({ as, client }) => {
  await client`insert into seals values (1, 6)`
  const ctx = as()

  await expect(remove(ctx, 'boxes', { keys: ['5', '6'], agreed: 2 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(await counts(client)).toMatchObject({ boxes: 6 })
})

test('rows that refer to each other are deleted together, whatever the order of the cascades', async ({
  as,
  client,
}) => {
  // joints go last, after the stamp on a box of the same tree has been looked at.
  await client.unsafe(`alter table stamps add column joint int references joints on delete cascade`)
  await client.unsafe(
    `insert into left_sides values (1, 2); insert into joints values (1, 1, null); insert into stamps values (1, 2, 1)`,
  )
  const ctx = as()
  const page = await preview(ctx, 'boxes', '2')
  const outcome: unknown = await remove(ctx, 'boxes', { keys: ['2'], agreed: page.total }).catch(
    (error: unknown) => error,
  )
  await client.unsafe('delete from stamps; alter table stamps drop column joint')

  expect(page).toMatchObject({ total: 6, blocked: false })
  expect(outcome).toMatchObject({ rows: 6 })
})

test('as many rows, but others than were shown or with other values, are not deleted', async ({ as, client }) => {
  const ctx = as()
  const selection = { kind: 'keys', keys: ['2'] } as const
  const page = await deletePage(ctx, adminOf(ctx, 'boxes'), selection)
  const again = (seal: string, asker = ctx) =>
    deleteRecords(asker, adminOf(asker, 'boxes'), { selection, agreed: page.total, seal })
  const other = as({ id: '00000000-0000-4000-8000-0000000000aa' })
  const before = await counts(client)

  for (const seal of ['', 'forged', `${page.seal}x`])
    await expect(again(seal)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(again(page.seal ?? '', other)).rejects.toMatchObject({ code: 'CONFLICT' })
  await client`update boxes set name = name || '!' where id = 2`
  await expect(again(page.seal ?? '')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await counts(client)).toEqual(before)

  const now = await deletePage(ctx, adminOf(ctx, 'boxes'), selection)
  await again(now.seal ?? '')
  expect(await client`select 1 from boxes where id = 2`).toEqual([])
})

test('another total than the one agreed to deletes nothing', async ({ as, client }) => {
  const ctx = as()
  const { total } = await preview(ctx, 'boxes', '2')
  await client`insert into boxes values (7, 'Late', 4)`

  await expect(remove(ctx, 'boxes', { keys: ['2'], agreed: total })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'The rows have changed since you opened this page: 4 rows would be deleted now. Nothing was deleted.',
  })
  expect(await counts(client)).toMatchObject({ boxes: 7 })
})

test('DJ-161: rows that are already deleted do not matter', async ({ as }) => {
  const ctx = as()

  expect(await preview(ctx, 'boxes', '98', '99')).toMatchObject({ total: 0, blocked: true, groups: [] })
  expect(await preview(ctx, 'boxes', '6', '99')).toMatchObject({ total: 1, blocked: false })
  await expect(preview(ctx, 'boxes', '99')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(preview(ctx, 'boxes')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(preview(ctx, 'boxes', 'x', "1' or true")).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('all that match a list are deleted, and no others', async ({ as, client }) => {
  const ctx = as()
  const selection = {
    kind: 'all',
    parameters: [
      ['name.eq', 'Alone'],
      ['sort', '-name'],
    ],
  } as const

  expect(await deletePage(ctx, adminOf(ctx, 'boxes'), selection)).toMatchObject({ total: 1 })
  await deleteRecords(ctx, adminOf(ctx, 'boxes'), { selection, agreed: 1 })
  expect(await counts(client)).toMatchObject({ boxes: 5 })
  await expect(
    deletePage(ctx, adminOf(ctx, 'boxes'), { kind: 'all', parameters: [['nothing.eq', 'x']] }),
  ).rejects.toMatchObject({ code: 'BAD_QUERY' })
})

test('SEC-190: past the limit of changes the preview stops counting and refuses', async ({ as, client }) => {
  await client`insert into boxes select n, 'x', 6 from generate_series(100, 1200) n`
  const page = await preview(as({ mostRows: 1000 }), 'boxes', '6')

  expect(page).toMatchObject({ blocked: true, blockedReason: expect.stringContaining('more than 1,000 rows') })
})

test.for([
  ['of one parent', 'case when n = 1001 then 6 else 1001 end'],
  ['in a chain', 'case when n = 1001 then 6 else n - 1 end'],
  ['chosen themselves', 'null'],
] as const)('SEC-190: thousands of rows %s are one look at each table', async ([, parent], { as, client }) => {
  await client.unsafe(`insert into boxes select n, 'x', ${parent} from generate_series(1001, 3900) n`)
  const sent: string[] = []
  const ctx = as({ db: recordingDatabase(client, (query) => sent.push(query.sql)) })
  const admin = adminOf(ctx, 'boxes')
  const page =
    parent === 'null'
      ? await deletePage(ctx, admin, { kind: 'all', parameters: [['name.eq', 'x']] })
      : await deletePage(ctx, admin, { kind: 'keys', keys: ['6'] })

  expect(page).toMatchObject({ total: parent === 'null' ? 2900 : 2901, blocked: false })
  expect(sent.length).toBeLessThan(30)
})

test('locations are joined and not compared one by one', async ({ as, client }) => {
  await client`insert into boxes select n, 'x', null from generate_series(1001, 9000) n`
  const [chosen] = await planDelete(as(), adminOf(as(), 'boxes'), sql`t.id > 1000`)
  const locations = chosen?.locations ?? []
  const [plan] = await as().db.execute<{ 'QUERY PLAN': unknown }>(
    sql`explain (analyze, timing off, format json) select 1 from boxes t where ${atLocations('t', locations)}`,
  )

  // A linear search would read the whole list for each row.
  expect(JSON.stringify(plan)).toMatch(/(Hash|Merge|Tid) (Cond|Join)/u)
  expect(JSON.stringify(plan)).not.toContain('"Filter"')
})

test('hooks receive each deleted row and can stop the whole delete', async ({ as, client }) => {
  const seen: (string | null | undefined)[] = []
  const ctx = as({
    admins: [
      defineAdmin(boxes, {
        hooks: {
          beforeDelete({ record }) {
            seen.push(record.name)
            if (record.name === 'Tiny') throw new AdminError('FORBIDDEN', 'Tiny stays.')
          },
        },
      }),
    ],
  })

  await expect(remove(ctx, 'boxes', { keys: ['2'], agreed: 3 })).rejects.toMatchObject({ message: 'Tiny stays.' })
  expect(seen).toEqual(['Big', 'Small', 'Tiny'])
  expect(await counts(client)).toMatchObject({ boxes: 6 })
  expect(await auditLines(client)).toEqual([])
})
