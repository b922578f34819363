import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import {
  actorOfSession,
  addRecord,
  authenticate,
  createUser,
  deletePage,
  deleteRecords,
  endSession,
  exportCsv,
  historyPage,
  indexPage,
  listPage,
  makeToken,
  postedForm,
  queueMail,
  recordSecurity,
  revokeToken,
  searchPage,
  securityPage,
  startSession,
} from '@/admin/server'
import { connectForTest } from '@/admin/testing/connect'
import { createTestDatabase } from '@/admin/testing/database'
import { librarySchema, libraryTables } from '@/admin/testing/kit/library'
import { adminOf, contextOf } from '@/admin/testing/kit/site-test'
import { allOf } from '@/admin/testing/kit/streams'
import { change, undo } from '@/admin/testing/kit/undo'
import { migrationFolder } from '@/migrate/files/migration-fixture'
import { migrate } from '@/migrate/run/migrate'

const roles = { owner: 'brolly_test_owner', app: 'brolly_test_runtime' }

/** As in docs/security.md. Roles belong to the server, which the test files share. */
const grants = (database: string) => `
  do $$ begin create role ${roles.owner} login password 'owner'; exception when duplicate_object or unique_violation then null; end $$;
  do $$ begin create role ${roles.app} login password 'app'; exception when duplicate_object or unique_violation then null; end $$;
  grant create on database ${database} to ${roles.owner};
  grant create, usage on schema public to ${roles.owner};
  create schema brolly authorization ${roles.owner};
  grant usage on schema public, brolly to ${roles.app};
  alter default privileges for role ${roles.owner} in schema public, brolly grant select, insert, update, delete on tables to ${roles.app};
  alter default privileges for role ${roles.owner} in schema public, brolly grant usage on sequences to ${roles.app};`

/** What the role of the running site may not do. */
const refused = [
  'create table public.mine (id int)',
  'create table brolly.mine (id int)',
  'create schema mine',
  'alter table public.books add column x int',
  'drop table public.books',
  'truncate public.books',
  'create index on public.books (title)',
  'update brolly.audit_entries set actor_label = null',
  'delete from brolly.audit_entries',
  'create role mine',
]

test('SEC-211: a role that owns nothing runs the site, and another one migrates', { timeout: 60_000 }, async () => {
  const database = await createTestDatabase({ empty: true })
  const as = (role: keyof typeof roles) =>
    Object.assign(new URL(database.url), { username: roles[role], password: role }).href
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined })
  const { db, sql, close } = connectForTest(as('app'))
  onTestFinished(async () => {
    await close()
    await admin.end({ timeout: 5 })
    await database.drop()
  })
  await admin.unsafe(grants(new URL(database.url).pathname.slice(1)))
  const files: Record<string, string> = { '0000_library': libraryTables }
  const run = (role: keyof typeof roles) =>
    migrate({ url: as(role), folder: migrationFolder(files), name: 'drizzle', by: 'a test' })
  await expect(run('app')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await run('owner')).applied).toContain('0000_library')
  await admin.unsafe(`revoke update, delete on brolly.audit_entries from ${roles.app}`)

  const given = { isStaff: true, isSuperuser: true, groups: [], permissions: [], by: 'a test' }
  const { id } = await createUser(db, { ...given, email: 'ada@example.org', password: 'a-fine-password' })
  expect(await authenticate(db, { email: 'ada@example.org', password: 'a-fine-password' })).toMatchObject({ id })
  const session = await startSession(db, { userId: id, client: { address: null, agent: null } })
  const actor = await actorOfSession(db, session)
  expect(actor).toMatchObject({ id, isSuperuser: true })

  const ctx = contextOf(db, librarySchema, { id, email: 'ada@example.org' })
  const tags = adminOf(ctx, 'tags')
  const form = (more: Record<string, string>) => postedForm(Object.entries({ '~base': '{}', ...more }))
  const { key } = await addRecord(ctx, tags, form({ code: 'new', name: 'New' }))
  const renamed = await change(ctx, ['tags', key], { name: 'Renamed' })
  expect((await undo(ctx, renamed)).steps).toHaveLength(1)
  expect((await listPage(ctx, tags, [])).rows).toHaveLength(1)
  expect((await allOf(exportCsv(ctx, tags, []))).join('')).toContain('New,new')
  await searchPage(ctx, 'New')
  await indexPage(ctx)
  const { total } = await deletePage(ctx, tags, { kind: 'keys', keys: [key] })
  await deleteRecords(ctx, tags, { selection: { kind: 'keys', keys: [key] }, agreed: total })
  const { entries } = await historyPage(ctx, tags, { key, before: null })
  expect(entries.map(({ action }) => action)).toEqual(['Deleted', 'Changed', 'Changed', 'Added'])
  const { token } = await makeToken(ctx, { name: 'Nightly', scopes: ['tags.view'], days: 1 })
  await revokeToken(ctx, token.split('_')[1] ?? '')
  await queueMail(db, { to: 'ada@example.org', subject: 'Hello', text: 'Hello' })
  await recordSecurity({ db, site: null, actor: null }, { kind: 'password', account: 'ada@example.org' })
  await securityPage(ctx, [])
  for (const statement of refused)
    await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' })

  // Tables of a later migration need no further grant.
  files['0001_more'] = 'create table more (id int primary key)'
  await run('owner')
  await sql`insert into more values (1)`
  await endSession(db, session)
  expect(await actorOfSession(db, session)).toBeNull()
})
