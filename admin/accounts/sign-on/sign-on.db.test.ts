import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { createUser, listPage, ownIdentities, unlinkIdentity } from '@/admin/server'
import type { Database } from '../../postgres/database'
import { accountSettings, type AccountOptions } from '../../site/account-options'
import type { AdminContext } from '../../site/context'
import { adminOf, test } from '../../testing/kit/site-test'
import { makeLink } from '../links'
import type { Side } from '../visit'
import { identityIn, type SignOnIdentity } from './identity'
import { linkIdentity } from './own-identities'
import { signOn } from './sign-on'

const issuer = 'https://login.example.org'

function identity(claims: Record<string, unknown> = {}, provider = 'oidc'): SignOnIdentity {
  const all = { iss: issuer, sub: 'ada-1', email: 'ada@example.org', email_verified: true, name: 'Ada', ...claims }
  const found = identityIn(provider, all)
  if (!found) throw new Error('The claims name no user.')
  return found
}

interface Person {
  email?: string
  password?: string | null
  isStaff?: boolean
  isSuperuser?: boolean
  groups?: string[]
}

const newUser = (db: Database, { email = 'ada@example.org', password = 'a-fine-password', ...given }: Person = {}) =>
  createUser(db, {
    email,
    password,
    isStaff: true,
    isSuperuser: false,
    groups: [],
    permissions: [],
    by: 'test',
    ...given,
  })

/** The site with these settings, for a visitor. */
const visiting = (ctx: AdminContext, accounts: AccountOptions = {}) => ({
  db: ctx.db,
  basePath: ctx.basePath,
  mail: undefined,
  site: { ...ctx.site, accounts: accountSettings(accounts) },
})

const enter = (
  ctx: AdminContext,
  given: SignOnIdentity,
  { side = 'admin', ...accounts }: AccountOptions & { side?: Side } = {},
) => signOn(visiting(ctx, accounts), given, { side })

const refused = {
  code: 'FORBIDDEN',
  message: expect.stringMatching(/^This log-in does not open an account here/u) as string,
}

const reasons = async (ctx: AdminContext) =>
  (
    await ctx.db.execute<{ reason: string }>(
      sql`select detail ->> 'reason' as reason from brolly.security_events where kind = 'log-in-failed' order by id`,
    )
  ).map(({ reason }) => reason)

const users = async (ctx: AdminContext) =>
  ctx.db.execute(sql`select email, name, password_hash, is_staff, is_superuser from brolly.users order by email`)

describe('somebody who is connected', () => {
  test('gets into their account, whatever their address is by now', async ({ db, as }) => {
    const ada = await newUser(db)
    await linkIdentity(as({ id: ada.id, email: ada.email }), identity(), 'Login')

    const moved = identity({ email: 'somebody-else@example.org', email_verified: false })
    expect(await enter(as(), moved)).toEqual({ id: ada.id, email: 'ada@example.org' })
  })

  test('is known by issuer and subject together', async ({ db, as }) => {
    const ada = await newUser(db)
    await linkIdentity(as({ id: ada.id, email: ada.email }), identity(), 'Login')
    const elsewhere = identity({ iss: 'https://evil.example.org', email: 'x@example.org' })
    await expect(enter(as(), elsewhere)).rejects.toMatchObject(refused)
    await expect(enter(as(), identity({ sub: 'ada-2', email: 'x@example.org' }))).rejects.toMatchObject(refused)
  })

  test('DJ-012: does not get in while the account is inactive', async ({ db, as, client }) => {
    const ada = await newUser(db)
    await linkIdentity(as({ id: ada.id, email: ada.email }), identity(), 'Login')
    await client`update brolly.users set is_active = false`
    await expect(enter(as(), identity())).rejects.toMatchObject(refused)
    expect(await reasons(as())).toEqual(['inactive'])
  })

  test('DJ-005: gets into the admin only as staff, and into the public side either way', async ({ db, as }) => {
    const ada = await newUser(db, { isStaff: false })
    await linkIdentity(as({ id: ada.id, email: ada.email }), identity(), 'Login')

    await expect(enter(as(), identity())).rejects.toMatchObject(refused)
    expect(await reasons(as())).toEqual(['no access'])
    expect(await enter(as(), identity(), { side: 'site' })).toMatchObject({ id: ada.id })
  })
})

describe('somebody who is not connected', () => {
  test('is refused alike with and without an account, and nothing is changed', async ({ db, as }) => {
    await newUser(db)
    const before = await users(as())
    await expect(enter(as(), identity())).rejects.toMatchObject(refused)
    await expect(enter(as(), identity({ email: 'new@example.org' }))).rejects.toMatchObject(refused)
    await expect(enter(as(), identity({ email_verified: false }))).rejects.toMatchObject(refused)
    expect(await reasons(as())).toEqual(['not connected', 'unknown', 'not verified'])
    expect(await users(as())).toEqual(before)
    expect(await db.execute(sql`select 1 from brolly.identities`)).toHaveLength(0)
  })

  test('gets into the account of their verified address if the site allows it', async ({ db, as }) => {
    const ada = await newUser(db, { email: 'Ada@Example.org' })
    const accounts = { signOn: { linkByEmail: true } }

    await expect(enter(as(), identity({ email_verified: false }), accounts)).rejects.toMatchObject(refused)
    expect(await enter(as(), identity({ email: 'ADA@example.org' }), accounts)).toMatchObject({ id: ada.id })
    // From then on by the subject alone.
    expect(await enter(as(), identity({ email: 'moved@example.org' }))).toMatchObject({ id: ada.id })
    const events = await db.execute(
      sql`select kind, account, detail from brolly.security_events where kind = 'identity-linked'`,
    )
    expect(events).toEqual([{ kind: 'identity-linked', account: ada.email, detail: { provider: 'oidc' } }])
  })

  test('gets an account that is not staff if registration is open, on the public side only', async ({ as }) => {
    const accounts = { registration: 'open' } as const
    const unverified = identity({ email_verified: 'no' })
    await expect(enter(as(), identity(), accounts)).rejects.toMatchObject(refused)
    await expect(enter(as(), unverified, { ...accounts, side: 'site' })).rejects.toMatchObject(refused)
    await enter(as(), identity(), { ...accounts, side: 'site' })

    expect(await users(as())).toEqual([
      { email: 'ada@example.org', name: 'Ada', password_hash: null, is_staff: false, is_superuser: false },
    ])
  })

  test('twice at the same time gets one account', async ({ as }) => {
    const accounts = { registration: 'open' } as const
    const both = await Promise.all([1, 2].map(() => enter(as(), identity(), { ...accounts, side: 'site' })))

    expect(new Set(both.map(({ id }) => id)).size).toBe(1)
    expect(await users(as())).toHaveLength(1)
  })

  test('gets in if another request connects the account at this moment', async ({ db, as, client }) => {
    const ada = await newUser(db)
    const { issuer, subject } = identity()
    const waiting = async () =>
      (await client`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
        .length

    const { entering } = await client.begin(async (other) => {
      await other`select 1 from brolly.users where id = ${ada.id} for update`
      await other`insert into brolly.identities (provider, issuer, subject, user_id, email)
        values ('oidc', ${issuer}, ${subject}, ${ada.id}, '')`
      const started = { entering: enter(as(), identity()) }
      await expect.poll(waiting).toBe(1)
      return started
    })

    expect(await entering).toMatchObject({ id: ada.id })
  })

  test('accepts an invitation if the verified address is that of the invitation', async ({ db, as }) => {
    const ada = await newUser(db, { password: null })
    const link = { purpose: 'invitation', userId: ada.id, email: ada.email, mailId: uuid() } as const
    const token = await makeLink(db, link)
    const accounts = { registration: 'invitation' } as const

    await expect(enter(as(), identity({ email_verified: false }), accounts)).rejects.toMatchObject(refused)
    await expect(enter(as(), identity({ email: 'eve@example.org' }), accounts)).rejects.toMatchObject(refused)
    expect(await enter(as(), identity(), accounts)).toMatchObject({ id: ada.id })

    expect(token).not.toBe('')
    expect(await db.execute(sql`select 1 from brolly.mail_links`)).toHaveLength(0)
    expect(await users(as())).toMatchObject([{ name: 'Ada', password_hash: null }])
  })

  test('does not get in by an invitation that has ended', async ({ db, as, client }) => {
    const ada = await newUser(db, { password: null })
    await makeLink(db, { purpose: 'invitation', userId: ada.id, email: ada.email, mailId: uuid() })
    await client`update brolly.mail_links set expires_at = now()`

    await expect(enter(as(), identity(), { registration: 'invitation' })).rejects.toMatchObject(refused)
  })
})

const uuid = () =>
  randomBytes(16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-')

describe('groups', () => {
  const accounts: AccountOptions = {
    signOn: { groups: { oidc: { claim: 'roles', map: { ed: 'Editors', au: 'Auditors', no: 'No such group' } } } },
  }
  const names = async (db: Database) =>
    (
      await db.execute<{ name: string }>(
        sql`select g.name from brolly.user_groups ug join brolly.groups g on g.id = ug.group_id order by 1`,
      )
    ).map(({ name }) => name)

  test('that are mapped follow the claim at each log-in, others stay, and nobody becomes a superuser', async ({
    db,
    as,
    client,
  }) => {
    await client`insert into brolly.groups (name) values ('Editors'), ('Auditors'), ('Local')`
    const ada = await newUser(db, { groups: ['Local', 'Auditors'] })
    await linkIdentity(as({ id: ada.id, email: ada.email }), identity(), 'Login')

    await enter(as(), identity({ roles: ['ed', 'no', 'superuser', 7], is_superuser: true }), accounts)
    expect(await names(db)).toEqual(['Editors', 'Local'])
    const entries = await client`select action, changes from brolly.audit_entries where action = 'permissions'`
    expect(entries).toEqual([{ action: 'permissions', changes: { groups: ['Auditors, Local', 'Editors, Local'] } }])
    const events = await client`select detail from brolly.security_events where kind = 'permissions'`
    expect(events).toMatchObject([{ detail: { provider: 'oidc', groups: '+Editors -Auditors' } }])

    await enter(as(), identity({ roles: 'au' }), accounts)
    expect(await names(db)).toEqual(['Auditors', 'Local'])
    await enter(as(), identity(), accounts)
    expect(await names(db)).toEqual(['Local'])
    expect(await users(as())).toMatchObject([{ is_superuser: false }])
  })

  test('are left alone by a provider without a mapping', async ({ db, as, client }) => {
    await client`insert into brolly.groups (name) values ('Editors')`
    const ada = await newUser(db, { groups: ['Editors'] })
    const github = { id: 17, login: 'ada', email: 'ada@example.org', email_verified: true }
    await linkIdentity(as({ id: ada.id, email: ada.email }), identity(github, 'github'), 'GitHub')

    await enter(as(), identity({ ...github, roles: [] }, 'github'), accounts)

    expect(await names(db)).toEqual(['Editors'])
  })
})

describe('connecting', () => {
  test('takes a verified address, and one that nobody else has connected', async ({ db, as }) => {
    const [ada, eve] = [await newUser(db), await newUser(db, { email: 'eve@example.org' })]
    const own = as({ id: ada.id, email: ada.email })

    await expect(linkIdentity(own, identity({ email_verified: false }), 'Login')).rejects.toMatchObject({
      code: 'INVALID',
    })
    await linkIdentity(own, identity(), 'Login')
    await linkIdentity(own, identity(), 'Login')
    const theirs = as({ id: eve.id, email: eve.email })
    await expect(linkIdentity(theirs, identity(), 'Login')).rejects.toMatchObject({ code: 'CONFLICT' })

    expect(await ownIdentities(own)).toMatchObject([{ provider: 'oidc', email: 'ada@example.org' }])
    expect(await ownIdentities(theirs)).toEqual([])
  })

  test('SEC-019: takes a session that is fresh', async ({ db, as }) => {
    const ada = await newUser(db)
    const fresh = as({ id: ada.id, email: ada.email })
    const stale = { ...fresh, actor: { ...fresh.actor, isFresh: false } }
    await linkIdentity(fresh, identity(), 'Login')
    const [linked] = await ownIdentities(fresh)

    await expect(linkIdentity(stale, identity({ sub: 'x' }), 'Login')).rejects.toMatchObject({ code: 'UNCONFIRMED' })
    await expect(unlinkIdentity(stale, linked?.id ?? '')).rejects.toMatchObject({ code: 'UNCONFIRMED' })
  })

  test('ends only if there is another way in, and only by its owner', async ({ db, as, client }) => {
    const ada = await newUser(db, { password: null })
    const own = as({ id: ada.id, email: ada.email })
    await linkIdentity(own, identity(), 'Login')
    const [only] = await ownIdentities(own)
    const id = only?.id ?? ''

    await expect(unlinkIdentity(own, id)).rejects.toMatchObject({ code: 'INVALID' })
    await expect(unlinkIdentity(as(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const root = as()
    const list = await listPage(root, adminOf(root, 'brolly.users'), [])
    expect(JSON.stringify(list.rows)).toContain('With single sign-on')

    await linkIdentity(own, identity({ sub: 'ada-2' }), 'Login')
    const both = await ownIdentities(own)
    const ends = await Promise.allSettled(both.map((each) => unlinkIdentity(own, each.id)))
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await client`update brolly.users set password_hash = 'x'`
    await unlinkIdentity(own, (await ownIdentities(own))[0]?.id ?? '')
    expect(await ownIdentities(own)).toEqual([])
    const entries = await client`select changes from brolly.audit_entries where action = 'sign-on' order by id`
    expect(entries[0]).toEqual({ changes: { oidc: [null, 'ada@example.org'] } })
    expect(entries.at(-1)).toEqual({ changes: { oidc: ['ada@example.org', null] } })
  })
})
