import { describe, expect } from 'vitest'
import {
  addPasskey,
  askPasskey,
  checkPasskey,
  confirmWithPasskey,
  createUser,
  factorsOf,
  hashSessionId,
  newPasskey,
  removeOwnFactor,
  removeOwnPassword,
  renamePasskey,
  siteOrigin,
  startSession,
  type OwnContext,
} from '@/admin/server'
import { test, type SiteFixture } from '../../testing/kit/site-test'
import type { PasskeyTarget } from './passkey-challenge'
import { softwareKey, type SoftwareKey } from './passkey-fixture'

const origin = 'https://admin.example.org'
type Fixture = Pick<SiteFixture, 'db' | 'as'>

async function owner({ db, as }: Fixture, email: string, password: string | null = 'a-fine-password') {
  const account = { email, password, isStaff: true, isSuperuser: false, by: 'test', groups: [], permissions: [] }
  const { id } = await createUser(db, account)
  const ctx = as({ id, email, grants: [] })
  const site = { ...ctx.site, secrets: () => ['a-secret-that-is-long-enough-for-tests'] }
  const own: OwnContext = { ...ctx, site, actor: { ...ctx.actor, hasPassword: password !== null } }
  return own
}

async function added(fixture: Fixture, email = 'ada@example.org', password?: string | null) {
  const ctx = await owner(fixture, email, password)
  const key = softwareKey()
  const { options, sealed } = await newPasskey(ctx, origin)
  const response = key.create(options, origin)
  const { codes } = await addPasskey(ctx, { response, sealed, origin, name: 'My laptop', keepSession: null })
  return { ctx, key, codes, response, sealed }
}

const logIn: PasskeyTarget = { purpose: 'log-in', userId: null }

/** Asks, has the key answer, and checks. */
async function used(ctx: OwnContext, key: SoftwareKey, target: PasskeyTarget = logIn) {
  const { options, sealed } = await askPasskey(ctx, target, origin)
  return checkPasskey(ctx, target, { response: key.get(options, origin), sealed, origin })
}

describe('a passkey', () => {
  test('is added to an account, with recovery codes, and logs in by itself', async ({ db, as }) => {
    const { ctx, key, codes } = await added({ db, as })

    expect(codes).toHaveLength(10)
    expect(await factorsOf(db, ctx.actor.id)).toMatchObject({
      authenticator: null,
      passkeys: [{ id: key.id, name: 'My laptop', lastUsedAt: null, isBackedUp: false }],
    })
    expect(await used(ctx, key)).toEqual({ id: ctx.actor.id, email: 'ada@example.org' })
    expect(await factorsOf(db, ctx.actor.id)).toMatchObject({ passkeys: [{ lastUsedAt: expect.any(String) }] })
  })

  test('ends the sessions that were opened without it, and needs a fresh one', async ({ db, as, client }) => {
    const ctx = await owner({ db, as }, 'ada@example.org')
    const start = () => startSession(db, { userId: ctx.actor.id, client: { address: null, agent: null } })
    const here = hashSessionId(await start())
    await start()
    const stale = { ...ctx, actor: { ...ctx.actor, isFresh: false } }
    await expect(newPasskey(stale, origin)).rejects.toMatchObject({ code: 'UNCONFIRMED' })
    const { options, sealed } = await newPasskey(ctx, origin)
    const given = { response: softwareKey().create(options, origin), sealed, origin, name: '', keepSession: here }

    await expect(addPasskey(stale, given)).rejects.toMatchObject({ code: 'UNCONFIRMED' })
    await addPasskey(ctx, given)

    expect(await client`select id_hash from brolly.sessions`).toEqual([{ id_hash: here }])
  })

  test('cannot be added twice, nor with the challenge of somebody else or of another site', async ({ db, as }) => {
    const { response, sealed } = await added({ db, as })
    const eve = await owner({ db, as }, 'eve@example.org')
    const own = await newPasskey(eve, origin)
    const key = softwareKey()
    const attempts = [
      // The answer and the challenge of Ada.
      { response, sealed, origin },
      // Her answer with a challenge of Eve's.
      { response, sealed: own.sealed, origin },
      { response: key.create(own.options, 'https://evil.example'), sealed: own.sealed, origin },
      { response: key.create({ challenge: 'AAAA' }, origin), sealed: own.sealed, origin },
      { response: '{"id":1}', sealed: own.sealed, origin },
      { response: 'nonsense', sealed: '', origin },
    ]

    for (const given of attempts)
      await expect(addPasskey(eve, { ...given, name: '', keepSession: null })).rejects.toMatchObject({
        code: 'INVALID',
      })
    expect(await factorsOf(db, eve.actor.id)).toEqual({ authenticator: null, passkeys: [], recoveryCodes: 0 })
  })

  test('answers a challenge once, also if two answers come at the same time', async ({ db, as }) => {
    const { ctx, key } = await added({ db, as })
    const { options, sealed } = await askPasskey(ctx, logIn, origin)
    const check = () => checkPasskey(ctx, logIn, { response: key.get(options, origin), sealed, origin })

    const both = await Promise.all([check(), check()])

    expect(both.filter((found) => found !== null)).toHaveLength(1)
    expect(await check()).toBeNull()
  })

  test('is refused for another purpose, account, origin or signature, and if its owner is inactive', async ({
    db,
    as,
    client,
  }) => {
    const { ctx, key } = await added({ db, as })
    const eve = await added({ db, as }, 'eve@example.org')
    const mine = { purpose: 'second step', userId: ctx.actor.id } as const
    const { options, sealed } = await askPasskey(ctx, mine, origin)
    const check = (target: PasskeyTarget, response: string) => checkPasskey(ctx, target, { response, sealed, origin })

    expect(await check(logIn, key.get(options, origin))).toBeNull()
    expect(await check({ ...mine, purpose: 'confirm' }, key.get(options, origin))).toBeNull()
    expect(await check(mine, eve.key.get(options, origin))).toBeNull()
    expect(await check(mine, key.get(options, 'https://evil.example'))).toBeNull()
    const forged = JSON.parse(key.get(options, origin)) as { response: { signature: string } }
    const stranger = JSON.parse(softwareKey().get(options, origin)) as typeof forged
    forged.response.signature = stranger.response.signature
    expect(await check(mine, JSON.stringify(forged))).toBeNull()
    await client`update brolly.users set is_active = false where id = ${ctx.actor.id}`
    expect(await check(mine, key.get(options, origin))).toBeNull()
    await client`update brolly.users set is_active = true`
    expect(await check(mine, key.get(options, origin))).toMatchObject({ email: 'ada@example.org' })
  })

  test('has to verify its user if there was no password before', async ({ db, as }) => {
    const { ctx, key } = await added({ db, as })
    const unverified = async (target: PasskeyTarget) => {
      const { options, sealed } = await askPasskey(ctx, target, origin)
      return checkPasskey(ctx, target, { response: key.get(options, origin, { verified: false }), sealed, origin })
    }

    expect(await unverified(logIn)).toBeNull()
    expect(await unverified({ purpose: 'second step', userId: ctx.actor.id })).not.toBeNull()
  })

  test('whose counter goes back was copied: it is refused and recorded', async ({ db, as, client }) => {
    const { ctx, key } = await added({ db, as })
    key.counter = 10
    expect(await used(ctx, key)).not.toBeNull()

    key.counter = 4
    expect(await used(ctx, key)).toBeNull()

    const events = await client`select account, detail from brolly.security_events where kind = 'passkey-refused'`
    expect(events).toEqual([{ account: 'ada@example.org', detail: expect.objectContaining({ counter: 5 }) }])
  })

  test('confirms who is there', async ({ db, as, client }) => {
    const { ctx, key } = await added({ db, as })
    const target = { purpose: 'confirm', userId: ctx.actor.id } as const
    const { options, sealed } = await askPasskey(ctx, target, origin)

    await expect(confirmWithPasskey(ctx, { response: '{}', sealed, origin })).rejects.toMatchObject({ code: 'INVALID' })
    await confirmWithPasskey(ctx, { response: key.get(options, origin), sealed, origin })

    expect(await client`select detail from brolly.security_events where kind = 'confirmed'`).toEqual([
      { detail: { factor: 'passkey' } },
    ])
  })

  test('is not removed if it is the only way in', async ({ db, as }) => {
    const { ctx, key } = await added({ db, as }, 'ada@example.org', null)
    const removed = { kind: 'passkey', id: key.id } as const

    await expect(removeOwnFactor(ctx, { removed, keepSession: null })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await used(ctx, key)).not.toBeNull()
  })
})

test.for([
  [{ NODE_ENV: 'production', BROLLY_URL: 'https://a.example/x' }, 'https://a.example'],
  [{ NODE_ENV: 'production' }, null],
  [{ NODE_ENV: 'development', PORT: 4000 }, 'http://localhost:4000'],
] as const)('the origin of %j is %s', ([env, expected]) => {
  expect(siteOrigin(env)).toBe(expected)
})

describe('a passkey of one’s own', () => {
  test('is renamed, in the audit log too, by its owner alone and in a fresh session', async ({ db, as, client }) => {
    const { ctx, key } = await added({ db, as })
    const named = async () => (await factorsOf(db, ctx.actor.id)).passkeys.map(({ name }) => name)
    const other = await owner({ db, as }, 'eve@example.org')
    const stale = { ...ctx, actor: { ...ctx.actor, isFresh: false } }

    await expect(renamePasskey(other, { id: key.id, name: 'Mine' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(renamePasskey(stale, { id: key.id, name: 'Mine' })).rejects.toMatchObject({ code: 'UNCONFIRMED' })
    for (const name of ['x'.repeat(101), 'a\nb'])
      await expect(renamePasskey(ctx, { id: key.id, name })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await named()).toEqual(['My laptop'])

    for (let time = 0; time < 2; time++) await renamePasskey(ctx, { id: key.id, name: ' Key ring ' })
    expect(await named()).toEqual(['Key ring'])
    expect(await client`select changes from brolly.audit_entries where actor_id = ${ctx.actor.id}`).toContainEqual({
      changes: { Passkey: ['My laptop', 'Key ring'] },
    })
  })
})

describe('the password of one’s own account', () => {
  const ways = { providers: ['oidc'], passkeys: true }
  const removing = (ctx: OwnContext, by = ways) => removeOwnPassword(ctx, { keepSession: null, ways: by })
  const refused = { code: 'INVALID', message: expect.stringMatching(/only way into your account/u) }
  const hasPassword = async (client: SiteFixture['client']) =>
    (await client`select password_hash is not null as has from brolly.users`).map(({ has }) => has as boolean)

  test('is removed where a passkey that verifies its user is left, and the other sessions end', async ({
    db,
    as,
    client,
  }) => {
    const { ctx, key } = await added({ db, as })
    const start = () => startSession(db, { userId: ctx.actor.id, client: { address: null, agent: null } })
    const kept = hashSessionId(await start())
    await start()
    await client`update brolly.passkeys set verifies_user = false`
    await expect(removing(ctx)).rejects.toMatchObject(refused)
    await expect(removing({ ...ctx, actor: { ...ctx.actor, isFresh: false } })).rejects.toMatchObject({
      code: 'UNCONFIRMED',
    })
    // A log-in by the passkey alone has shown that it does.
    await used(ctx, key)
    await expect(removing(ctx, { ...ways, passkeys: false })).rejects.toMatchObject(refused)
    expect(await hasPassword(client)).toEqual([true])

    await removeOwnPassword(ctx, { keepSession: kept, ways })
    expect(await hasPassword(client)).toEqual([false])
    expect(await client`select id_hash from brolly.sessions`).toEqual([{ id_hash: kept }])
    await expect(removing(ctx)).rejects.toMatchObject({ code: 'INVALID' })
    expect(await used(ctx, key)).toMatchObject({ email: 'ada@example.org' })
    const removed = { kind: 'passkey', id: key.id } as const
    await expect(removeOwnFactor(ctx, { removed, keepSession: null })).rejects.toMatchObject(refused)
  })

  test('is removed where single sign-on is left, with a provider that this server still has', async ({
    db,
    as,
    client,
  }) => {
    const ctx = await owner({ db, as }, 'ada@example.org')
    await expect(removing(ctx)).rejects.toMatchObject(refused)
    await client`insert into brolly.identities (provider, issuer, subject, user_id)
      values ('github', 'https://github.com', '7', ${ctx.actor.id})`
    await expect(removing(ctx)).rejects.toMatchObject(refused)
    await removing(ctx, { ...ways, providers: ['github'] })
    expect(await hasPassword(client)).toEqual([false])
    expect(await client`select action, changes from brolly.audit_entries order by id desc limit 1`).toEqual([
      { action: 'factors', changes: { Password: [null, 'removed'] } },
    ])
  })

  test('and its last other way in are not both removed, also at once', async ({ db, as, client }) => {
    const { ctx, key } = await added({ db, as })
    const removed = { kind: 'passkey', id: key.id } as const
    const outcomes = await Promise.allSettled([removing(ctx), removeOwnFactor(ctx, { removed, keepSession: null })])

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const keys = await client`select from brolly.passkeys`
    expect([await hasPassword(client), keys.length]).toEqual(keys.length === 1 ? [[false], 1] : [[true], 0])
  })
})
