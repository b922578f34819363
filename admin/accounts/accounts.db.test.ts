import { describe, expect } from 'vitest'
import {
  actorOfSession,
  authenticate,
  changeOwnPassword,
  createUser,
  endSession,
  hashSessionId,
  setPassword,
  setPasswordOf,
  startSession,
  type NewUser,
} from '@/admin/server'
import { hash } from '@node-rs/argon2'
import { users } from '../brolly/tables'
import { auditLines } from '../testing/kit/audit-lines'
import { test } from '../testing/kit/site-test'
import type { Database } from '../postgres/database'

const plain = { isStaff: true, isSuperuser: false, groups: [], permissions: [], by: 'test' }

const password = 'a-fine-password'
const user = (more: Partial<NewUser> = {}): NewUser => ({
  email: 'ada@example.org',
  password,
  isStaff: true,
  isSuperuser: false,
  groups: [],
  permissions: [],
  by: 'test',
  ...more,
})
const client = { address: '127.0.0.1', agent: 'Test' }
const start = (db: Database, userId: string) => startSession(db, { userId, client })

describe('logging in', () => {
  test('SEC-001 DJ-005 DJ-261: every failure has the one answer', async ({ db, client: sql }) => {
    await createUser(db, user())
    await createUser(db, user({ email: 'guest@example.org', isStaff: false }))
    await createUser(db, user({ email: 'gone@example.org' }))
    await sql`update brolly.users set is_active = false where email = 'gone@example.org'`
    await sql`insert into brolly.users (email, is_staff) values ('blank@example.org', true)`

    expect(await authenticate(db, { email: ' ADA@Example.org ', password })).toMatchObject({ email: 'ada@example.org' })
    expect(
      await authenticate(db, { email: 'guest@example.org', password, audience: 'everyone' }),
      'on the public side',
    ).toMatchObject({ email: 'guest@example.org' })
    expect(await authenticate(db, { email: 'gone@example.org', password, audience: 'everyone' })).toBeNull()
    for (const [email, typed] of [
      ['ada@example.org', 'wrong-password'],
      ['ada@example.org', ''],
      ['nobody@example.org', password],
      ['guest@example.org', password],
      ['gone@example.org', password],
      ['blank@example.org', ''],
      ['', ''],
      ['a@b\0', password],
      ["' or true --", password],
    ] as const)
      expect(await authenticate(db, { email, password: typed })).toBeNull()
  })

  test('SEC-001 DJ-262: an unknown email address takes as long as a known one', async ({ db }) => {
    await createUser(db, user())
    // Processor time, which does not depend on other load.
    const work = async (email: string) => {
      const before = process.cpuUsage()
      for (let round = 0; round < 7; round++) await authenticate(db, { email, password: 'wrong-password' })
      const { user: own, system } = process.cpuUsage(before)
      return own + system
    }
    await work('nobody@example.org')

    const [known, unknown] = [await work('ada@example.org'), await work('nobody@example.org')]

    // Without hashing, one would take a tenth of the other.
    expect(unknown).toBeGreaterThan(known / 3)
    expect(known).toBeGreaterThan(unknown / 3)
  })

  test('an email address may use any alphabet, in either spelling of its domain', async ({ db }) => {
    const password = 'a rather long one'
    const made = await createUser(db, { email: 'Jürgen@Bücher.example', password, ...plain })

    expect(made.email).toBe('jürgen@bücher.example')
    for (const email of ['jürgen@bücher.example', 'JÜRGEN@xn--bcher-kva.example', 'ju\u0308rgen@bu\u0308cher.example'])
      expect(await authenticate(db, { email, password }), email).toMatchObject({ id: made.id })
    for (const email of [
      'jür gen@bücher.example',
      'jürgen@',
      '@bücher.example',
      'a@b@c.example',
      'jürgen@bücher',
      '→@x.example',
    ])
      await expect(createUser(db, { email, password, ...plain }), email).rejects.toMatchObject({
        fields: { email: 'Enter an email address.' },
      })
  })

  test('a password is the same however a keyboard composes its accents, and older hashes still work', async ({
    db,
  }) => {
    const composed = 'm\u00FCnchen im sommer'
    const apart = composed.normalize('NFD')
    await createUser(db, { email: 'nfc@example.com', password: apart, ...plain })
    const [old] = await db
      .insert(users)
      .values({
        email: 'old@example.com',
        isStaff: true,
        passwordHash: await hash(apart, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
      })
      .returning()

    for (const password of [composed, apart])
      expect(await authenticate(db, { email: 'nfc@example.com', password })).toMatchObject({ email: 'nfc@example.com' })
    expect(await authenticate(db, { email: 'old@example.com', password: apart })).toMatchObject({ id: old?.id })
    expect(await authenticate(db, { email: 'old@example.com', password: 'munchen im sommer' })).toBeNull()
  })

  test('SEC-014: a password of a megabyte is refused, one of blanks and emoji is accepted', async ({ db }) => {
    const odd = ` ${'🌂 '.repeat(20)}`
    await createUser(db, user({ password: odd }))

    expect(await authenticate(db, { email: 'ada@example.org', password: 'x'.repeat(1_000_000) })).toBeNull()
    await expect(
      createUser(db, user({ email: 'b@example.org', password: 'x'.repeat(1_000_000) })),
    ).rejects.toMatchObject({ code: 'INVALID' })
    expect(await authenticate(db, { email: 'ada@example.org', password: odd })).not.toBeNull()
    expect(await authenticate(db, { email: 'ada@example.org', password: odd.trim() })).toBeNull()
  })
})

describe('accounts', () => {
  test.for([
    ['ADA@EXAMPLE.ORG', 'CONFLICT'],
    ['ａｄａ@example.org', 'CONFLICT'],
    [' ada@example.org ', 'CONFLICT'],
    ['ada', 'INVALID'],
    ['', 'INVALID'],
    ['a@b.org, c@d.org', 'INVALID'],
    ['ada@example.org\r\nbcc: x@y.org', 'INVALID'],
  ] as const)('DJ-248: “%s” is refused beside ada@example.org', async ([email, code], { db, client: sql }) => {
    await createUser(db, user())

    await expect(createUser(db, user({ email }))).rejects.toMatchObject({ code, fields: { email: expect.any(String) } })
    expect(await sql`select 1 from brolly.users`).toHaveLength(1)
  })

  test.for(['short', 'password123', '12345678901', 'ada@example.org', 'ADA@example.org', '          '.slice(1)])(
    'SEC-015: the password “%s” is refused wherever it is set',
    async (weak, { db, as, client: sql }) => {
      const { id, email } = await createUser(db, user())
      const refusal = { code: 'INVALID', fields: { password: expect.any(String) } }
      const given = { password: weak, repeat: weak }

      await expect(setPassword(db, { email, password: weak, by: 'test' })).rejects.toMatchObject(refusal)
      await expect(setPasswordOf(as(), id, given)).rejects.toMatchObject(refusal)
      await expect(
        changeOwnPassword(as({ id, grants: [] }), { ...given, current: password, keepSession: 'x' }),
      ).rejects.toMatchObject(refusal)
      expect(await authenticate(db, { email, password })).not.toBeNull()
      await sql`delete from brolly.users`
      await expect(createUser(db, user({ password: weak }))).rejects.toMatchObject(refusal)
    },
  )

  test('an unknown group creates no account; a known one and permissions are granted', async ({ db, client: sql }) => {
    await sql`insert into brolly.groups (name) values ('editors')`

    await expect(createUser(db, user({ groups: ['editors', 'nobody'] }))).rejects.toMatchObject({ code: 'INVALID' })
    expect(await sql`select 1 from brolly.users`).toEqual([])
    const { id } = await createUser(db, user({ groups: ['editors'], permissions: ['books.view'] }))
    const actor = await actorOfSession(db, await start(db, id))

    expect(actor).toMatchObject({ isSuperuser: false, groups: new Set(['editors']), grants: new Set(['books.view']) })
    expect(JSON.stringify(await auditLines(sql))).not.toContain('argon2')
  })

  test('DJ-250 DJ-252: a password is changed with the old one or by a permitted user, and audited without its value', async ({
    db,
    as,
    client: sql,
  }) => {
    const { id, email } = await createUser(db, user())
    const own = as({ id, grants: [], email })
    const next = { password: 'another-fine-one', repeat: 'another-fine-one' }

    await expect(changeOwnPassword(own, { ...next, current: 'wrong', keepSession: 'x' })).rejects.toMatchObject({
      fields: { current: expect.any(String) },
    })
    await expect(
      changeOwnPassword(own, { ...next, repeat: 'x', current: password, keepSession: 'x' }),
    ).rejects.toMatchObject({ fields: { repeat: expect.any(String) } })
    await expect(setPasswordOf(own, id, next)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(setPasswordOf(as(), '00000000-0000-4000-8000-0000000000ff', next)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(setPasswordOf(as(), 'nobody', next)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await authenticate(db, { email, password })).not.toBeNull()
    expect(await setPasswordOf(as({ email: 'root@example.org' }), id, next)).toEqual({ email })

    expect(await authenticate(db, { email, password: next.password })).not.toBeNull()
    expect((await auditLines(sql)).at(-1)).toMatchObject({
      actor: 'root@example.org',
      action: 'password',
      key: id,
      changes: { password_hash: null },
    })
  })
})

describe('sessions', () => {
  test('SEC-026: a new login is a new session, of which only a hash is stored', async ({ db, client: sql }) => {
    const { id } = await createUser(db, user())
    const [first, second] = [await start(db, id), await start(db, id)]

    expect(first).not.toBe(second)
    expect(await actorOfSession(db, 'planted')).toBeNull()
    expect(await actorOfSession(db, hashSessionId(first))).toBeNull()
    expect(JSON.stringify(await sql`select * from brolly.sessions`)).not.toContain(first)
  })

  test('SEC-027: after logging out its cookie is worthless', async ({ db }) => {
    const { id } = await createUser(db, user())
    const session = await start(db, id)

    await endSession(db, session)

    expect(await actorOfSession(db, session)).toBeNull()
  })

  test('SEC-028: changing the password ends the other sessions but not this one', async ({ db, as }) => {
    const { id } = await createUser(db, user())
    const [a, b, c] = [await start(db, id), await start(db, id), await start(db, id)]
    const given = { password: 'another-fine-one', repeat: 'another-fine-one' }

    await changeOwnPassword(as({ id, grants: [] }), { ...given, current: password, keepSession: hashSessionId(a) })
    expect(
      [await actorOfSession(db, a), await actorOfSession(db, b), await actorOfSession(db, c)].map(Boolean),
    ).toEqual([true, false, false])

    await setPasswordOf(as(), id, {
      password: 'a-third-fine-one',
      repeat: 'a-third-fine-one',
    })
    expect(await actorOfSession(db, a)).toBeNull()
  })

  test.for([
    ['an account made inactive', 'update brolly.users set is_active = false'],
    ['an account without the staff right', 'update brolly.users set is_staff = false'],
    ['a deleted account', 'delete from brolly.users'],
    ['a session past its end', 'update brolly.sessions set expires_at = now()'],
    ['a session that nobody used', "update brolly.sessions set last_seen_at = now() - interval '4 days'"],
  ] as const)('SEC-030 SEC-034 DJ-012: %s is out at the next request', async ([, statement], { db, client: sql }) => {
    const { id } = await createUser(db, user())
    const session = await start(db, id)
    expect(await actorOfSession(db, session)).not.toBeNull()

    await sql.unsafe(statement)

    expect(await actorOfSession(db, session)).toBeNull()
  })

  test('SEC-032: a revoked permission is gone at the next request', async ({ db, client: sql }) => {
    const { id } = await createUser(db, user({ permissions: ['books.view'], isSuperuser: true }))
    const session = await start(db, id)
    await sql`delete from brolly.grants`
    await sql`update brolly.users set is_superuser = false`

    expect(await actorOfSession(db, session)).toMatchObject({ isSuperuser: false, grants: new Set() })
  })

  test('use keeps a session going, up to its end', async ({ db, client: sql }) => {
    const { id } = await createUser(db, user())
    const session = await start(db, id)
    await sql`update brolly.sessions set last_seen_at = now() - interval '2 days', expires_at = now() + interval '1 hour'`

    await actorOfSession(db, session)

    expect(
      (
        await sql`select last_seen_at > now() - interval '1 minute' as seen, expires_at < now() + interval '2 hours' as fixed from brolly.sessions`
      )[0],
    ).toEqual({ seen: true, fixed: true })
  })
})
