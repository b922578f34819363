import { describe, expect } from 'vitest'
import { attempt, blockedFor, changeOwnPassword, clearAttempts, clearSessions, createUser } from '@/admin/server'
import { test } from '../testing/kit/site-test'
import type { Database } from '../postgres/database'
import { accountSettings } from '../site/account-options'
import { attemptKeys, networkOf, type Attempted } from './attempt-keys'
import { knownDevices } from './known-devices'

const settings = accountSettings()
const limits = settings.throttle

/** An attempt from an address. */
type From = Attempted & { address: string }
const victim: From = { what: 'log-in', account: 'ada@example.org', address: '192.0.2.1' }
const wrong = async () => null
const right = async () => 'in'

const attemptAt = (db: Database, more: Partial<From> = {}, work: () => Promise<string | null> = wrong) => {
  const { address, ...attempted } = { ...victim, ...more }
  return attempt({ db, site: { accounts: settings }, actor: null, client: { address, agent: null } }, attempted, work)
}

/** What became of each attempt: the result, or the code of the refusal. */
async function outcomes(attempts: readonly Promise<string | null>[]): Promise<(string | null)[]> {
  const settled = await Promise.allSettled(attempts)
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code: string }).code))
}

async function fail(db: Database, times: number, more: (index: number) => Partial<From> = () => ({})) {
  for (let index = 0; index < times; index++) await attemptAt(db, more(index))
}

const refused = { code: 'TOO_MANY', retryAfter: expect.any(Number) }

describe('after too many wrong passwords', () => {
  test('SEC-004: the right one is refused too, until the wait is over', async ({ db, client }) => {
    await fail(db, limits.perClient)

    await expect(attemptAt(db, {}, right)).rejects.toMatchObject(refused)
    expect(await blockedFor(db, 'ada@example.org')).toBeGreaterThan(20)
    await client`update brolly.attempts set blocked_until = now()`

    expect(await attemptAt(db, {}, right)).toBe('in')
    // Success proves that the client knows the password.
    expect(await attemptAt(db)).toBeNull()
    expect(await attemptAt(db, {}, right)).toBe('in')
  })

  test('SEC-004: each further failure doubles the wait, up to a quarter of an hour', async ({ db, client }) => {
    await fail(db, limits.perClient)
    const waits: number[] = []
    for (let round = 0; round < 8; round++) {
      waits.push((await blockedFor(db, 'ada@example.org')) ?? 0)
      await client`update brolly.attempts set blocked_until = now()`
      await attemptAt(db)
    }

    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
  })

  test('SEC-005: of fifty at once, no more than the limit reach the check', async ({ db }) => {
    let checked = 0
    const check = async () => {
      checked += 1
      return null
    }

    const answers = await outcomes(Array.from({ length: 50 }, () => attemptAt(db, {}, check)))

    expect(checked).toBe(limits.perClient)
    expect(answers.filter((answer) => answer === 'TOO_MANY')).toHaveLength(50 - limits.perClient)
  })

  test('SEC-007: every spelling of the email address is one account', async ({ db }) => {
    const spellings = [
      'ADA@example.org',
      ' ada@example.org ',
      'Ada@EXAMPLE.org',
      'ａｄａ@example.org',
      'ada@example.org\n',
    ]
    await fail(db, limits.perAccount, (index) => ({
      account: spellings[index % spellings.length],
      address: `192.0.2.${index}`,
    }))

    await expect(attemptAt(db, { address: '198.51.100.7' }, right)).rejects.toMatchObject(refused)
  })

  test('SEC-001: an account that does not exist is counted the same', async ({ db }) => {
    await fail(db, limits.perClient, () => ({ account: 'nobody@example.org' }))

    await expect(attemptAt(db, { account: 'nobody@example.org' }, right)).rejects.toMatchObject(refused)
    expect(await attemptAt(db, {}, right)).toBe('in')
  })

  test('SEC-006: one client with many accounts is refused for any further one', async ({ db }) => {
    await fail(db, limits.perAddress, (index) => ({ account: `user${index}@example.org` }))

    await expect(attemptAt(db, {}, right)).rejects.toMatchObject(refused)
    expect(await attemptAt(db, { address: '192.0.2.2' }, right)).toBe('in')
  })

  test('SEC-008: a known device still gets in, however often strangers fail', async ({ db }) => {
    await fail(db, limits.perAccount, (index) => ({ address: `192.0.2.${index}` }))

    await expect(attemptAt(db, { address: '203.0.113.5' }, right)).rejects.toMatchObject(refused)
    expect(await attemptAt(db, { address: '203.0.113.5', device: 'desk' }, right)).toBe('in')
    await fail(db, limits.perClient, () => ({ device: 'desk' }))
    await expect(attemptAt(db, { device: 'desk' }, right)).rejects.toMatchObject(refused)
  })

  test('SEC-008: an administrator can end the wait', async ({ db }) => {
    await fail(db, limits.perClient)

    await clearAttempts(db, 'ADA@example.org')

    expect(await attemptAt(db, {}, right)).toBe('in')
    expect(await blockedFor(db, 'ada@example.org')).toBeNull()
  })

  test('the present password cannot be guessed in somebody else’s session', async ({ db, as }) => {
    const { id, email } = await createUser(db, {
      email: 'ada@example.org',
      password: 'a-fine-password',
      isStaff: true,
      isSuperuser: false,
      groups: [],
      permissions: [],
      by: 'test',
    })
    const ctx = { ...as({ id, email }), client: { address: '192.0.2.1', agent: null } }
    const change = (current: string) =>
      changeOwnPassword(ctx, { current, password: 'another-fine-one', repeat: 'another-fine-one', keepSession: '' })
    for (let index = 0; index < limits.perClient; index++)
      await expect(change('wrong')).rejects.toMatchObject({ code: 'INVALID' })

    await expect(change('a-fine-password')).rejects.toMatchObject(refused)
  })
})

describe('what is not a failure', () => {
  test('work that throws is not counted', async ({ db }) => {
    const broken = () => Promise.reject(new Error('The queue is full.'))
    for (let index = 0; index < limits.perClient + 1; index++)
      await expect(attemptAt(db, {}, broken)).rejects.toThrow('The queue is full.')

    expect(await attemptAt(db, {}, right)).toBe('in')
  })

  test('colleagues who log in at the same time do not make each other wait', async ({ db }) => {
    const many = Array.from({ length: 30 }, (_, index) => attemptAt(db, { account: `user${index}@example.org` }, right))

    expect(new Set(await outcomes(many))).toEqual(new Set(['in']))
  })

  test('failures of an hour ago no longer count, and are cleared', async ({ db, client }) => {
    await fail(db, limits.perClient - 1)
    await client`update brolly.attempts set expires_at = now()`
    await attemptAt(db)
    expect(await attemptAt(db, {}, right)).toBe('in')

    await client`update brolly.attempts set expires_at = now()`
    expect((await clearSessions(db)).attempts).toBeGreaterThan(0)
    expect(await client`select 1 from brolly.attempts`).toHaveLength(0)
  })
})

test('the counters contain neither email addresses nor client addresses', async ({ db, client }) => {
  await attemptAt(db, { account: 'my-password' })

  const stored = JSON.stringify(await client`select * from brolly.attempts`)
  expect(stored).not.toContain('my-password')
  expect(stored).not.toContain('192.0.2.1')
})

test('an IPv6 client is one client with all addresses of its network', () => {
  expect(networkOf('2001:db8:0:1::7')).toBe(networkOf('2001:0db8:0000:0001:ffff:1:2:3'))
  expect(networkOf('2001:db8::7')).not.toBe(networkOf('2001:db8:0:1::7'))
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(networkOf('::1')).toBe('0:0:0:0')
  expect(attemptKeys({ ...victim, address: null }, limits)).toHaveLength(1)
})

describe('the mark of a known device', () => {
  const now = { AUTH_SECRET: 'a'.repeat(40) }
  const devices = knownDevices(() => now)

  test('SEC-008: is valid for its account alone, and cannot be made without the secret', () => {
    const cookie = devices.remember(undefined, 'Ada@example.org')

    expect(devices.idFor(cookie, 'ada@example.org')).not.toBeNull()
    expect(devices.idFor(cookie, 'grace@example.org')).toBeNull()
    const forged = knownDevices(() => ({ AUTH_SECRET: 'b'.repeat(40) })).remember(undefined, 'ada@example.org')
    for (const text of [forged, undefined, '', '..', `x${cookie}`, cookie.replace(/\.\d+\./u, '.1.')])
      expect(devices.idFor(text, 'ada@example.org')).toBeNull()
  })

  test('stays valid under a new secret while the old one is accepted', () => {
    const cookie = devices.remember(undefined, 'ada@example.org')
    const AUTH_SECRET = 'c'.repeat(40)

    expect(
      knownDevices(() => ({ AUTH_SECRET, AUTH_SECRET_OLD: now.AUTH_SECRET })).idFor(cookie, 'ada@example.org'),
    ).not.toBeNull()
    expect(knownDevices(() => ({ AUTH_SECRET })).idFor(cookie, 'ada@example.org')).toBeNull()
  })

  test('is kept beside those of other accounts, up to five', () => {
    let cookie: string | undefined
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'f']) cookie = devices.remember(cookie, `${name}@example.org`)

    const known = ['a', 'b', 'c', 'd', 'e', 'f'].filter((name) => devices.idFor(cookie, `${name}@example.org`))
    expect(known).toEqual(['b', 'c', 'd', 'e', 'f'])
  })
})
