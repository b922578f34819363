import { describe, expect } from 'vitest'
import { clearLog, sealLog, verifyLog } from '@/admin/server'
import { refusal } from '../testing/kit/inlines'
import { test } from '../testing/kit/site-test'
import type postgres from 'postgres'

const write = (client: postgres.Sql, count: number, at = 'now()') =>
  client.unsafe(
    `insert into brolly.audit_entries (actor_label, "table", key, label, action, changes, at)
      select 'ada', 'books', '1', 'Rivers', 'change', jsonb_build_object('title', jsonb_build_array('a', n)), ${at} from generate_series(1, ${count}) n`,
  )

describe('the seals of the audit log', () => {
  test('SEC-218 B21: cover everything in ranges, each once, and every head stands for all before it', async ({
    db,
    client,
  }) => {
    await write(client, 25_000)
    const first = await sealLog(db)
    expect(first).toMatchObject({ entries: 25_000n, last: { id: 3n } })
    expect(await sealLog(db)).toMatchObject({ entries: 0n, last: { head: first.last?.head } })
    await write(client, 5)
    expect(await verifyLog(db)).toMatchObject({ problems: [], seals: 3n, unsealed: 5 })
    const second = await sealLog(db)
    expect(second).toMatchObject({ entries: 5n, last: { id: 4n, firstId: (first.last?.lastId ?? 0n) + 1n } })
    const head = first.last?.head ?? ''
    expect((await verifyLog(db, { head })).problems).toEqual([])
    expect((await verifyLog(db, { head: head.replace(/^./u, 'x') })).problems).toMatchObject([{ kind: 'chain' }])
  })

  test('SEC-218 B21: an altered, missing or added entry is found, and which range it is in', async ({ db, client }) => {
    await write(client, 20)
    await sealLog(db)
    await write(client, 20)
    await sealLog(db)
    const cases: [statement: string, message: string][] = [
      [`update brolly.audit_entries set actor_label = 'bob' where id = $`, 'altered'],
      [`update brolly.audit_entries set changes = '{"title":["a","b"]}' where id = $`, 'altered'],
      [`update brolly.audit_entries set at = at + interval '1 microsecond' where id = $`, 'altered'],
      [`delete from brolly.audit_entries where id = $`, '1 entry is missing'],
    ]
    const [{ id } = { id: '' }] = await client<{ id: string }[]>`select min(id)::text as id from brolly.audit_entries`
    for (const [statement, message] of cases) {
      await client`create table kept as select * from brolly.audit_entries where id = ${id}`
      await client.unsafe(statement.replace('$', id))
      const { problems } = await verifyLog(db)
      expect(problems).toMatchObject([{ kind: 'entries', message: expect.stringContaining(message) }])
      expect(problems[0]?.where).toMatch(/^entries 0 to \d+$/u)
      await client`delete from brolly.audit_entries where id = ${id}`
      await client`insert into brolly.audit_entries overriding system value select * from kept`
      await client`drop table kept`
      expect((await verifyLog(db)).problems).toEqual([])
    }
    await client`insert into brolly.audit_entries (id, actor_label, "table", key, label, action)
      overriding system value values (0, 'x', 'books', '1', 'x', 'add'), (-5, 'x', 'books', '1', 'x', 'add')`
    expect((await verifyLog(db)).problems.map(({ message }) => message)).toEqual([
      '1 entry was added afterwards.',
      '1 entry was added afterwards.',
    ])
  })

  test('SEC-218 B21: a seal that was removed or rewritten breaks the chain', async ({ db, client }) => {
    for (const count of [3, 3, 3]) {
      await write(client, count)
      await sealLog(db)
    }
    await client`delete from brolly.audit_entries where id = (select max(id) from brolly.audit_entries)`
    await client`update brolly.audit_seals set entries = 2 where id = 3`
    expect((await verifyLog(db)).problems.map(({ kind, where }) => `${kind} ${where}`)).toContain('chain seal 3')
    await client`delete from brolly.audit_seals where id = 2`
    expect((await verifyLog(db)).problems.filter(({ kind }) => kind === 'chain').map(({ where }) => where)).toContain(
      'seal 3',
    )
  })

  test('SEC-218: entries that were exchanged are found, and an end that was cut off by a head that was kept', async ({
    db,
    client,
  }) => {
    await write(client, 3)
    await sealLog(db)
    await client`update brolly.audit_entries e set changes = o.changes from brolly.audit_entries o
      where e.id + o.id = (select min(id) + max(id) from brolly.audit_entries) and e.id <> o.id`
    expect((await verifyLog(db)).problems).toMatchObject([
      { kind: 'entries', where: expect.stringMatching(/^entries 0/u) },
    ])

    await client`delete from brolly.audit_entries`
    await client`delete from brolly.audit_seals`
    await write(client, 3)
    await sealLog(db)
    await write(client, 3)
    const head = (await sealLog(db)).last?.head ?? ''
    await client`delete from brolly.audit_entries where id > (select last_id from brolly.audit_seals order by id limit 1)`
    await client`delete from brolly.audit_seals where id = (select max(id) from brolly.audit_seals)`
    expect((await verifyLog(db)).problems).toEqual([])
    expect((await verifyLog(db, { head })).problems).toMatchObject([{ kind: 'chain' }])
  })

  test('an entry of a transaction that is still open is waited for, never left out', async ({ db, client }) => {
    await write(client, 3)
    const other = await client.reserve()
    try {
      await other`begin`
      await other`insert into brolly.audit_entries (actor_label, "table", key, label, action) values ('late', 'books', '1', 'x', 'add')`
      // A later id that is committed before.
      await write(client, 1)
      expect((await refusal(sealLog(db, { waitMs: 0 }))).code).toBe('UNAVAILABLE')
      const sealing = sealLog(db)
      await other`commit`
      expect((await sealing).entries).toBe(5n)
      expect((await verifyLog(db)).problems).toEqual([])
    } finally {
      other.release()
    }
  })
})

test('old entries are cleared in whole seals; the chain holds, and each clearing is recorded', async ({
  db,
  client,
}) => {
  await write(client, 4, `now() - interval '40 days'`)
  await sealLog(db)
  await write(client, 2, `now() - interval '40 days'`)
  await write(client, 1)
  expect(await clearLog(db, { days: 60 })).toEqual({ entries: 0n, until: null })
  expect(await clearLog(db, { days: 30 })).toMatchObject({ entries: 4n })
  expect(await client`select count(*)::int as count from brolly.audit_entries`).toEqual([{ count: 4 }])
  expect(await client`select actor_label, label from brolly.audit_entries where action = 'clear'`).toEqual([
    { actor_label: 'brolly clearaudit', label: expect.stringMatching(/^4 entries, entries 0 to \d+$/u) },
  ])
  const { last } = await sealLog(db)
  expect((await verifyLog(db, { head: last?.head ?? '' })).problems).toEqual([])
})
