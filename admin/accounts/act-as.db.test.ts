import { describe, expect } from 'vitest'
import {
  actAsPage,
  activityPage,
  actorOfSession,
  changeOwnPassword,
  changePage,
  changeRecord,
  confirmWithPasskey,
  createUser,
  endSessions,
  exportCsv,
  hashSessionId,
  indexPage,
  listPage,
  makeToken,
  requireFresh,
  sessionsPage,
  setPasswordOf,
  shellOf,
  startActing,
  startSession,
  stopActing,
} from '@/admin/server'
import { defineAdmin } from '@/admin'
import { and, eq } from 'drizzle-orm'
import type { Database } from '../postgres/database'
import type { AdminContext } from '../site/context'
import { refusal } from '../testing/kit/inlines'
import { books } from '../testing/kit/library'
import { postOf } from '../testing/kit/posts'
import { adminOf, test, type SiteFixture } from '../testing/kit/site-test'
import type { ActingMode } from './act-as'

const clerkGrants = ['books.view', 'books.change', 'books.export']
const admins = [
  defineAdmin(books, { permissions: { view: (actor, t) => and(eq(t.branchId, actor.isSuperuser ? 0 : 1)) ?? false } }),
]

interface NewAccount {
  email: string
  isSuperuser?: boolean
  isStaff?: boolean
  permissions?: readonly string[]
}

const newUser = (db: Database, { email, isSuperuser = false, isStaff = true, permissions = [] }: NewAccount) =>
  createUser(db, { email, password: 'a-fine-password', isStaff, isSuperuser, permissions, groups: [], by: 'test' })

/** Requests of a session, each with the actor that it has then. */
async function browser({ db, as }: Pick<SiteFixture, 'db' | 'as'>, userId: string) {
  const id = await startSession(db, { userId, client: { address: null, agent: null } })
  const actor = () => actorOfSession(db, id)
  const request = async (): Promise<AdminContext> => {
    const found = await actor()
    if (!found) throw new Error('Nobody is logged in.')
    return { ...as({ admins }), actor: found }
  }
  const session = hashSessionId(id)
  const start = async (target: string, mode: ActingMode) =>
    startActing(await request(), { userId: target, mode, session })
  return { id, session, actor, request, start }
}

async function people({ db }: Pick<SiteFixture, 'db'>) {
  const root = await newUser(db, { email: 'root@example.org', isSuperuser: true })
  const clerk = await newUser(db, { email: 'clerk@example.org', permissions: clerkGrants })
  return { root, clerk }
}

describe('looking at the admin as another user', () => {
  test('B18: shows their tables, rows and columns, and changes nothing', async ({ db, as, client }) => {
    const site = { db, as, client }
    const { root, clerk } = await people(site)
    const { start, request, session } = await browser(site, root.id)
    expect(await actAsPage(await request(), clerk.id)).toMatchObject({ problems: { view: null, act: null } })
    await start(clerk.id, 'view')
    const ctx = await request()
    const book = adminOf(ctx, 'books')

    expect((await indexPage(ctx)).groups.flatMap(({ tables }) => tables.map(({ label }) => label))).toEqual(['Books'])
    expect((await listPage(ctx, book, [['columns', 'title']])).rows).toHaveLength(2)
    expect(shellOf(ctx, { environment: null })).toMatchObject({
      user: { email: clerk.email },
      acting: { by: root.email, isReader: true },
    })
    const page = await changePage(ctx, book, { key: '1', list: '' })
    expect([page.mode, page.can.save]).toEqual(['view', false])
    const form = postOf(page, { title: 'Changed' })
    expect((await refusal(changeRecord(ctx, book, { key: '1', form }))).code).toBe('FORBIDDEN')
    expect((await refusal((async () => exportCsv(ctx, book, []))())).code).toBe('FORBIDDEN')

    expect(await stopActing(ctx, session)).toEqual({ id: clerk.id, email: clerk.email })
    expect((await request()).actor).toMatchObject({ email: root.email, isSuperuser: true })
    expect((await request()).actor.actedBy).toBe(undefined)
    expect(await stopActing(ctx, session)).toBe(null)
  })

  test('SEC-216: and acting are events of the security log, with both names', async ({ db, as, client }) => {
    const site = { db, as, client }
    const { root, clerk } = await people(site)
    const { start, request, session } = await browser(site, root.id)
    await start(clerk.id, 'act')
    await refusal(endSessions(await request(), null, null))
    await stopActing(await request(), session)
    const log = await site.client`select kind, account, detail from brolly.security_events order by id`
    expect(log.map(({ kind, account, detail }) => [kind, account, detail])).toEqual([
      ['acting-started', clerk.email, { mode: 'act', by: root.email }],
      ['acting-ended', clerk.email, { by: root.email }],
    ])
  })
})

describe('acting as another user', () => {
  test('B18 U21 SEC-216: does what they may, and the audit log names both', async ({ db, as, client }) => {
    const site = { db, as, client }
    const { root, clerk } = await people(site)
    const { start, request } = await browser(site, root.id)
    await start(clerk.id, 'act')
    const ctx = await request()
    const form = postOf(await changePage(ctx, adminOf(ctx, 'books'), { key: '1', list: '' }), { title: 'Motors' })
    await changeRecord(ctx, adminOf(ctx, 'books'), { key: '1', form })

    const [entry] =
      await site.client`select actor_id::text, actor_label from brolly.audit_entries where "table" = 'books'`
    expect(entry).toEqual({ actor_id: clerk.id, actor_label: 'clerk@example.org (acted by root@example.org)' })
    expect(JSON.stringify(await activityPage(ctx, []))).toContain('acted by root@example.org')
  })

  test('leaves what concerns the account to its owner', async ({ db, as, client }) => {
    const site = { db, as, client }
    const { root, clerk } = await people(site)
    const { start, request } = await browser(site, root.id)
    await start(clerk.id, 'act')
    const ctx = await request()
    const own: readonly Promise<unknown>[] = [
      changeOwnPassword(ctx, {
        current: 'a-fine-password',
        password: 'a-new-password',
        repeat: 'a-new-password',
        keepSession: '',
      }),
      makeToken(ctx, { name: 'Mine', days: 3, scopes: ['books.view'] }),
      sessionsPage(ctx, { userId: null, current: null }),
      endSessions(ctx, null, null),
      confirmWithPasskey(ctx, { response: '', sealed: '', origin: 'https://example.org' }),
      setPasswordOf(ctx, root.id, { password: 'a-new-password', repeat: 'a-new-password' }),
      (async () => requireFresh(ctx))(),
      actAsPage(ctx, root.id),
    ]
    for (const one of own) expect((await refusal(one)).code).toBe('FORBIDDEN')
  })

  test('never goes upwards', async ({ db, as, client }) => {
    const site = { db, as, client }
    const { root, clerk } = await people(site)
    const other = await newUser(site.db, { email: 'other@example.org', isSuperuser: true })
    const support = await newUser(site.db, {
      email: 'support@example.org',
      permissions: ['brolly.users.impersonate', ...clerkGrants],
    })
    const more = await newUser(site.db, { email: 'more@example.org', permissions: [...clerkGrants, 'tags.view'] })
    const member = await newUser(site.db, { email: 'member@example.org', isStaff: false })
    const code = async (userId: string, target: string, mode: ActingMode = 'act') =>
      (await refusal((await browser(site, userId)).start(target, mode))).code

    for (const target of [other.id, root.id, member.id]) expect(await code(root.id, target)).toBe('FORBIDDEN')
    expect(await code(root.id, '00000000-0000-4000-8000-0000000000ee')).toBe('NOT_FOUND')
    for (const target of [root.id, more.id]) expect(await code(support.id, target)).toBe('FORBIDDEN')
    expect(await code(support.id, clerk.id, 'view')).toBe('FORBIDDEN')
    expect(await code(clerk.id, support.id)).toBe('FORBIDDEN')
    const { start, actor } = await browser(site, support.id)
    await start(clerk.id, 'act')
    expect(await actor()).toMatchObject({ email: clerk.email, actedBy: { email: support.email } })
  })

  test.for([
    ['the permission to act is taken away', `delete from brolly.grants where permission = 'brolly.users.impersonate'`],
    [
      'the other account gets more permissions',
      `insert into brolly.grants (user_id, permission) select id, 'tags.view' from brolly.users where email = 'clerk@example.org'`,
    ],
    [
      'the other account becomes a superuser',
      `update brolly.users set is_superuser = true where email = 'clerk@example.org'`,
    ],
    ['the other account is deactivated', `update brolly.users set is_active = false where email = 'clerk@example.org'`],
    [
      'one’s own account is deactivated',
      `update brolly.users set is_active = false where email = 'support@example.org'`,
    ],
  ] as const)('ends with the next request if %s', async ([, statement], { db, as, client }) => {
    const site = { db, as, client }
    const { clerk } = await people(site)
    const permissions = ['brolly.users.impersonate', ...clerkGrants]
    const support = await newUser(site.db, { email: 'support@example.org', permissions })
    const { start, actor } = await browser(site, support.id)
    await start(clerk.id, 'act')
    await site.client.unsafe(statement)
    expect(await actor()).toBe(null)
  })

  test('is possible only shortly after one has proved who one is, and leaves the public side alone', async ({
    db,
    as,
    client,
  }) => {
    const site = { db, as, client }
    const { root, clerk } = await people(site)
    const { start, id, request, session } = await browser(site, root.id)
    const elsewhere = startActing(await request(), { userId: clerk.id, mode: 'act', session: '' })
    expect((await refusal(elsewhere)).code).toBe('INVALID')
    expect(await client`select 1 from brolly.security_events`).toEqual([])
    await site.client`update brolly.sessions set verified_at = now() - interval '1 hour'`
    expect((await refusal(start(clerk.id, 'act'))).code).toBe('UNCONFIRMED')
    await site.client`update brolly.sessions set verified_at = now()`
    await start(clerk.id, 'act')
    expect(await actorOfSession(site.db, id, { audience: 'everyone' })).toMatchObject({ email: root.email })
    // The account is deleted: the session is one of its own user again.
    await site.client`delete from brolly.users where id = ${clerk.id}`
    expect((await request()).actor.email).toBe(root.email)
    expect(await stopActing(await request(), session)).toBe(null)
  })
})
