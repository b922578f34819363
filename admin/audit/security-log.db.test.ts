import { describe, expect } from 'vitest'
import {
  attempt,
  changeOwnPassword,
  clearSecurity,
  createUser,
  exportCsv,
  flushSecurityLog,
  recordSecurity,
  savePermissions,
  securityPage,
  shellOf,
  setPassword,
  setPasswordOf,
  type SecurityEvent,
} from '@/admin/server'
import type { Database } from '../postgres/database'
import { accountSettings } from '../site/account-options'
import type { AdminContext } from '../site/context'
import { changeRecord } from '../write/save-record'
import { postedForm } from '../write/form-values'
import { adminOf, test } from '../testing/kit/site-test'
import { FloodGate } from './flood-gate'

const password = 'a-fine-password'
const account = { email: 'ada@example.org', password, isStaff: true, isSuperuser: false, by: 'test' }
const newUser = (db: Database) => createUser(db, { ...account, groups: [], permissions: [] })
/** A request from an address of its own, so that no other test has used up its share of the log. */
const from = (ctx: AdminContext, address: string): AdminContext => ({ ...ctx, client: { address, agent: 'Test' } })

/** Kinds, accounts and details, oldest first. */
async function told(ctx: AdminContext, query: [string, string][] = []): Promise<string[]> {
  const { events } = await securityPage(ctx, query)
  return events.map(({ kind, account: about, details }) => [kind, about, ...details].join(' | ')).toReversed()
}

describe('the security log', () => {
  test('holds failures, waits, password changes, rights and exports, and no secret', async ({ db, as, client }) => {
    const { id, email } = await newUser(db)
    const ctx = from(as({ id, email }), '192.0.2.10')
    for (let index = 0; index < 5; index++)
      await attempt(ctx, { what: 'log-in', account: 'ADA@example.org' }, async () => null)
    await attempt(ctx, { what: 'log-in', account: email }, async () => null).catch(() => null)
    await changeOwnPassword(ctx, {
      current: password,
      password: 'a-second-fine-1',
      repeat: 'a-second-fine-1',
      keepSession: '',
    })
    const root = from(as({ email: 'root@example.org' }), '192.0.2.11')
    await setPasswordOf(root, id, { password: 'a-third-fine-1', repeat: 'a-third-fine-1' })
    await setPassword(db, { email, password: 'a-fourth-fine-1', by: 'operator' })
    await savePermissions(root, { kind: 'user', id }, { permissions: ['books.view'], groupIds: [] })
    for await (const line of exportCsv(root, adminOf(root, 'books'), [])) expect(line).not.toBe('')

    expect(await told(root)).toEqual([
      ...Array.from({ length: 5 }, () => 'Log-in failed | ADA@example.org | by: ada@example.org | what: log-in'),
      'Too many attempts | ada@example.org | what: log-in',
      'Password set | ada@example.org',
      'Password set | ada@example.org | by: root@example.org',
      'Password set | ada@example.org | by: operator',
      'Permissions changed | ada@example.org | by: root@example.org | user: ada@example.org | permissions: +books.view',
      expect.stringMatching(/^Exported \| root@example.org \| table: books \| columns: /u),
    ])
    const stored = JSON.stringify(await client`select * from brolly.security_events`)
    for (const secret of [password, 'a-second-fine-1', 'a-third-fine-1', 'a-fourth-fine-1', 'argon2'])
      expect(stored).not.toContain(secret)
  })

  test('holds who was given or lost access', async ({ db, as, client }) => {
    const { id } = await newUser(db)
    const ctx = as({ email: 'root@example.org' })
    const [row] = await client<{ version: string }[]>`select xmin::text as version from brolly.users`
    const form = postedForm([
      ['is_active', 'false'],
      ['~version', row?.version ?? ''],
      ['~base', JSON.stringify({ is_active: 'true' })],
    ])

    await changeRecord(ctx, adminOf(ctx, 'brolly.users'), { key: id, form })

    expect(await told(ctx)).toEqual(['Account changed | ada@example.org | by: root@example.org | active: false'])
  })

  test('is filtered by kind, user, address and time, and paged', async ({ as, client }) => {
    const ctx = from(as({ email: 'root@example.org' }), '192.0.2.20')
    await client`insert into brolly.security_events (kind, account, address, at)
      select case when n % 2 = 0 then 'log-in' else 'refused' end, 'user' || n || '@example.org', ('10.0.0.' || n)::inet,
        timestamptz '2026-01-01 00:00Z' + n * interval '1 hour' from generate_series(1, 120) n`

    expect(await told(ctx, [['kind', 'log-in']])).toHaveLength(50)
    expect(await told(ctx, [['user', 'USER7@example.org']])).toEqual(['Refused | user7@example.org'])
    expect(await told(ctx, [['address', '10.0.0.4']])).toEqual(['Logged in | user4@example.org'])
    expect(await told(ctx, [['address', '10.0.0.4/31']])).toHaveLength(2)
    expect(
      await told(ctx, [
        ['from', '2026-01-01T02:00'],
        ['to', '2026-01-01T03:00'],
      ]),
    ).toHaveLength(2)
    const first = await securityPage(ctx, [])
    const before = new URL(first.olderHref ?? '', 'http://x').searchParams.get('before') ?? ''
    const second = await securityPage(ctx, [['before', before]])
    expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(100)
    expect(second.newestHref).toBe('/admin/-/security')
  })

  test.for([
    ['kind', 'nonsense'],
    ['address', 'evil'],
    ['address', '10.0.0.0/99'],
    ['from', 'yesterday'],
    ['before', '-1'],
    ['user', 'a\0'],
    ['password', 'x'],
  ] as const)('refuses %s=%s', async ([name, value], { as }) => {
    await expect(securityPage(as(), [[name, value]])).rejects.toMatchObject({ code: 'BAD_QUERY' })
  })

  test('SEC-220: is closed to whoever has no permission for it, and tells others nothing of rows that are not theirs', async ({
    as,
    client,
  }) => {
    await expect(securityPage(as({ grants: ['brolly.users.view'] }), [])).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await client`insert into brolly.security_events (kind, account, detail) values
      ('log-in', 'ada@example.org', '{}'), ('refused', '', '{"method": "GET", "path": "/admin/authors/77", "parameters": "q"}'),
      ('export', '', '{"table": "books", "columns": "Title, Price"}'), ('revealed', '', '{"table": "authors", "column": "Email", "key": "77"}')`
    const told = async (ctx: ReturnType<typeof as>) =>
      (await securityPage(ctx, [])).events.map(({ kind, details }) => [kind, ...details].join(' | ')).toReversed()

    expect(await told(as({ grants: ['brolly.security.view', 'books.view'] }))).toEqual([
      'Logged in',
      'Refused | method: GET',
      'Exported | table: books',
    ])
    expect((await told(as())).join()).toContain('key: 77')
    const shell = (grants: string[]) => shellOf(as({ grants }), { environment: null }).system.map(({ label }) => label)
    expect(shell(['brolly.security.view'])).toContain('Security log')
    expect(shell(['books.view'])).not.toContain('Security log')
  })

  test('is told to the hook of the site, whose failure changes nothing', async ({ db }) => {
    const events: SecurityEvent[] = []
    const onSecurityEvent = (event: SecurityEvent) => {
      events.push(event)
      throw new Error('The hook is broken.')
    }
    const site = { accounts: accountSettings({ onSecurityEvent }) }

    await recordSecurity(
      { db, site, actor: null, client: { address: '192.0.2.30', agent: null } },
      { kind: 'log-out', account: 'ada@example.org' },
    )

    expect(events).toMatchObject([{ kind: 'log-out', account: 'ada@example.org', address: '192.0.2.30' }])
  })

  test('no text of a request keeps an event out: of a pair that is cut in half, or alone, a sign is left', async ({
    as,
    client,
  }) => {
    const parameters = `x${'\u{1F602}'.repeat(200)}`
    for (const text of [parameters, '\uD83D', '\uDE02 \0'])
      await recordSecurity(as(), { kind: 'permissions', account: text, detail: { parameters: text } })

    const events = await client`select account, detail ->> 'parameters' as text from brolly.security_events order by id`
    expect(events.map(({ text }) => String(text).slice(-3))).toEqual(['\u{1F602}\uFFFD', '\uFFFD', '\uFFFD \uFFFD'])
    expect(events.every(({ account, text }) => account === text)).toBe(true)
  })

  test('a flood from one address is counted, not written', async ({ db, client }) => {
    const origin = { db, site: null, actor: null, client: { address: '192.0.2.40', agent: null } }
    for (let index = 0; index < 200; index++) await recordSecurity(origin, { kind: 'cross-site' })
    await flushSecurityLog()

    const rows = await client<{ times: number }[]>`select times from brolly.security_events order by id`
    expect(rows.map(({ times }) => times)).toEqual([...Array.from({ length: 30 }, () => 1), 170])
  })

  test('is cleared of old events', async ({ db, client }) => {
    await client`insert into brolly.security_events (kind, at) values ('log-in', now() - interval '40 days'), ('log-in', now())`

    expect(await clearSecurity(db, { days: 30 })).toBe(1)
    expect(await client`select 1 from brolly.security_events`).toHaveLength(1)
  })
})

test('a flood from many addresses is limited as well, for an hour', () => {
  let now = 0
  const gate = new FloodGate({ perSource: 5, inAll: 20, windowMs: 1_000 }, () => now)
  const admitted = () =>
    Array.from({ length: 100 }, (_, index) =>
      gate.admits({ kind: 'refused', source: `${index}` }, async () => undefined),
    ).filter(Boolean).length

  expect(admitted()).toBe(20)
  expect(admitted()).toBe(0)
  now = 1_000
  expect(admitted()).toBe(20)
})
