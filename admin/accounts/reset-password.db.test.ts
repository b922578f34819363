import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import {
  authenticate,
  blockedFor,
  createUser,
  linkOf,
  recordingDatabase,
  requestReset,
  resetPassword,
  setPassword,
  startSession,
} from '@/admin/server'
import type { Mail } from '../mail/mailer'
import { deliver } from '../mail/outbox'
import { linkIn } from '../testing/kit/smtp'
import { contextOf, test } from '../testing/kit/site-test'
import { librarySchema } from '../testing/kit/library'
import type { Database } from '../postgres/database'
import type { VisitContext } from './visit'
import { writeMail } from './write-mails'

const email = 'ada@example.org'
const password = 'a-fine-password'
const fresh = { password: 'another-password', repeat: 'another-password' }

const visitOf = (db: Database): VisitContext => ({
  ...contextOf(db, librarySchema, {}),
  mail: { origin: 'https://library.example', mailbox: false },
})

/** What arrives after this request, by a mailer that only remembers. */
async function sent(db: Database, asked: string, side: 'admin' | 'site' = 'site'): Promise<Mail[]> {
  const mails: Mail[] = []
  await requestReset(visitOf(db), { email: asked, side })
  await deliver({
    db,
    mailer: { send: async (mail) => void mails.push(mail) },
    write: (mail) => writeMail(visitOf(db), mail),
  })
  return mails
}

async function tokenFor(db: Database, asked = email): Promise<string> {
  const [mail] = await sent(db, asked)
  return linkIn(mail?.text ?? '')
    .split('/')
    .at(-1) as string
}

const account = (db: Database, more: { email?: string; isStaff?: boolean } = {}) =>
  createUser(db, {
    email,
    password,
    isStaff: true,
    isSuperuser: false,
    groups: [],
    permissions: [],
    by: 'test',
    ...more,
  })

/** How many events of each kind are in the security log. */
async function eventsIn(db: Database): Promise<Record<string, number>> {
  const rows = await db.execute<{ kind: string; n: number }>(
    sql`select kind, count(*)::int as n from brolly.security_events group by kind`,
  )
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

describe('asking for a new password', () => {
  test('SEC-013: the link has the configured origin, and leads to the side where it was asked for', async ({ db }) => {
    await account(db)

    expect(linkIn((await sent(db, email))[0]?.text ?? '')).toMatch(/^https:\/\/library\.example\/link\/[\w-]{43}$/u)
    expect(linkIn((await sent(db, email, 'admin'))[0]?.text ?? '')).toMatch(
      /^https:\/\/library\.example\/admin\/-\/link\/[\w-]{43}$/u,
    )
  })

  test('SEC-003 DJ-254: does the same for an account, an unknown, an inactive and a password-less one, but only the first gets a mail', async ({
    db,
    client,
  }) => {
    await account(db)
    await account(db, { email: 'gone@example.org' })
    await db.execute(sql`update brolly.users set is_active = false where email = 'gone@example.org'`)
    await db.execute(sql`insert into brolly.users (email) values ('sso@example.org')`)
    const asked = new Map<string, string[]>()
    for (const address of [email, 'nobody@example.org', 'gone@example.org', 'sso@example.org']) {
      const statements: string[] = []
      const recorded = recordingDatabase(client, ({ sql: text }) => statements.push(text))
      await requestReset(visitOf(recorded), { email: address, side: 'site' })
      asked.set(address, statements)
    }

    const [first, ...others] = asked.values()
    expect(first?.some((text) => text.includes('insert into brolly.mails'))).toBe(true)
    for (const other of others) expect(other).toEqual(first)
    const mails: Mail[] = []
    const write = (mail: Parameters<typeof writeMail>[1]) => writeMail(visitOf(db), mail)
    await deliver({ db, mailer: { send: async (mail) => void mails.push(mail) }, write })
    expect(mails.map(({ to }) => to)).toEqual([email])
  })

  test('DJ-255: a look-alike address gets no mail: it goes to the stored one', async ({ db }) => {
    await account(db, { email: 'mike@example.org' })

    expect((await sent(db, 'MIKE@example.org')).map(({ to }) => to)).toEqual(['mike@example.org'])
    expect(await sent(db, 'mıke@example.org')).toEqual([])
  })

  test.for([
    'ada',
    'ada@example.org,eve@evil.example',
    'ada@example.org\r\nBcc: eve@evil.example',
    '',
    '[object Object]',
  ])('SEC-010: %j is refused, and nothing is queued', async (asked, { db }) => {
    await account(db)

    await expect(requestReset(visitOf(db), { email: asked, side: 'site' })).rejects.toMatchObject({
      code: 'INVALID',
      fields: { email: expect.any(String) as string },
    })
    expect(await db.execute(sql`select from brolly.mails`)).toHaveLength(0)
  })

  test('SEC-003 SEC-004: from one client is limited, for one address and for all, and others do not wait', async ({
    db,
  }) => {
    await account(db)
    const ask = (client: string, asked: string) =>
      requestReset({ ...visitOf(db), client: { address: client, agent: null } }, { email: asked, side: 'site' })
    for (const asked of [email, 'nobody@example.org']) {
      for (let time = 0; time < 5; time++) await ask('192.0.2.1', asked)
      await expect(ask('192.0.2.1', asked)).rejects.toMatchObject({ code: 'TOO_MANY' })
    }
    await ask('192.0.2.2', email)
    for (let time = 0; time < 40; time++) await ask('192.0.2.1', `${time}@example.org`)

    await expect(ask('192.0.2.1', 'one-more@example.org')).rejects.toMatchObject({ code: 'TOO_MANY' })
    expect(await blockedFor(db, email)).toBeNull()
    expect(await eventsIn(db)).toMatchObject({ 'reset-requested': expect.any(Number), throttled: 3 })
  })

  test('without a mail server is refused in words', async ({ db }) => {
    await expect(requestReset({ ...visitOf(db), mail: undefined }, { email, side: 'site' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    })
  })
})

describe('SEC-011 DJ-257 DJ-258: a reset link', () => {
  test('sets the password once, also in parallel, and ends all sessions', async ({ db }) => {
    const { id } = await account(db)
    await startSession(db, { userId: id, client: { address: null, agent: null } })
    const token = await tokenFor(db)
    expect(await linkOf(db, token)).toMatchObject({ purpose: 'reset', email })
    const tries = await Promise.allSettled([1, 2, 3].map(() => resetPassword(visitOf(db), { token, ...fresh })))

    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await authenticate(db, { email, password: fresh.password })).not.toBeNull()
    expect(await authenticate(db, { email, password })).toBeNull()
    expect(await db.execute(sql`select from brolly.sessions`)).toHaveLength(0)
    expect(await linkOf(db, token)).toBeNull()
  })

  test('is stored as a hash only', async ({ db }) => {
    await account(db)
    const token = await tokenFor(db)

    const stored = await db.execute(sql`select l::text || m::text as text from brolly.mail_links l, brolly.mails m`)
    expect(stored).toHaveLength(1)
    expect(JSON.stringify(stored)).not.toContain(token)
  })

  test.for([
    ['it has expired', sql`update brolly.mail_links set expires_at = now()`],
    ['the address was changed', sql`update brolly.users set email = 'eve@example.org'`],
    ['the account was closed', sql`update brolly.users set is_active = false`],
    ['the account was deleted', sql`delete from brolly.users`],
  ] as const)('is void once %s', async ([, change], { db }) => {
    await account(db)
    const token = await tokenFor(db)
    await db.execute(change)

    await expect(resetPassword(visitOf(db), { token, ...fresh })).rejects.toMatchObject({ code: 'INVALID' })
    expect(await linkOf(db, token)).toBeNull()
  })

  test('is void after a log-in, a change of the password, and a newer link', async ({ db }) => {
    const { id } = await account(db)
    const first = await tokenFor(db)
    const second = await tokenFor(db)
    await expect(resetPassword(visitOf(db), { token: first, ...fresh })).rejects.toMatchObject({ code: 'INVALID' })
    await startSession(db, { userId: id, client: { address: null, agent: null } })
    await expect(resetPassword(visitOf(db), { token: second, ...fresh })).rejects.toMatchObject({ code: 'INVALID' })
    const third = await tokenFor(db)
    await setPassword(db, { email, password: 'set-by-command', by: 'test' })
    await expect(resetPassword(visitOf(db), { token: third, ...fresh })).rejects.toMatchObject({ code: 'INVALID' })

    expect(await authenticate(db, { email, password: 'set-by-command' })).not.toBeNull()
  })

  test.for(['', 'x', '__proto__', 'A'.repeat(43), 'A'.repeat(200), "' or true --"])(
    'that was made up, %j, is refused',
    async (token, { db }) => {
      await account(db)
      await tokenFor(db)

      await expect(resetPassword(visitOf(db), { token, ...fresh })).rejects.toMatchObject({ code: 'INVALID' })
    },
  )

  test('cannot be guessed: a client that tries tokens has to wait, and each try is in the security log', async ({
    db,
  }) => {
    await account(db)
    const token = await tokenFor(db)
    const visit = { ...visitOf(db), client: { address: '192.0.2.3', agent: null } }
    const guesses = Array.from({ length: 50 }, () => randomBytes(32).toString('base64url'))
    for (const guess of guesses)
      await expect(resetPassword(visit, { token: guess, ...fresh })).rejects.toMatchObject({ code: 'INVALID' })
    await expect(resetPassword(visit, { token, ...fresh })).rejects.toMatchObject({ code: 'TOO_MANY' })

    await resetPassword(visitOf(db), { token, ...fresh })
    expect(await eventsIn(db)).toMatchObject({ throttled: 1, 'check-failed': 30, 'password-reset': 1 })
    const logged = JSON.stringify(await db.execute(sql`select e::text from brolly.security_events e`))
    for (const secret of [token, fresh.password, ...guesses]) expect(logged).not.toContain(secret)
  })

  test('SEC-014 SEC-015: is not used up by a password that is refused', async ({ db }) => {
    await account(db)
    const token = await tokenFor(db)
    for (const refused of ['short', 'password123', email, '1234567890', 'x'.repeat(1_000_000)])
      await expect(resetPassword(visitOf(db), { token, password: refused, repeat: refused })).rejects.toMatchObject({
        fields: { password: expect.any(String) as string },
      })
    await expect(resetPassword(visitOf(db), { token, ...fresh, repeat: 'other' })).rejects.toMatchObject({
      fields: { repeat: expect.any(String) as string },
    })
    const spaced = `${' 🦉'.repeat(32)}`

    await resetPassword(visitOf(db), { token, password: spaced, repeat: spaced })
    expect(await authenticate(db, { email, password: spaced })).not.toBeNull()
  })
})
