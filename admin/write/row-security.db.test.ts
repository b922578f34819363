import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { activityPage, historyPage, postList, trashPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { auditLines } from '../testing/kit/audit-lines'
import { refusal } from '../testing/kit/inlines'
import { adminOf, type SiteFixture } from '../testing/kit/site-test'
import { rolledBack } from '../testing/rolled-back'
import { ada, bo, rls, tenantRole, tenantTest as test } from '../testing/kit/tenants'
import { add, change, remove, undo } from '../testing/kit/undo'
import { inSavepoint, inTransaction } from './retry'

const both = (as: SiteFixture['as']) => [as({ id: ada, rls }), as({ id: bo, rls })] as const

const history = async (ctx: AdminContext, key: string) =>
  (await historyPage(ctx, adminOf(ctx, 'documents'), { key, before: null })).entries.map(({ changes }) =>
    changes.map(({ before, after }) => [before, after]),
  )

describe('the policies of the database apply to what a request writes', () => {
  test('own rows are added, changed and deleted, and recorded', async ({ as, client }) => {
    const [adas] = both(as)
    const [, key] = await add(adas, 'documents', { id: '13', title: 'New', folder_id: '1', owner_id: ada })
    await change(adas, ['documents', key], { title: 'Newer' })
    expect(await client`select title from documents where id = 13`).toEqual([{ title: 'Newer' }])
    await remove(adas, 'documents', key)
    expect(await client`select from documents where id = 13`).toHaveLength(0)
    expect((await auditLines(client)).map(({ action }) => action)).toEqual(['add', 'change', 'delete'])
  })

  test('a row that a policy refuses is a message at the form, and nothing is saved', async ({ as, client }) => {
    const [adas] = both(as)
    const words = { code: 'FORBIDDEN', message: expect.stringContaining('row level security policy') }
    expect(await refusal(add(adas, 'documents', { id: '14', title: 'New', owner_id: bo }))).toMatchObject(words)
    expect(await refusal(change(adas, ['documents', '11'], { owner_id: bo }))).toMatchObject(words)
    expect(await refusal(change(adas, ['documents', '11'], { title: 'Secret' }))).toMatchObject(words)
    expect(await client`select id, title from documents where owner_id = ${ada} order by id`).toEqual([
      { id: 11, title: 'Plan of Ada' },
      { id: 12, title: 'Bill of Ada' },
    ])
    expect(await auditLines(client)).toEqual([])
  })

  test('rows of others cannot be changed, deleted or referred to', async ({ as, client }) => {
    const [adas] = both(as)
    expect(await refusal(change(adas, ['documents', '21'], { title: 'Mine' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(remove(adas, 'documents', '21'))).toMatchObject({ code: 'NOT_FOUND' })
    // A foreign key alone would accept it.
    expect(await refusal(change(adas, ['documents', '11'], { folder_id: '2' }))).toMatchObject({
      fields: { folder_id: expect.any(String) },
    })
    expect(await client`select title, folder_id from documents where id in (11, 21) order by id`).toEqual([
      { title: 'Plan of Ada', folder_id: 1 },
      { title: 'Plan of Bo', folder_id: 2 },
    ])
  })

  test('a bulk edit changes the rows that are seen, and names those that a policy refuses', async ({ as, client }) => {
    const [adas] = both(as)
    const edit = (keys: readonly string[], title: string): [string, string][] => [
      ['~action', '~edit'],
      ...keys.map((key): [string, string] => ['key', key]),
      ['~list', ''],
      ['~step', 'review'],
      ['~op.title', 'set'],
      ['title', title],
    ]
    const documents = adminOf(adas, 'documents')
    const run = async (entries: [string, string][]) => {
      const asked = await postList(adas, documents, entries)
      const page = 'confirm' in asked && asked.confirm?.kind === 'plan' ? asked.confirm.page : null
      return { page, done: await postList(adas, documents, [...entries, ['~seal', page?.seal ?? '']]) }
    }
    await run(edit(['11', '12', '21', '22'], 'Old'))
    expect(await client`select id from documents where title = 'Old' order by id`).toEqual([{ id: 11 }, { id: 12 }])
    const away = await run(edit(['11', '12'], 'Secret'))
    expect(JSON.stringify(away.page)).toContain('row level security policy')
    expect(await client`select from documents where title = 'Secret'`).toHaveLength(0)
  })

  test('an undo takes back own changes; those of others are not known', async ({ as, client }) => {
    const [adas, bos] = both(as)
    const changed = await change(adas, ['documents', '11'], { title: 'Changed' })
    const deleted = await remove(adas, 'documents', '12')
    expect(await refusal(undo(bos, changed))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(undo(bos, deleted))).toMatchObject({ code: 'NOT_FOUND' })
    await undo(adas, changed)
    await undo(adas, deleted)
    expect(await client`select title from documents where owner_id = ${ada} order by id`).toEqual([
      { title: 'Plan of Ada' },
      { title: 'Bill of Ada' },
    ])
  })
})

describe('the audit log is Brolly’s own table, and tells nothing of hidden rows', () => {
  test('history, activity and trash of rows of others', async ({ as }) => {
    const [adas, bos] = both(as)
    await change(bos, ['documents', '21'], { title: 'Bo changed it' })
    await remove(bos, 'documents', '22')
    for (const key of ['21', '22']) expect(await refusal(history(adas, key))).toMatchObject({ code: 'NOT_FOUND' })
    const shown = async (ctx: AdminContext) =>
      JSON.stringify([await activityPage(ctx, []), await trashPage(ctx, adminOf(ctx, 'documents'), [])])
    expect(await shown(adas)).not.toMatch(/of Bo|Bo changed/)
    expect(await shown(bos)).toContain('Bo changed it')
    expect(await shown(bos)).toContain('Bill of Bo')
  })

  test('a row that was given to somebody does not tell them of the time before', async ({ as, client }) => {
    const bos = as({ id: bo, rls })
    await change(bos, ['documents', '21'], { title: 'Private note of Bo' })
    await change(bos, ['documents', '21'], { title: 'For Ada' })
    // Somebody to whom the policies do not apply.
    await change(as(), ['documents', '21'], { owner_id: ada })
    const reader = as({ id: ada, rls, grants: ['documents.view'] })
    await change(as({ id: ada, rls }), ['documents', '21'], { title: 'Of Ada now' })
    expect(await history(reader, '21')).toEqual([[['For Ada', 'Of Ada now']], []])
    expect(await client`select from brolly.audit_entries where key = '21'`).toHaveLength(4)
  })
})

describe('transactions', () => {
  const state = sql`select current_user::text as role, current_setting('app.user_id', true) as owner`

  test('keep the role after a savepoint was rolled back, and in nested ones', async ({ as }) => {
    const [adas] = both(as)
    const inside = { role: tenantRole, owner: ada }
    await inTransaction(adas, async (tx) => {
      const failed = inSavepoint(tx, async (deeper) => {
        expect((await deeper.db.execute(state))[0]).toEqual(inside)
        await deeper.db.execute(sql`select 1 / 0`)
      })
      await expect(failed).rejects.toMatchObject({ cause: { code: '22012' } })
      expect((await tx.db.execute(state))[0]).toEqual(inside)
      await inSavepoint(tx, async (deeper) => expect((await deeper.db.execute(state))[0]).toEqual(inside))
    })
  })

  test('leave nothing on the connection, also after an error', async ({ as, url }) => {
    const { connectForTest } = await import('../testing/connect')
    const { db, close } = connectForTest(url, { max: 1 })
    const adas = as({ id: ada, rls, db })
    const [outside] = await db.execute(sql`select current_user::text as role, null as owner`)
    const now = async () => {
      const [row] = await db.execute<{ role: string; owner: string | null }>(state)
      return { role: row?.role, owner: row?.owner === '' ? null : row?.owner }
    }
    await adas.db.execute(state)
    expect(await now()).toEqual(outside)
    await expect(adas.db.execute(sql`select 1 / 0`)).rejects.toMatchObject({ cause: { code: '22012' } })
    expect(await now()).toEqual(outside)
    await expect(adas.db.transaction((tx) => tx.execute(sql`select * from nowhere`))).rejects.toMatchObject({
      cause: { code: '42P01' },
    })
    expect(await now()).toEqual(outside)
    await close()
  })

  test('leave nothing in a test whose changes are rolled back either', async ({ as, client }) => {
    const { db, end } = await rolledBack(client, () => undefined)
    const [outside] = await db.execute(state)
    const [adas, bos] = [as({ id: ada, rls, db }), as({ id: bo, rls, db })]
    for (const { actor, db: own } of [adas, bos, adas])
      expect((await own.execute(state))[0]).toEqual({ role: tenantRole, owner: actor.id })
    await change(adas, ['documents', '11'], { title: 'Changed' })
    const [after] = await db.execute<{ role: string }>(state)
    expect(after?.role).toBe(outside?.role)
    expect(await db.execute(sql`select title from documents where id = 11`)).toMatchObject([{ title: 'Changed' }])
    await end()
    expect(await client`select title from documents where id = 11`).toEqual([{ title: 'Plan of Ada' }])
  })

  test('have the isolation level that was asked for', async ({ as }) => {
    const [adas] = both(as)
    const level = await adas.db.transaction(
      async (tx) => {
        const [row] = await tx.execute(
          sql`select current_setting('transaction_isolation') as level, current_user::text as role`,
        )
        return row
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
    expect(level).toEqual({ level: 'repeatable read', role: tenantRole })
  })
})
