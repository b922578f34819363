import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import {
  changePage,
  exportCsv,
  indexPage,
  listPage,
  lookup,
  neighbourBlocks,
  peekPage,
  stepPage,
  whyPage,
} from '@/admin/server'
import { recordingDatabase } from '../debug/record-queries'
import { translateReadError } from '../postgres/errors'
import type { AdminContext } from '../site/context'
import { ada, bo, documents, folders, rls, tenantRole, tenantTest as test } from '../testing/kit/tenants'
import { adminOf, type SiteFixture } from '../testing/kit/site-test'

/** Two superusers: rules in code limit neither. */
const both = (as: SiteFixture['as']) => [as({ id: ada, rls }), as({ id: bo, rls })] as const

const list = (ctx: AdminContext, parameters: [string, string][] = []) =>
  listPage(ctx, adminOf(ctx, 'documents'), parameters)

const titles = async (ctx: AdminContext, parameters: [string, string][] = []) =>
  (await list(ctx, parameters)).rows.map(([, label]) => label).toSorted()

async function csv(ctx: AdminContext): Promise<string> {
  let all = ''
  for await (const part of exportCsv(ctx, adminOf(ctx, 'documents'), [
    ['columns', 'title'],
    ['sort', 'id'],
  ]))
    all += part
  return all
}

const options = async (ctx: AdminContext, search = '') =>
  (await lookup(ctx, adminOf(ctx, 'documents'), { column: 'folder_id', search, siblings: new Map() })).options.map(
    ({ label }) => label,
  )

describe('the policies of the database apply to what a request reads', () => {
  test('lists, counts, searches, filters, exports and look-ups', async ({ as, client }) => {
    // More than the planner's estimate of all rows may be told of.
    await client.unsafe(
      `insert into documents select n, 'Old', null, '${bo}' from generate_series(1001, 12000) n; analyze documents`,
    )
    const [adas, bos] = both(as)
    expect(await titles(adas)).toEqual(['Bill of Ada', 'Plan of Ada'])
    expect(await list(adas)).toMatchObject({ countLabel: '2 rows' })
    expect(await titles(adas, [['q', 'plan']])).toEqual(['Plan of Ada'])
    expect(await list(adas, [['q', 'plan']])).toMatchObject({ countLabel: '1 row' })
    expect(await titles(adas, [['title.contains', 'Bo']])).toEqual([])
    expect(await titles(adas, [['owner_id.eq', bo]])).toEqual([])
    expect(await list(bos)).toMatchObject({ countLabel: 'more than 10,000 rows' })
    await client`delete from documents where id > 1000`
    expect(await csv(bos)).toBe('Title\r\nPlan of Bo\r\nBill of Bo\r\n')
    expect([await options(adas), await options(bos), await options(adas, 'Bo')]).toEqual([
      ['Folder of Ada'],
      ['Folder of Bo'],
      [],
    ])
    const counts = (await indexPage(adas)).groups.flatMap(({ tables }) => tables.map(({ count }) => count))
    expect(counts.slice(0, 3)).toEqual(['', '', ''])
  })

  test('a record of another owner does not exist; neighbours and steps are those of its own', async ({ as }) => {
    const [adas, bos] = both(as)
    const [document, folder] = [adminOf(adas, 'documents'), adminOf(adas, 'folders')]
    const missing = { code: 'NOT_FOUND' }
    expect((await changePage(adas, document, { key: '11', list: '' })).title).toBe('Plan of Ada')
    await expect(changePage(adas, document, { key: '21', list: '' })).rejects.toMatchObject(missing)
    await expect(peekPage(adas, document, { key: '21' })).rejects.toMatchObject(missing)
    await expect(neighbourBlocks(adas, folder, { key: '2' })).rejects.toMatchObject(missing)
    const beside = JSON.stringify(await neighbourBlocks(bos, adminOf(bos, 'folders'), { key: '2' }))
    expect(beside).toContain('Plan of Bo')
    expect(beside).not.toContain('Ada')
    const next = await stepPage(adas, document, { key: '11', list: 'sort=id', step: 'next' })
    expect(JSON.stringify(next)).toContain('/12')
    expect(JSON.stringify(await stepPage(adas, document, { key: '12', list: 'sort=id', step: 'next' }))).not.toMatch(
      /\/2\d/,
    )
  })

  test('via asks for the row that it leads to, although no rule in code hides it', async ({ as, client }) => {
    await client`update documents set owner_id = ${ada} where id = 21`
    const admins = [defineAdmin(documents, { permissions: { via: 'folder' } })]
    expect(await titles(as({ id: ada, rls }))).toContain('Plan of Bo')
    expect(await titles(as({ id: ada, rls, admins }))).toEqual(['Bill of Ada', 'Plan of Ada'])
  })

  test('requests of two users at once on few connections never share a setting', async ({ as }) => {
    const [adas, bos] = both(as)
    const seen = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const ctx = index % 2 === 0 ? adas : bos
        const read = (db: AdminContext['db']) =>
          db.execute<{ owner: string; role: string; rows: string }>(
            sql`select current_setting('app.user_id') as owner, current_user as role, string_agg(title, ',' order by id) as rows from documents`,
          )
        const [row] = index % 3 === 0 ? await ctx.db.transaction(read) : await read(ctx.db)
        return [ctx.actor.id, row]
      }),
    )
    const rows = new Map([
      [ada, 'Plan of Ada,Bill of Ada'],
      [bo, 'Plan of Bo,Bill of Bo'],
    ])
    expect(seen).toHaveLength(40)
    for (const [id, row] of seen) expect(row).toEqual({ owner: id, role: tenantRole, rows: rows.get(String(id)) })
  })
})

describe('without the role nothing is read', () => {
  test.for([
    ['a role that does not exist', { role: 'no_such_role' }],
    ['no role at all', { role: 'none' }],
    ['a setting without a dot', { role: tenantRole, settings: () => ({ user: ada }) }],
    ['a value that is no text', { role: tenantRole, settings: () => ({ 'app.user_id': 7 as unknown as string }) }],
    [
      'settings that throw',
      {
        role: tenantRole,
        settings: () => {
          throw new Error('No tenant')
        },
      },
    ],
  ] as const)('%s', async ([, wrong], { as }) => {
    const ctx = as({ id: ada, rls: wrong })
    const refused = { code: 'UNAVAILABLE', message: expect.stringContaining('npx brolly check') }
    const causes = async (work: Promise<unknown>) => translateReadError(await work.catch((reason: unknown) => reason))
    expect(await causes(list(ctx))).toMatchObject(refused)
    expect(await causes(ctx.db.transaction((tx) => tx.execute(sql`select * from documents`)))).toMatchObject(refused)
    expect(await causes(ctx.db.execute(sql`select * from documents`))).toMatchObject(refused)
  })

  test('a database that takes no role, or another actor’s, is refused before any statement', async ({ as, db }) => {
    const [adas, bos] = both(as)
    for (const other of [db, bos.db]) {
      const mixed = { ...adas, db: other }
      await expect(list(mixed)).rejects.toMatchObject({ code: 'MISCONFIGURED' })
      await other.transaction(async (tx) => {
        await expect(list({ ...mixed, db: tx })).rejects.toMatchObject({ code: 'MISCONFIGURED' })
      })
    }
    expect(Object.keys(Reflect.get(adas.db._.session, 'client') as object)).toEqual(['unsafe', 'begin'])
  })

  test('values and names of settings are parameters', async ({ as }) => {
    const hostile = `x', true), set_config('role', 'none', true) --`
    const ctx = as({ id: ada, rls: { role: tenantRole, settings: () => ({ 'app.user_id': hostile }) } })
    const [row] = await ctx.db.execute(sql`select current_setting('app.user_id') as value, current_user::text as name`)
    expect(row).toEqual({ value: hostile, name: tenantRole })
  })
})

test('without rls no statement is added, and everything is seen', async ({ as, client }) => {
  const sent: string[] = []
  const db = recordingDatabase(client, ({ sql: text }) => sent.push(text))
  expect(await titles(as({ id: ada, db }))).toHaveLength(4)
  expect(sent.filter((text) => text.includes("'role'") || text.includes('set_config($'))).toEqual([])
  expect(as({ id: ada, db }).db).toBe(db)
})

test('“Why?” shows the policies beside the rules, and whether they apply to requests', async ({ as, client }) => {
  await client`insert into brolly.users (id, email, is_staff, is_superuser) values (${bo}, 'bo@example.org', true, true)`
  const why = (ctx: AdminContext, more: Record<string, string> = {}) =>
    whyPage(ctx, Object.entries({ table: 'documents', ...more }))
  const page = await why(as({ id: ada, rls }))
  expect(page.policies).toMatchObject({
    tone: 'info',
    rows: [
      { name: 'never_secret', command: 'select, restrictive', roles: 'public', check: null },
      { name: 'own_documents', command: 'all', roles: tenantRole, using: expect.stringContaining('app.user_id') },
    ],
  })
  expect((await why(as({ id: ada }))).policies).toMatchObject({
    tone: 'warning',
    notes: [expect.stringContaining('bypasses')],
  })
  expect((await whyPage(as({ id: ada, rls }), [['table', 'labels']])).policies).toBeNull()
  await expect(why(as({ id: ada, rls, grants: ['documents.view'] }))).rejects.toMatchObject({ code: 'FORBIDDEN' })

  // The row is asked for with the settings of the user in question.
  const asked = await why(as({ id: ada, rls }), { user: 'bo@example.org', key: '11' })
  expect(asked.answer?.verbs.find(({ verb }) => verb === 'view')).toMatchObject({ allowed: 'no' })
})

test('what a declared relation reads beside the table is limited as well', async ({ as, client }) => {
  await client`update documents set folder_id = 2 where id = 11`
  const admins = [defineAdmin(documents, { list: { columns: ['title', 'folder.name'] } }), defineAdmin(folders, {})]
  const page = await list(as({ id: ada, rls, admins }))
  expect(JSON.stringify(page.rows)).not.toContain('Folder of Bo')
})
