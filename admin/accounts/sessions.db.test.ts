import { hash } from '@node-rs/argon2'
import { describe, expect, test as plain } from 'vitest'
import {
  actorOfSession,
  attempt,
  authenticate,
  blockedFor,
  changeOwnPassword,
  clearSessions,
  createUser,
  endSessions,
  endWait,
  exportCsv,
  hashSessionId,
  sessionsPage,
  setPassword,
  startSession,
} from '@/admin/server'
import type { Sql } from 'postgres'
import type { Database } from '../postgres/database'
import { accountSettings } from '../site/account-options'
import { adminOf, test } from '../testing/kit/site-test'
import { deviceName } from './device-name'

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

async function newUser(db: Database, email = 'ada@example.org') {
  const account = { email, password: 'a-fine-password', isStaff: true, isSuperuser: false, by: 'test' }
  return createUser(db, { ...account, groups: [], permissions: [] })
}
const start = (db: Database, userId: string) =>
  startSession(db, { userId, client: { address: '192.0.2.1', agent: windows } })
const live = async (db: Database, ...ids: string[]) =>
  Promise.all(ids.map(async (id) => (await actorOfSession(db, id)) !== null))

describe('the sessions of an account', () => {
  test('are shown with their device and address, and this one is marked', async ({ db, as }) => {
    const { id, email } = await newUser(db)
    const [here, there] = [await start(db, id), await start(db, id)]
    const ctx = as({ id, email, grants: [] })

    const page = await sessionsPage(ctx, { userId: null, current: hashSessionId(here) })

    expect(page).toMatchObject({ email, isOwn: true, blockedSeconds: null })
    expect(page.sessions.map(({ device, address, isThis }) => [device, address, isThis])).toEqual(
      expect.arrayContaining([
        ['Firefox on Windows', '192.0.2.1', true],
        ['Firefox on Windows', '192.0.2.1', false],
      ]),
    )
    expect(JSON.stringify(page)).not.toContain(there)
  })

  test('end one by one or all at once', async ({ db, as }) => {
    const { id, email } = await newUser(db)
    const [a, b, c] = [await start(db, id), await start(db, id), await start(db, id)]
    const ctx = as({ id, email, grants: [] })

    await endSessions(ctx, null, hashSessionId(b))
    expect(await live(db, a, b, c)).toEqual([true, false, true])
    await expect(endSessions(ctx, null, hashSessionId(b))).rejects.toMatchObject({ code: 'NOT_FOUND' })

    expect(await endSessions(ctx, null, null)).toEqual({ ended: 2, email })
    expect(await live(db, a, c)).toEqual([false, false])
  })

  test('SEC-037: of another user are seen and ended by superusers alone', async ({ db, as }) => {
    const ada = await newUser(db)
    const grace = await newUser(db, 'grace@example.org')
    const session = await start(db, ada.id)
    const stranger = as({ id: grace.id, email: grace.email, grants: ['brolly.users.change', 'brolly.users.view'] })
    const refused = { code: 'FORBIDDEN' }

    await expect(sessionsPage(stranger, { userId: ada.id, current: null })).rejects.toMatchObject(refused)
    await expect(endSessions(stranger, ada.id, hashSessionId(session))).rejects.toMatchObject(refused)
    await expect(endWait(stranger, ada.id)).rejects.toMatchObject(refused)
    // An id of another's session among one's own.
    await expect(endSessions(stranger, null, hashSessionId(session))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await live(db, session)).toEqual([true])

    await endSessions(as(), ada.id, hashSessionId(session))
    expect(await live(db, session)).toEqual([false])
  })

  test('SEC-008: a superuser sees the wait after failed attempts, and ends it', async ({ db, as }) => {
    const { id, email } = await newUser(db)
    const root = as()
    for (let index = 0; index < 5; index++)
      await attempt(
        { ...root, client: { address: '192.0.2.9', agent: null } },
        { what: 'log-in', account: email },
        async () => null,
      )
    expect((await sessionsPage(root, { userId: id, current: null })).blockedSeconds).toBeGreaterThan(20)

    await endWait(root, id)

    expect(await blockedFor(db, email)).toBeNull()
    expect((await sessionsPage(root, { userId: id, current: null })).blockedSeconds).toBeNull()
  })

  test('SEC-028: all end when the password is set on the command line', async ({ db }) => {
    const { id, email } = await newUser(db)
    const session = await start(db, id)

    await setPassword(db, { email, password: 'another-fine-one', by: 'operator' })

    expect(await live(db, session)).toEqual([false])
  })

  test.for([
    ['an hour without use', "last_seen_at = now() - interval '61 minutes'", false],
    ['less than an hour without use', "last_seen_at = now() - interval '59 minutes'", true],
    ['two days of use', "created_at = now() - interval '49 hours'", false],
    ['less than two days of use', "created_at = now() - interval '47 hours'", true],
  ] as const)(
    'SEC-034: with limits of its own a site ends them after %s',
    async ([, change, isLive], { db, client }) => {
      const limits = accountSettings({ sessions: { idleHours: 1, absoluteDays: 2 } }).sessions
      const { id } = await newUser(db)
      const session = await startSession(db, { userId: id, client: { address: null, agent: null }, limits })
      await client.unsafe(`update brolly.sessions set ${change}`)

      await client`update brolly.users set is_staff = false`
      expect((await actorOfSession(db, session, { limits, audience: 'everyone' })) !== null).toBe(isLive)
      await client`update brolly.users set is_staff = true`

      // Clearing removes exactly what is over.
      await clearSessions(db, limits)

      expect(await client`select 1 from brolly.sessions`).toHaveLength(isLive ? 1 : 0)
      expect((await actorOfSession(db, session, { limits })) !== null).toBe(isLive)
    },
  )
})

test('SEC-030: an export stops when the session of its user has ended', async ({ db, as, client }) => {
  await client`insert into books (id, title, slug) select n + 100, 'Book ' || n, 'book-' || n from generate_series(1, 5000) n`
  const { id } = await newUser(db)
  const session = await start(db, id)
  const ctx = { ...as(), isStillActive: async () => (await actorOfSession(db, session)) !== null }
  const lines = exportCsv(ctx, adminOf(ctx, 'books'), [])
  await lines.next()
  expect((await lines.next()).done).toBe(false)

  await client`update brolly.users set is_active = false`

  await expect(lines.next()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' })
})

plain.for([
  [windows, 'Firefox on Windows'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140.0 Mobile Safari/604.1',
    'Chrome on iPhone',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['curl/8.0', 'curl'],
  ['<script>', 'Unknown device'],
  [null, 'Unknown device'],
] as const)('%s is shown as %s', ([agent, shown]) => {
  expect(deviceName(agent)).toBe(shown)
})

/** Replaces all passwords while this work waits to write. Its result; of a failure, the code. */
async function whileReplaced(client: Sql, work: () => Promise<unknown>): Promise<unknown> {
  const waiting = () =>
    client`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  let result: Promise<unknown> = Promise.resolve()
  await client.begin(async (tx) => {
    await tx`update brolly.users set password_hash = 'replaced'`
    result = work().catch((error: { code?: string }) => error.code)
    await expect.poll(waiting).toHaveLength(1)
  })
  const outcome = await result
  expect(await client`select password_hash as hash from brolly.users`).toMatchObject([{ hash: 'replaced' }])
  return outcome
}

test.for([
  ['a current hash', { memoryCost: 19_456, timeCost: 2, parallelism: 1 }],
  ['a hash to be replaced', { memoryCost: 1_024, timeCost: 2, parallelism: 1 }],
] as const)(
  'SEC-028: a password with %s that is replaced during the log-in does not log in, nor come back',
  async ([, options], { db, client }) => {
    const { email } = await newUser(db)
    await client`update brolly.users set password_hash = ${await hash('a-fine-password', options)}`
    expect(await whileReplaced(client, () => authenticate(db, { email, password: 'a-fine-password' }))).toBeNull()
  },
)

test('SEC-028: a password that is replaced meanwhile does not allow to choose another', async ({ db, client, as }) => {
  const ctx = as(await newUser(db))
  const given = {
    current: 'a-fine-password',
    password: 'another-fine-one',
    repeat: 'another-fine-one',
    keepSession: '',
  }
  expect(await whileReplaced(client, () => changeOwnPassword(ctx, given))).toBe('INVALID')
})

test('changing one’s own password requires no permission but the current password', async ({ as, db }) => {
  const { id, email } = await createUser(db, {
    email: 'own@example.org',
    password: 'a-fine-password',
    isStaff: true,
    isSuperuser: false,
    groups: [],
    permissions: [],
    by: 'test',
  })
  const ctx = as({ grants: [], id, email })
  const given = { password: 'another-fine-one', repeat: 'another-fine-one', keepSession: 'x' }

  await expect(changeOwnPassword(ctx, { ...given, current: 'wrong' })).rejects.toMatchObject({ code: 'INVALID' })

  await changeOwnPassword(ctx, { ...given, current: 'a-fine-password' })

  expect(await authenticate(db, { email, password: 'another-fine-one' })).toMatchObject({ id })
})
