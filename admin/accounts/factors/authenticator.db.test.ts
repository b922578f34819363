import { Secret, TOTP } from 'otpauth'
import { describe, expect } from 'vitest'
import {
  addAuthenticator,
  confirmIdentity,
  createUser,
  factorsOf,
  hashSessionId,
  newAuthenticator,
  removeAllFactors,
  removeOwnFactor,
  renewRecoveryCodes,
  sameAuthenticator,
  startSession,
  type OwnContext,
} from '@/admin/server'
import type { Database } from '../../postgres/database'
import { test, type SiteFixture } from '../../testing/kit/site-test'
import { openText, sealText } from '../seal-text'
import { checkCode } from './check-code'

const secret = 'a-secret-that-is-long-enough-for-tests'
const password = 'a-fine-password'

type Fixture = Pick<SiteFixture, 'db' | 'as'>

async function owner({ db, as }: Fixture, email = 'ada@example.org'): Promise<OwnContext> {
  const account = { email, password, isStaff: true, isSuperuser: false, by: 'test', groups: [], permissions: [] }
  const { id } = await createUser(db, account)
  const ctx = as({ id, email, grants: [] })
  return { ...ctx, site: { ...ctx.site, secrets: () => [secret] }, mail: { origin: 'https://x.test', mailbox: true } }
}

const secretIn = (setup: { secret: string }) => Secret.fromBase32(setup.secret.replaceAll(' ', ''))

/** A code of this app, as of the database's present time and so many steps later. */
async function codeOf(db: Database, app: Secret, steps = 0): Promise<string> {
  const [row] = await db.execute<{ ms: number }>('select extract(epoch from now())::float8 * 1000 as ms')
  return new TOTP({ secret: app }).generate({ timestamp: Number(row?.ms) + steps * 30_000 })
}

async function enrolled(fixture: Fixture, email?: string) {
  const ctx = await owner(fixture, email)
  const setup = newAuthenticator(ctx)
  const app = secretIn(setup)
  const code = await codeOf(ctx.db, app, -1)
  const { codes } = await addAuthenticator(ctx, { sealed: setup.sealed, code, keepSession: null })
  const use = (typed: string) => checkCode(ctx, { owner: ctx.actor, code: typed })
  return { ctx, app, codes: codes ?? [], use, firstCode: code }
}

describe('an authenticator app', () => {
  test('counts once a code has confirmed it; nothing is stored before', async ({ client, db, as }) => {
    const ctx = await owner({ db, as })
    const setup = newAuthenticator(ctx)
    expect(setup.uri).toContain('otpauth://totp/Tests:ada%40example.org')
    expect(setup.qr.path).toMatch(/^M\d+ \d+h1v1h-1z/u)

    const wrong = addAuthenticator(ctx, { sealed: setup.sealed, code: '12345', keepSession: null })
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID', fields: { code: expect.any(String) } })
    expect(await client`select 1 from brolly.authenticators`).toEqual([])
    expect(sameAuthenticator(ctx, setup.sealed)?.secret).toBe(setup.secret)

    const code = await codeOf(ctx.db, secretIn(setup))
    const { codes } = await addAuthenticator(ctx, { sealed: setup.sealed, code, keepSession: null })
    expect(codes).toHaveLength(10)
    expect(await factorsOf(ctx.db, ctx.actor.id)).toMatchObject({
      authenticator: expect.any(String),
      recoveryCodes: 10,
    })
  })

  test('cannot be set up with what was sealed for somebody else', async ({ db, as }) => {
    const [ada, eve] = [await owner({ db, as }), await owner({ db, as }, 'eve@example.org')]
    const setup = newAuthenticator(eve)

    const code = await codeOf(ada.db, secretIn(setup))
    const attempted = addAuthenticator(ada, { sealed: setup.sealed, code, keepSession: null })

    await expect(attempted).rejects.toMatchObject({ code: 'INVALID' })
    expect(sameAuthenticator(ada, setup.sealed)).toBeNull()
  })

  test('SEC-016: a code works once, also if two requests come at the same time, and the code of the set-up not again', async ({
    db,
    as,
  }) => {
    const { ctx, app, use, firstCode } = await enrolled({ db, as })
    expect(await use(firstCode)).toBeNull()

    const code = await codeOf(ctx.db, app)
    const both = await Promise.all([use(code), use(code)])

    expect(both.filter((which) => which !== null)).toEqual(['code'])
    expect(await use(code)).toBeNull()
  })

  test('accepts the steps beside the present one, and no others; after a later code no earlier one', async ({
    db,
    as,
  }) => {
    const { ctx, app, use } = await enrolled({ db, as })

    for (const steps of [-3, -2, 2, 3]) expect(await use(await codeOf(ctx.db, app, steps)), `${steps}`).toBeNull()
    expect(await use(await codeOf(ctx.db, app, 1))).toBe('code')
    expect(await use(await codeOf(ctx.db, app, 0))).toBeNull()
  })

  test('SEC-004: has its codes guessed no faster than passwords', async ({ db, as }) => {
    const { use } = await enrolled({ db, as })
    const guesses = Array.from({ length: 10 }, (_, index) => String(100_000 + index))
    const refused = () => use('000000').then(String, (error: { code: string }) => error.code)

    for (const guess of guesses) await use(guess).catch(() => null)

    expect(await refused()).toBe('TOO_MANY')
  })

  test('SEC-047 SEC-205: its secret is stored encrypted, for its owner alone', async ({ client, db, as }) => {
    const { ctx, app } = await enrolled({ db, as })
    const [row] = await client<{ secret: string }[]>`select secret from brolly.authenticators`
    const stored = row?.secret ?? ''

    expect(stored).not.toContain(app.base32)
    expect(openText([secret], `authenticator ${ctx.actor.id}`, stored)?.text).toBe(app.base32)
    expect(openText([secret], 'authenticator 0', stored)).toBeNull()
    expect(openText(['another-secret-that-is-long-enough'], `authenticator ${ctx.actor.id}`, stored)).toBeNull()
  })

  test('SEC-206: goes on after AUTH_SECRET was replaced, and is then encrypted with the new one', async ({
    db,
    as,
  }) => {
    const { ctx, app } = await enrolled({ db, as })
    const rotated = { ...ctx, site: { ...ctx.site, secrets: () => ['the-new-secret-of-the-site', secret] } }
    const alone = { ...ctx, site: { ...ctx.site, secrets: () => ['the-new-secret-of-the-site'] } }
    const given = async (steps: number) => ({ owner: ctx.actor, code: await codeOf(ctx.db, app, steps) })

    expect(await checkCode(alone, await given(0))).toBeNull()
    expect(await checkCode(rotated, await given(0))).toBe('code')
    expect(await checkCode(alone, await given(1))).toBe('code')
  })
})

describe('recovery codes', () => {
  test('SEC-020: work once, also in parallel, are stored as hashes, and end when new ones are made', async ({
    client,
    db,
    as,
  }) => {
    const { ctx, codes, use } = await enrolled({ db, as })
    const [first = '', second = '', third = ''] = codes
    expect(new Set(codes).size).toBe(10)
    expect(JSON.stringify(await client`select * from brolly.recovery_codes`)).not.toContain(first.replaceAll('-', ''))

    const both = await Promise.all([use(first), use(first.toLowerCase().replaceAll('-', ' '))])
    expect(both.filter((which) => which !== null)).toEqual(['recovery code'])
    expect(await factorsOf(ctx.db, ctx.actor.id)).toMatchObject({ recoveryCodes: 9 })

    const [newOne = ''] = await renewRecoveryCodes(ctx)
    expect(await use(second)).toBeNull()
    expect(await use(third)).toBeNull()
    expect(await use(newOne)).toBe('recovery code')
  })

  test('are no secret of somebody else', async ({ db, as }) => {
    const { codes } = await enrolled({ db, as })
    const eve = await enrolled({ db, as }, 'eve@example.org')

    expect(await eve.use(codes[0] ?? '')).toBeNull()
  })
})

describe('a change of factors', () => {
  test('is told to the owner, and is in the audit log and the security log', async ({ client, db, as }) => {
    const { ctx } = await enrolled({ db, as })
    await removeOwnFactor(ctx, { removed: { kind: 'authenticator' }, keepSession: null })

    expect(await client`select action, changes from brolly.audit_entries where action = 'factors' order by id`).toEqual(
      [
        { action: 'factors', changes: { 'Authenticator app': [null, 'added'] } },
        { action: 'factors', changes: { 'Authenticator app': [null, 'removed'] } },
      ],
    )
    const kinds = await client`select kind, account from brolly.security_events order by id`
    expect(kinds.map(({ kind }) => kind)).toEqual(['factor-added', 'factor-removed'])
    const mails = await client`select recipient, data->>'text' as text from brolly.mails order by created_at`
    expect(mails.map(({ text }) => String(text).split(' – ')[0])).toEqual([
      'Added: Authenticator app',
      'Removed: Authenticator app',
    ])
    expect(await factorsOf(ctx.db, ctx.actor.id)).toEqual({ authenticator: null, passkeys: [], recoveryCodes: 0 })
  })

  test('ends the sessions that were opened without it, except the present one', async ({ client, db, as }) => {
    const ctx = await owner({ db, as })
    const start = () => startSession(ctx.db, { userId: ctx.actor.id, client: { address: null, agent: null } })
    const here = hashSessionId(await start())
    await start()
    const setup = newAuthenticator(ctx)
    const code = await codeOf(ctx.db, secretIn(setup))
    await addAuthenticator(ctx, { sealed: setup.sealed, code, keepSession: here })

    expect(await client`select id_hash from brolly.sessions`).toEqual([{ id_hash: here }])
    await removeAllFactors(ctx, { owner: ctx.actor })
    expect(await client`select id_hash from brolly.sessions`).toEqual([])
  })

  test('SEC-019: needs a session that is fresh, and confirming takes the password or a code', async ({
    client,
    db,
    as,
  }) => {
    const { ctx, app } = await enrolled({ db, as })
    const stale: OwnContext = { ...ctx, actor: { ...ctx.actor, isFresh: false } }
    const setup = newAuthenticator(stale)
    const posted = { sealed: setup.sealed, code: await codeOf(ctx.db, secretIn(setup)), keepSession: null }
    const before = await client`select * from brolly.authenticators`

    for (const change of [
      () => addAuthenticator(stale, posted),
      () => renewRecoveryCodes(stale),
      () => removeOwnFactor(stale, { removed: { kind: 'authenticator' }, keepSession: null }),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'UNCONFIRMED' })
    expect(await client`select * from brolly.authenticators`).toEqual(before)

    await expect(confirmIdentity(stale, { password: 'wrong', code: '' })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(confirmIdentity(stale, { password, code: '000000' })).rejects.toMatchObject({ code: 'INVALID' })
    await confirmIdentity(stale, { password, code: '' })
    await confirmIdentity(stale, { password: '', code: await codeOf(ctx.db, app) })
  })

  test('cannot leave an account without a factor that must have one', async ({ db, as }) => {
    const { ctx } = await enrolled({ db, as })
    const sessions = { ...ctx.site.accounts.sessions, factorRequiredFor: 'staff' as const }
    const strict = { ...ctx, site: { ...ctx.site, accounts: { ...ctx.site.accounts, sessions } } }

    const removal = removeOwnFactor(strict, { removed: { kind: 'authenticator' }, keepSession: null })

    await expect(removal).rejects.toMatchObject({ code: 'INVALID' })
    expect(await factorsOf(ctx.db, ctx.actor.id)).toMatchObject({ recoveryCodes: 10 })
  })
})

describe('a sealed text', () => {
  test('differs each time, and nothing else opens', () => {
    const [one, two] = [sealText([secret], 'p', 'text'), sealText([secret], 'p', 'text')]
    expect(one).not.toBe(two)
    for (const broken of ['', 'v1.', one.slice(0, -2), `${one}AA`, one.replace('v1.', 'v2.')])
      expect(openText([secret], 'p', broken)).toBeNull()
  })
})
