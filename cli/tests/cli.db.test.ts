import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { runCli } from './cli-process'
import { runHere } from './run-here-fixture'
import { requireOldSecrets, requireSecret, secretWeakness } from '../serve/serve'
import { commandNames } from '../commands'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

describe('every command', () => {
  test.concurrent.each(commandNames)('%s has --help', async (name) => {
    const { code, out, err } = await runHere([name, '--help'])

    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Usage: brolly ${name}`)
  })

  test('is in the list of commands', async () => {
    const { code, out } = await runHere(['--help'])

    expect(code).toBe(0)
    for (const name of commandNames) expect(out).toMatch(new RegExp(`^ +${name} `, 'm'))
  })

  test.each([
    [['migrat'], "error: unknown command 'migrat'"],
    [['migrate', '--fast'], "error: unknown option '--fast'"],
    [['migrate', 'now', 'then'], 'error: too many arguments'],
    [['sqlmigrate'], "error: missing required argument 'name'"],
    [['migrate', '--wait', 'long'], '--wait: Must be a number of seconds'],
    [['createuser', '--email', 'nobody'], '--email: Must be an email address'],
  ])('%j is refused with a message', async (args, message) => {
    const { code, err } = await runHere(args)

    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(err).toContain('--help')
    expect(err).not.toMatch(/\n +at /)
  })

  test('reports every mistake in the environment at once', async () => {
    const { code, err } = await runHere(['migrate'], { PORT: '99999', DATABASE_URL: 'mysql://x' })

    expect(code).toBe(1)
    expect(err.trim()).toBe(
      'Invalid environment: DATABASE_URL must begin with postgres:// or postgresql://; PORT must be a port number.',
    )
  })

  test('SEC-210: says in one line, without the password, that the database does not respond', async () => {
    const { code, err } = await runHere(['migrate'], { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/shop' })

    expect(code).toBe(1)
    expect(err.trim()).toBe('The database at 127.0.0.1:1 does not respond. Start it, or check DATABASE_URL.')
  })
})

describe('start', () => {
  const url = { DATABASE_URL: 'postgres://127.0.0.1:1/shop' }

  test('SEC-022: refuses without AUTH_SECRET, and says how to make one', async () => {
    const { code, err } = await runHere(['start'], url)

    expect(code).toBe(1)
    expect(err).toMatch(/^AUTH_SECRET is not set\. Make one with: node -p /)
  })

  test.each(['', 'x'.repeat(31)])('SEC-022: refuses a secret of fewer than 32 bytes (%j)', async (secret) => {
    const { code, err } = await runHere(['start'], { ...url, AUTH_SECRET: secret })

    expect(code).toBe(1)
    expect(err).toMatch(/AUTH_SECRET (is not set|has 31 bytes but needs at least 32)/)
  })

  test.each([
    ['changemechangemechangemechangeme', 'is a placeholder'],
    ['Change_Me-please-this-is-a-secret-123', 'is a placeholder'],
    ['your-secret-key-goes-here-changeme-0001', 'is a placeholder'],
    ['a'.repeat(64), 'repeats itself'],
    ['0123456789abcdef'.repeat(3), 'repeats itself'],
    ['Zx0uXbS9c3qZx0uXbS9c3qZx0uXbS9c3qZx0', 'repeats itself'],
    ['abcdefghijklmnopqrstuvwxyz0123456789', 'is a sequence'],
    ['Zx0uXbS9c3q1mV7kQ2w8eR4tY6uI0oPaSdFgHjKl', null],
    ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', null],
  ])('SEC-022: %s %s', (secret, weakness) => {
    expect(secretWeakness(secret)).toBe(weakness)
    if (weakness === null) return
    expect(() => requireSecret(secret)).toThrow(`AUTH_SECRET ${weakness}. Make one with:`)
    expect(() => requireOldSecrets(`${'Zx0uXbS9c3q1mV7kQ2w8eR4tY6uI0oPaSdFgHjKl'}, ${secret}`)).toThrow(
      `AUTH_SECRET_OLD ${weakness}`,
    )
  })

  test('SEC-022: random secrets in every usual encoding are accepted', () => {
    for (let index = 0; index < 500; index++)
      for (const writing of ['hex', 'base64', 'base64url'] as const)
        expect(secretWeakness(randomBytes(32).toString(writing))).toBeNull()
  })

  test('SEC-022: the template contains no secret that could be left unchanged', () => {
    expect(readFileSync('.env.example', 'utf8')).toMatch(/^AUTH_SECRET=$/m)
  })
})

describe('migrate and showmigrations', () => {
  test('apply pending migrations once, and name them', async () => {
    const own = await createTestDatabase({ empty: true })
    const env = { DATABASE_URL: own.url }

    const before = await runHere(['showmigrations', '--check'], env)
    const first = await runHere(['migrate'], env)
    const second = await runHere(['migrate'], env)
    const after = await runHere(['showmigrations', '--check'], env)

    expect(before).toMatchObject({ code: 1, out: expect.stringContaining(' [ ] 0000_brolly') })
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('Applied brolly/0000_brolly') })
    expect(second).toMatchObject({ code: 0, out: 'Nothing to apply.\n' })
    expect(after).toMatchObject({ code: 0, out: expect.stringContaining(' [x] 0000_brolly') })
    await own.drop()
  })

  test('an installation of the first version is upgraded without a question', async () => {
    const own = await createTestDatabase()
    const env = { DATABASE_URL: own.url }
    const sql = postgres(own.url, { max: 1, onnotice: () => undefined })
    const [preferences = ''] =
      /CREATE TABLE "brolly"."preferences".*?;/su.exec(readFileSync('admin/migrations/0000_brolly.sql', 'utf8')) ?? []
    await sql.unsafe(preferences)
    // What later versions have added.
    await sql`drop index brolly.audit_entries_request_idx, brolly.audit_entries_table_idx, brolly.audit_entries_lives_idx,
      brolly.audit_entries_deleted_by_idx, brolly.audit_entries_kind_idx, brolly.audit_entries_table_kind_idx,
      brolly.audit_entries_other_idx, brolly.audit_entries_table_other_idx, brolly.audit_entries_actor_label_idx`
    await sql`drop table brolly.audit_seals, brolly.attempts, brolly.security_events, brolly.mail_links, brolly.mails,
      brolly.api_tokens, brolly.authenticators, brolly.passkeys, brolly.pending_log_ins, brolly.recovery_codes,
      brolly.used_challenges, brolly.identities, brolly.default_views, brolly.views, brolly.files`
    await sql`alter table brolly.sessions drop column verified_at, drop column as_user_id, drop column as_reader`
    await sql`delete from brolly.migrations where folder = 'brolly' and name <> '0000_brolly'`

    const upgraded = await runHere(['migrate', '--no-input'], env)

    expect(upgraded).toMatchObject({ code: 0, err: '', out: expect.stringContaining('brolly/0001_drop_preferences') })
    expect(await sql`select to_regclass('brolly.preferences') as found`).toEqual([{ found: null }])
    await sql.end()
    await own.drop()
  })

  test('makemigrations --check finds no difference between schema and folder', async () => {
    expect(await runHere(['makemigrations', '--check'])).toMatchObject({ code: 0, out: 'No changes.\n' })
  })
})

describe('accounts', () => {
  test('DJ-270: createsuperuser reads the environment, refuses an existing account, and asks nothing without a terminal', async () => {
    const account = { BROLLY_SUPERUSER_EMAIL: 'ada@example.com', BROLLY_SUPERUSER_PASSWORD: 'long-enough-words-42' }
    const env = { DATABASE_URL: database.url }

    const skipped = await runHere(['createsuperuser'], env)
    const nothingSet = await runHere(['createsuperuser', '--no-input'], env)
    const made = await runHere(['createsuperuser', '--no-input'], { ...env, ...account })
    const again = await runHere(['createsuperuser', '--no-input'], { ...env, ...account })
    const weak = await runHere(['createsuperuser', '--no-input', '--email', 'b@example.com'], {
      ...env,
      BROLLY_SUPERUSER_PASSWORD: 'abc',
    })

    expect(skipped).toMatchObject({ code: 1, err: expect.stringContaining('No terminal to ask on.') })
    expect(nothingSet).toMatchObject({
      code: 1,
      err: expect.stringContaining('--no-input needs BROLLY_SUPERUSER_EMAIL'),
    })
    expect(made).toMatchObject({ code: 0, out: 'Created the superuser ada@example.com.\n' })
    expect(again.code).toBe(1)
    expect(again.err).toContain('ada@example.com')
    expect(weak.code).toBe(1)
    expect(await emails(database.url)).toEqual(['ada@example.com'])
  })

  test('SEC-209: createuser gives permissions, changepassword ends sessions, and resetfactors removes factors', async () => {
    const env = { DATABASE_URL: database.url, BROLLY_PASSWORD: 'long-enough-words-42' }
    const sql = postgres(database.url, { max: 1 })

    const createuser = ['createuser', '--no-input', '--email', 'eve@example.com', '--staff']
    const early = await runHere(createuser, env)
    await sql.unsafe(readFileSync('drizzle/0002_shop_delivery_addresses.sql', 'utf8'))
    const made = await runHere([...createuser, '--permission', 'products.view'], env)
    await sql`insert into brolly.sessions (id_hash, user_id, expires_at)
      select 'x', id, now() + interval '1 day' from brolly.users where email = 'eve@example.com'`
    const changed = await runHere(['changepassword', '--no-input', '--email', 'eve@example.com'], env)

    expect(early.code).toBe(1)
    expect(early.err).toContain(
      'The table “delivery_addresses” with the profiles of accounts is not in the database yet.',
    )
    expect(made).toMatchObject({ code: 0, out: 'Created the user eve@example.com.\n' })
    expect(await sql`select permission from brolly.grants`).toEqual([{ permission: 'products.view' }])
    expect(changed.code).toBe(0)
    expect(
      await sql`
      select action, actor_label from brolly.audit_entries where label like 'eve%' order by id`,
    ).toMatchObject([
      { action: 'add', actor_label: expect.stringMatching(/./u) },
      { action: 'password', actor_label: expect.stringMatching(/./u) },
    ])
    const typed = await runHere(['createuser', '--email', 'x@example.com', '--password', 'long-enough-words-42'], env)
    expect(typed).toMatchObject({ code: 2, err: expect.stringContaining("unknown option '--password'") })
    expect(JSON.stringify([made, changed])).not.toContain(env.BROLLY_PASSWORD)
    expect(await sql`select from brolly.sessions`).toHaveLength(0)

    await sql`insert into brolly.authenticators (user_id, secret, last_step) select id, 'x', 0 from brolly.users where email like 'eve%'`
    await sql`insert into brolly.recovery_codes (user_id, code_hash) select user_id, 'x' from brolly.authenticators`
    const reset = await runHere(['resetfactors', '--email', 'eve@example.com'], env)
    const again = await runHere(['resetfactors', '--email', 'eve@example.com'], env)
    const nobody = await runHere(['resetfactors', '--email', 'nobody@example.com'], env)
    expect(reset).toMatchObject({ code: 0, out: expect.stringContaining('Authenticator app') })
    expect(
      await sql`select user_id from brolly.authenticators union all select user_id from brolly.recovery_codes`,
    ).toHaveLength(0)
    expect(await sql`select label from brolly.audit_entries where action = 'factors'`).toEqual([
      { label: 'eve@example.com' },
    ])
    expect([again.code, nobody.code]).toEqual([1, 1])
    await sql.end()
  })

  async function emails(url: string): Promise<unknown[]> {
    const sql = postgres(url, { max: 1 })
    const rows = await sql`select email from brolly.users where is_superuser`
    await sql.end()
    return rows.map((row) => row.email)
  }
})

describe('the process of a command', () => {
  test.each([
    [['--help'], {}, { code: 0, out: /^Usage: brolly/u, err: /^$/u }],
    [['migrate', '--wait', 'long'], {}, { code: 2, out: /^$/u, err: /^--wait: Must be a number of seconds/u }],
    [['migrate'], { DATABASE_URL: 'mysql://x' }, { code: 1, out: /^$/u, err: /^Invalid environment: DATABASE_URL/u }],
  ])('%j %j exits with its code and writes to the correct stream', async (args, env, { code, out, err }) => {
    expect(await runCli(args, env)).toEqual({
      code,
      out: expect.stringMatching(out),
      err: expect.stringMatching(err),
    })
  })
})

test('a command without DATABASE_URL uses the embedded server and stops it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-cli-'))

  const { code, out } = await runCli(['migrate'], { BROLLY_DATA_DIR: folder })

  expect(code).toBe(0)
  expect(out).toContain('Applied brolly/0000_brolly')
  expect(() => readFileSync(path.join(folder, 'postgres', 'postmaster.pid'))).toThrow(/ENOENT/)
  rmSync(folder, { recursive: true })
})
