import { eq } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import {
  actorOfSession,
  actorOfToken,
  changeOwnPassword,
  createUser,
  exportCsv,
  isTokenLive,
  listPage,
  makeToken,
  revokeToken,
  setPassword,
  startSession,
  tokensPage,
} from '@/admin/server'
import { defineAdmin } from '@/admin'
import type { Database } from '../postgres/database'
import type { AdminContext } from '../site/context'
import { books } from '../testing/kit/library'
import { adminOf, test, type SiteFixture } from '../testing/kit/site-test'

const nightly = { name: 'Nightly export', days: 30, scopes: ['books.view', 'books.export'] }
const bookRights = ['books.view', 'books.change', 'books.export', 'tags.view']

async function newUser(
  db: Database,
  { email = 'ada@example.org', isSuperuser = false, permissions = bookRights } = {},
) {
  const account = { email, password: 'a-fine-password', isStaff: true, isSuperuser, by: 'test', groups: [] }
  return createUser(db, { ...account, permissions })
}

/** A request of Ada in a browser. */
async function ada({ db, as }: Pick<SiteFixture, 'db' | 'as'>): Promise<AdminContext> {
  const { id, email } = await newUser(db)
  return as({ id, email, grants: bookRights })
}

const bearing = (ctx: AdminContext, token: string, address = '192.0.2.1') =>
  actorOfToken({ db: ctx.db, site: ctx.site, actor: null, client: { address, agent: null } }, token)

async function asToken(ctx: AdminContext, token: string): Promise<AdminContext> {
  const actor = await bearing(ctx, token)
  if (!actor) throw new Error('The token was refused.')
  return { ...ctx, actor }
}

async function csvOf(ctx: AdminContext, path: string): Promise<string> {
  let text = ''
  for await (const part of exportCsv(ctx, adminOf(ctx, path), [])) text += part
  return text
}

const eventsOf = (client: Sql, kind: string) =>
  client`select account, detail from brolly.security_events where kind = ${kind} order by id`

describe('a token', () => {
  test('acts for its account within its scopes, and only its hash is stored', async ({ db, as, client }) => {
    const ctx = await ada({ db, as })
    const { token } = await makeToken(ctx, nightly)

    const byToken = await asToken(ctx, token)

    expect(byToken.actor).toMatchObject({ id: ctx.actor.id, isSuperuser: false, token: { name: 'Nightly export' } })
    expect([...byToken.actor.grants].toSorted()).toEqual(['books.export', 'books.view'])
    expect(await csvOf(byToken, 'books')).toContain('Engines')
    expect(token).toMatch(/^brolly_[0-9a-f]{16}_[0-9a-f]{64}$/u)
    const [stored] = await client<{ all: string }[]>`select t::text as all from brolly.api_tokens t`
    expect(stored?.all).not.toContain(token.slice(-64))
    const everything = [
      await client`select * from brolly.audit_entries`,
      await client`select * from brolly.security_events`,
    ]
    expect(JSON.stringify(everything)).not.toContain(token.slice(-64))
  })

  test('does nothing beyond its scopes, and nothing that its account lost since', async ({ db, as, client }) => {
    const ctx = await ada({ db, as })
    const { token } = await makeToken(ctx, nightly)
    const viewing = await makeToken(ctx, { ...nightly, name: 'Viewing', scopes: ['books.view'] })
    const refused = { code: 'FORBIDDEN' }

    await expect(listPage(await asToken(ctx, token), adminOf(ctx, 'tags'), [])).rejects.toMatchObject(refused)
    await expect(csvOf(await asToken(ctx, viewing.token), 'books')).rejects.toMatchObject(refused)
    await client`delete from brolly.grants where permission = 'books.export'`
    await expect(csvOf(await asToken(ctx, token), 'books')).rejects.toMatchObject(refused)
  })

  test('of a superuser is limited to its scopes, and row rules hold for it', async ({ db, as }) => {
    const { id, email } = await newUser(db, { isSuperuser: true })
    const admins = [
      defineAdmin(books, {
        permissions: {
          view: (actor, t) => actor.isSuperuser || eq(t.id, 2n),
          fields: { price: { view: (actor) => actor.isSuperuser } },
        },
      }),
    ]
    const ctx = as({ id, email, admins })
    const { token } = await makeToken(ctx, nightly)
    const byToken = await asToken(ctx, token)

    expect(byToken.actor).toMatchObject({ isSuperuser: false })
    await expect(listPage(byToken, adminOf(ctx, 'brolly.users'), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const csv = await csvOf(byToken, 'books')
    expect(csv.trim().split('\r\n')).toHaveLength(2)
    expect(csv).not.toContain('Price')
    expect(await csvOf(ctx, 'books')).toContain('Price')
  })

  test('can view with the scope to view if its account has the permission to change', async ({ db, as }) => {
    const { id, email } = await newUser(db, { permissions: ['books.change'] })
    const ctx = as({ id, email, grants: ['books.change'] })
    const { token } = await makeToken(ctx, { ...nightly, scopes: ['books.view'] })

    const byToken = await asToken(ctx, token)

    expect((await listPage(byToken, adminOf(ctx, 'books'), [])).rows.length).toBeGreaterThan(0)
    expect(byToken.actor.grants.has('books.change')).toBe(false)
  })

  test('is no session, and a session is no token', async ({ db, as }) => {
    const ctx = await ada({ db, as })
    const { token } = await makeToken(ctx, nightly)
    const session = await startSession(db, { userId: ctx.actor.id, client: { address: null, agent: null } })

    expect(await actorOfSession(db, token)).toBeNull()
    expect(await bearing(ctx, session)).toBeNull()
  })

  test('makes and revokes no tokens', async ({ db, as }) => {
    const ctx = await ada({ db, as })
    const { id, token } = await makeToken(ctx, nightly)
    const byToken = await asToken(ctx, token)

    await expect(makeToken(byToken, { ...nightly, name: 'Another' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(revokeToken(byToken, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('a token is refused', () => {
  const ends: Record<string, (client: Sql, ctx: AdminContext, id: string) => PromiseLike<unknown>> = {
    'after it was revoked': (_, ctx, id) => revokeToken(ctx, id),
    'after it expired': (client) => client`update brolly.api_tokens set expires_at = now()`,
    'when its account is deactivated': (client) => client`update brolly.users set is_active = false`,
    'when its account is not staff any more': (client) => client`update brolly.users set is_staff = false`,
    'when its account is deleted': (client) => client`delete from brolly.users`,
    'after the password was set by somebody else': (_, ctx) =>
      setPassword(ctx.db, { email: ctx.actor.email, password: 'another-fine-one', by: 'test' }),
  }
  test.for(Object.entries(ends))('%s, also in a running export', async ([, end], { db, as, client }) => {
    const ctx = await ada({ db, as })
    await client`insert into books (id, title, slug) select 100 + n, 'Volume ' || n, 'v' || n from generate_series(1, 4001) n`
    const { id, token } = await makeToken(ctx, nightly)
    const byToken = await asToken(ctx, token)
    const origin = { db, site: ctx.site, actor: null }
    const lines = exportCsv({ ...byToken, isStillActive: () => isTokenLive(origin, token) }, adminOf(ctx, 'books'), [])
    await lines.next()
    await lines.next()

    await end(client, ctx, id)

    await expect(lines.next()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await bearing(ctx, token)).toBeNull()
  })

  test('unless the password was changed by its owner', async ({ db, as }) => {
    const ctx = await ada({ db, as })
    const { token } = await makeToken(ctx, nightly)
    const password = 'another-fine-one'

    await changeOwnPassword(ctx, { current: 'a-fine-password', password, repeat: password, keepSession: '' })

    expect(await bearing(ctx, token)).not.toBeNull()
  })

  test('SEC-004: with a wrong secret, and the client has to wait after too many', async ({ db, as, client }) => {
    const ctx = await ada({ db, as })
    const { id, token } = await makeToken(ctx, nightly)
    const wrong = `brolly_${id}_${'0'.repeat(64)}`

    for (const guess of [wrong, 'brolly_', '', `${token}0`, token.toUpperCase(), ...Array<string>(45).fill(wrong)])
      expect(await bearing(ctx, guess)).toBeNull()

    await expect(bearing(ctx, token)).rejects.toMatchObject({ code: 'TOO_MANY' })
    // Nobody else has to.
    expect(await bearing(ctx, token, '192.0.2.2')).not.toBeNull()
    expect(await eventsOf(client, 'throttled')).toMatchObject([{ detail: { what: 'token' } }])
  })
})

describe('making a token', () => {
  const refusals: Record<string, [Partial<typeof nightly>, string]> = {
    'without a name': [{ name: ' ' }, 'name'],
    'with a name in two lines': [{ name: 'a\nb' }, 'name'],
    'without an end': [{ days: 0 }, 'days'],
    'for part of a day': [{ days: 1.5 }, 'days'],
    'for longer than the site allows': [{ days: 366 }, 'days'],
    'without a scope': [{ scopes: [] }, 'scopes'],
    'with a permission that one lacks': [{ scopes: ['books.delete'] }, 'scopes'],
    'with a permission that does not exist': [{ scopes: ['nothing.view'] }, 'scopes'],
  }
  test.for(Object.entries(refusals))('%s is refused', async ([, [given, field]], { db, as, client }) => {
    const ctx = await ada({ db, as })

    await expect(makeToken(ctx, { ...nightly, ...given })).rejects.toMatchObject({
      code: 'INVALID',
      fields: { [field]: expect.any(String) as string },
    })

    expect(await client`select 1 from brolly.api_tokens`).toHaveLength(0)
  })

  test('with the name of another of one’s tokens is refused', async ({ db, as }) => {
    const ctx = await ada({ db, as })
    await makeToken(ctx, nightly)

    await expect(makeToken(ctx, nightly)).rejects.toMatchObject({ fields: { name: expect.any(String) as string } })
  })

  test('is in the audit log and the security log, and so are revoking and exporting', async ({ db, as, client }) => {
    const ctx = await ada({ db, as })
    const { id, token } = await makeToken(ctx, nightly)
    await csvOf(await asToken(ctx, token), 'books')
    await revokeToken(ctx, id)

    const entries =
      await client`select "table", key, action, changes from brolly.audit_entries where action = 'token' order by id`
    const named = 'token “Nightly export”'
    expect(entries).toMatchObject([
      {
        table: 'brolly.users',
        key: ctx.actor.id,
        changes: { [named]: [null, expect.stringMatching(/^books.export, books.view – \d{4}-\d\d-\d\d$/u)] },
      },
      { changes: { [named]: ['books.export, books.view', null] } },
    ])
    expect(await eventsOf(client, 'token-made')).toMatchObject([
      { account: ctx.actor.email, detail: { token: 'Nightly export', days: 30 } },
    ])
    expect(await eventsOf(client, 'token-revoked')).toMatchObject([{ detail: { token: 'Nightly export' } }])
    expect(await eventsOf(client, 'export')).toMatchObject([{ detail: { table: 'books', token: 'Nightly export' } }])
  })
})

describe('the page of tokens', () => {
  test('shows one’s own with their last use, written once a minute', async ({ db, as, client }) => {
    const ctx = await ada({ db, as })
    const { token } = await makeToken(ctx, nightly)
    expect((await tokensPage(ctx)).tokens).toMatchObject([{ name: 'Nightly export', lastUsed: null, isExpired: false }])

    await bearing(ctx, token, '192.0.2.7')
    await bearing(ctx, token, '192.0.2.8')
    const page = await tokensPage(ctx)

    expect(page).toMatchObject({ others: null, defaultDays: 30, mostDays: 365 })
    expect(page.tokens).toMatchObject([{ lastUsed: expect.any(String) as string, lastAddress: '192.0.2.7' }])
    expect(page.scopes.toSorted()).toEqual(bookRights.toSorted())
    expect(page.tables.map(({ path }) => path).toSorted()).toEqual(['books', 'tags'])
    await client`update brolly.api_tokens set last_used_at = now() - interval '61 seconds'`
    await bearing(ctx, token, '192.0.2.8')
    expect((await tokensPage(ctx)).tokens).toMatchObject([{ lastAddress: '192.0.2.8' }])
  })

  test('shows superusers those of others, which only they can revoke', async ({ db, as }) => {
    const ctx = await ada({ db, as })
    const { id } = await makeToken(ctx, nightly)
    const grace = await newUser(db, { email: 'grace@example.org' })
    const other = as({ id: grace.id, email: grace.email, grants: bookRights })

    expect(await tokensPage(other)).toMatchObject({ tokens: [], others: null })
    await expect(revokeToken(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const root = as()
    expect((await tokensPage(root)).others).toMatchObject([{ id, owner: ctx.actor.email }])
    expect(await revokeToken(root, id)).toEqual({ name: 'Nightly export', email: ctx.actor.email })
    expect((await tokensPage(ctx)).tokens).toEqual([])
  })
})
