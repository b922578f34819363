import { describe, expect } from 'vitest'
import type { Sql } from 'postgres'
import { deleteRecords, postRestore, restorePage, trashPage } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { recordingDatabase } from '../debug/record-queries'
import { auditLines } from '../testing/kit/audit-lines'
import { boxes, boxTest as test, counts, preview, remove } from '../testing/kit/boxes'
import { adminOf } from '../testing/kit/site-test'
import { request, undo } from '../testing/kit/undo'
import { countOf } from './undo/undo'

/** Two generations below box 6, with what refers to them in other tables, also in one outside of the schema. */
const many = `
  create index if not exists boxes_parent on boxes (parent); create index if not exists lids_box on lids (box_id);
  create index if not exists left_box on left_sides (box_id); create index if not exists joints_left on joints (left_id);
  create index if not exists strangers_box on other.strangers (box_id);
  insert into boxes select n, 'Box ' || n, case when n <= 2250 then 6 else n - 1250 end, nullif(n % 3, 0) from generate_series(1001, 3500) n;
  insert into left_sides select n, n from generate_series(1001, 3500) n;
  insert into joints select n, n, null from generate_series(1001, 3500) n;
  insert into lids select n, n from generate_series(1001, 3500) n;
  insert into other.strangers select n, n from generate_series(1001, 3500) n;`

/** Stands for all rows of the tables that an undo restores. */
const contents = async (client: Sql) => {
  const tables = ['boxes', 'left_sides', 'joints', 'lids', 'hens']
  const parts = tables.map((name) => `select '${name}' || t::text as line from ${name} t`).join(' union all ')
  return client.unsafe(`select md5(string_agg(line, ' ' order by line)) as all from (${parts}) l`)
}

describe('a delete with thousands of rows in several tables', () => {
  test('takes some dozens of statements, and records each row', async ({ as, client }) => {
    await client.unsafe(many)
    const page = await preview(as(), 'boxes', '6')
    expect(page).toMatchObject({ blocked: false, total: 10_001 })
    const sent: string[] = []
    const ctx = as({ db: recordingDatabase(client, (query) => sent.push(query.sql)) })

    expect(await remove(ctx, 'boxes', { keys: ['6'], agreed: page.total })).toMatchObject({ rows: 10_001, kept: 0 })

    expect(sent.length).toBeLessThan(100)
    expect(await counts(client)).toMatchObject({ boxes: 5, left_sides: 0, joints: 0, lids: 2500, 'other.strangers': 0 })
    const log = await auditLines(client)
    expect(new Set(log.map(({ table, key }) => `${table} ${key}`)).size).toBe(log.length)
    const number = (table: string, action: string) =>
      log.filter((line) => line.table === table && line.action === action).length
    expect(number('boxes', 'delete')).toBe(2501)
    expect(number('other.strangers', 'delete')).toBe(2500)
    expect(number('lids', 'change')).toBe(2500)
    expect(log.find(({ table, key }) => table === 'boxes' && key === '2500')).toMatchObject({
      label: 'Box 2500',
      changes: { id: ['2500', null], name: ['Box 2500', null], parent: ['1250', null], note: ['1', null] },
    })
  })

  test('is taken back as a whole, from the trash as well, and done again', async ({ as, client }) => {
    await client.unsafe(many)
    const ctx = as()
    const before = await contents(client)
    const own = request(ctx)
    await deleteRecords(own, adminOf(own, 'boxes'), { selection: { kind: 'keys', keys: ['6'] }, agreed: 10_001 })
    const after = await contents(client)

    const back = await undo(ctx, own.requestId)

    expect(countOf(back)).toEqual({ done: 10_001, kept: 0 })
    expect(back.steps.length).toBeLessThan(100)
    expect(await contents(client)).toEqual(before)
    const again = await undo(ctx, back.request)
    expect(countOf(again)).toEqual({ done: 10_001, kept: 0 })
    expect(await contents(client)).toEqual(after)
    const [deletion] = (await trashPage(ctx, adminOf(ctx, 'boxes'), [['q', 'Alone']])).rows
    const page = await restorePage(ctx, adminOf(ctx, 'boxes'), [deletion?.id ?? ''])
    // The other tables refer to boxes only in the database.
    expect(page.button).toBe('Restore 2,501 rows')
    const answer = { ids: [deletion?.id ?? ''], entries: [['~seal', page.seal]] as [string, string][] }
    await postRestore(request(ctx), adminOf(ctx, 'boxes'), answer)
    expect(await counts(client)).toMatchObject({ boxes: 2506, joints: 0 })
    expect(await client`select 1 from lids where box_id is null`).toHaveLength(0)
  })

  test('writes the same entries where hooks or triggers have a say', async ({ as, client }) => {
    const logs: unknown[] = []
    const entries = async () =>
      (await auditLines(client)).map((line) => JSON.stringify(line)).toSorted((a, b) => (a < b ? -1 : 1))
    const seen: string[] = []
    const hooks = {
      beforeDelete: ({ record }: { record: { id?: string | null } }) => void seen.push(`before ${record.id ?? ''}`),
      afterDelete: ({ record }: { record: { id?: string | null } }) => void seen.push(`after ${record.id ?? ''}`),
    }
    const trigger = `create function beside() returns trigger language plpgsql as 'begin return null; end';
      create trigger beside after delete on boxes for each row execute function beside();`
    for (const [admins, guard] of [
      [[], ''],
      [[defineAdmin(boxes, { hooks })], ''],
      [[], trigger],
    ] as const) {
      await client.unsafe(`delete from boxes where id >= 1000 or id = 6; delete from lids; delete from brolly.audit_entries;
        insert into boxes values (6, 'Alone') on conflict do nothing; ${many} ${guard}`)
      const ctx = as({ admins: [...admins] })
      await deleteRecords(ctx, adminOf(ctx, 'boxes'), { selection: { kind: 'keys', keys: ['6'] }, agreed: 10_001 })
      logs.push(await entries())
    }
    await client.unsafe('drop function beside cascade')
    expect(logs[1]).toEqual(logs[0])
    expect(logs[2]).toEqual(logs[0])
    expect(new Set(seen).size).toBe(5002)
  })
})
