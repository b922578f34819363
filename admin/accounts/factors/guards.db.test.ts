import { describe, expect } from 'vitest'
import {
  actorOfSession,
  actorOfToken,
  addAccount,
  changeRecord,
  createUser,
  endSession,
  makeToken,
  postedForm,
  saveMatrix,
  savePermissions,
  setPassword,
  setPasswordOf,
  startSession,
  type AdminContext,
} from '@/admin/server'
import { accountSettings, type FactorRequirement } from '../../site/account-options'
import type { Database } from '../../postgres/database'
import { adminOf, test, type SiteFixture } from '../../testing/kit/site-test'
import { finishPending, pendingOwner, startPending } from './pending'

const client0 = { address: null, agent: null }
const newUser = (db: Database, email: string, more: { groups?: string[]; isStaff?: boolean } = {}) =>
  createUser(db, {
    email,
    password: 'a-fine-password',
    isStaff: more.isStaff ?? true,
    isSuperuser: false,
    by: 'test',
    groups: more.groups ?? [],
    permissions: [],
  })

describe('a session', () => {
  test('SEC-019: is fresh for a quarter of an hour after the log-in, or as long as the site says', async ({
    db,
    client,
  }) => {
    const { id } = await newUser(db, 'ada@example.org')
    const session = await startSession(db, { userId: id, client: client0 })
    const isFresh = async (confirmMinutes?: number) => {
      const { sessions: limits } = accountSettings({ sessions: { confirmMinutes } })
      return (await actorOfSession(db, session, { limits }))?.isFresh
    }

    expect(await isFresh()).toBe(true)
    await client`update brolly.sessions set verified_at = now() - interval '14 minutes 50 seconds'`
    expect(await isFresh()).toBe(true)
    await client`update brolly.sessions set verified_at = now() - interval '15 minutes 1 second'`
    expect(await isFresh()).toBe(false)
    expect(await isFresh(30)).toBe(true)
  })

  /** What a stolen session must not do, and what it would change. */
  const sensitive: [string, (ctx: AdminContext, id: string) => Promise<unknown>][] = [
    [
      'setting a password',
      (ctx, id) => setPasswordOf(ctx, id, { password: 'another-fine-one', repeat: 'another-fine-one' }),
    ],
    [
      'granting permissions',
      (ctx, id) => savePermissions(ctx, { kind: 'user', id }, { permissions: ['books.view'], groupIds: [] }),
    ],
    ['saving the matrix', (ctx, id) => saveMatrix(ctx, { groupIds: [id], granted: [], bases: [] })],
    [
      'adding a superuser',
      (ctx) =>
        addAccount(ctx, {
          email: 'eve@example.org',
          name: '',
          isStaff: true,
          isSuperuser: true,
          groupIds: [],
          entry: 'none',
          password: '',
          repeat: '',
        }),
    ],
    ['making a superuser', (ctx, id) => save(ctx, id, [['is_superuser', 'true']])],
    ['giving access', (ctx, id) => save(ctx, id, [['is_staff', 'false']])],
    ['changing an address', (ctx, id) => save(ctx, id, [['email', 'eve@example.org']])],
    ['making a token', (ctx) => makeToken(ctx, { name: 'eve', days: 1, scopes: ['books.view'] })],
  ]
  async function save(ctx: AdminContext, id: string, changes: [string, string][]) {
    const [row] = await ctx.db.execute<{ version: string }>(
      `select xmin::text as version from brolly.users where id = '${id}'`,
    )
    const base = { email: 'bob@example.org', name: '', is_active: 'true', is_staff: 'true', is_superuser: 'false' }
    const values = { ...base, ...Object.fromEntries(changes) }
    const form = postedForm([
      ...Object.entries(values),
      ['~version', row?.version ?? ''],
      ['~base', JSON.stringify(base)],
    ])
    return changeRecord(ctx, adminOf(ctx, 'brolly.users'), { key: id, form })
  }

  test.for(sensitive)('SEC-019: that is not fresh is refused: %s', async ([, change], { db, as, client }) => {
    const { id } = await newUser(db, 'bob@example.org')
    const me = await newUser(db, 'root@example.org')
    const ctx = as({ id: me.id, email: me.email })
    const stale = { ...ctx, actor: { ...ctx.actor, isFresh: false } }
    const state = () => client`
      select (select json_agg(u order by email) from brolly.users u)::text || coalesce((select json_agg(g) from brolly.grants g)::text, '')
        || (select count(*) from brolly.api_tokens) as all`
    const before = await state()

    await expect(change(stale, id)).rejects.toMatchObject({ code: 'UNCONFIRMED' })
    expect(await state()).toEqual(before)
    // The same from a fresh session is not refused for this reason.
    const answer = await change(ctx, id).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    )
    expect(answer).not.toBe('UNCONFIRMED')
  })

  test('that is not fresh still saves what gives nobody power', async ({ db, as, client }) => {
    const { id } = await newUser(db, 'bob@example.org')
    const ctx = as()
    await save({ ...ctx, actor: { ...ctx.actor, isFresh: false } }, id, [['name', 'Bob']])
    expect(await client`select name from brolly.users where id = ${id}`).toEqual([{ name: 'Bob' }])
  })
})

describe('a log-in that waits for its second factor', () => {
  test('is no session anywhere', async ({ db }) => {
    const { id, email } = await newUser(db, 'ada@example.org')
    const pending = await startPending(db, id)

    expect(await pendingOwner(db, pending)).toEqual({ id, email })
    expect(await actorOfSession(db, pending)).toBeNull()
    expect(await actorOfSession(db, pending, { audience: 'everyone', enrolling: true })).toBeNull()
    expect(await endSession(db, pending)).toBeNull()
  })

  test('ends with the password, the address, the account, its access and after ten minutes, and is used once', async ({
    db,
    client,
  }) => {
    const { id } = await newUser(db, 'ada@example.org')
    const waiting = async (end: () => Promise<unknown>) => {
      const pending = await startPending(db, id)
      expect(await pendingOwner(db, pending)).not.toBeNull()
      await end()
      return pendingOwner(db, pending)
    }

    expect(
      await waiting(() => setPassword(db, { email: 'ada@example.org', password: 'another-fine-one', by: 'test' })),
    ).toBeNull()
    expect(await waiting(() => client`update brolly.users set email = 'a@example.org'`)).toBeNull()
    expect(await waiting(() => client`update brolly.pending_log_ins set expires_at = now()`)).toBeNull()
    expect(await waiting(() => client`update brolly.users set is_staff = false`)).toBeNull()
    await client`update brolly.users set is_staff = true`
    expect(await waiting(() => client`update brolly.users set is_active = false`)).toBeNull()
    await client`update brolly.users set is_active = true`
    const pending = await startPending(db, id)
    const both = await Promise.all([finishPending(db, pending), finishPending(db, pending)])
    expect(both.filter(Boolean)).toHaveLength(1)
  })
})

describe('a required second factor', () => {
  const withFactor = (client: SiteFixture['client'], id: string) =>
    client`insert into brolly.authenticators (user_id, secret, last_step) values (${id}, 'x', 0)`
  const limitsFor = (requiredFor: FactorRequirement) => accountSettings({ secondFactor: { requiredFor } }).sessions

  test.for([
    ['staff', { isStaff: true }, true],
    ['staff', { isStaff: false }, false],
    ['everyone', { isStaff: false }, true],
    [{ groups: ['editors'] }, { groups: ['editors'] }, true],
    [{ groups: ['editors'] }, { groups: ['buyers'] }, false],
  ] as const)('%j for %j: %s', async ([requiredFor, account, mustHave], { db, client }) => {
    await client`insert into brolly.groups (name) values ('editors'), ('buyers')`
    const groups = 'groups' in account ? [...account.groups] : []
    const { id } = await newUser(db, 'ada@example.org', { ...account, groups })
    const session = await startSession(db, { userId: id, client: client0 })
    const limits = limitsFor(requiredFor)
    const seen = async (enrolling: boolean) =>
      (await actorOfSession(db, session, { limits, audience: 'everyone', enrolling })) !== null

    // Until it is set up, the session counts on the pages for that, and nowhere else.
    expect([await seen(false), await seen(true)]).toEqual([!mustHave, true])
    await withFactor(client, id)
    expect([await seen(false), await seen(true)]).toEqual([true, true])
  })

  test('closes the tokens of an account that has none', async ({ db, as, client }) => {
    const { id, email } = await newUser(db, 'ada@example.org')
    await client`insert into brolly.grants (user_id, permission) values (${id}, 'books.view')`
    const ctx = as({ id, email, grants: ['books.view'] })
    const { token } = await makeToken(ctx, { name: 'one', days: 1, scopes: ['books.view'] })
    const accounts = { ...ctx.site.accounts, sessions: limitsFor('staff') }
    const actor = () => actorOfToken({ db, actor: null, client: client0, site: { accounts } }, token)

    expect(await actor()).toBeNull()
    await withFactor(client, id)
    expect(await actor()).toMatchObject({ email, isFresh: false })
  })
})
