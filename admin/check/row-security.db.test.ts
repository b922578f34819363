import { describe, expect, onTestFinished } from 'vitest'
import type { Sql } from 'postgres'
import { defineSite } from '@/admin'
import { checkDatabase, checkDeclarations, listPage } from '@/admin/server'
import { connectForTest } from '../testing/connect'
import { ada, rls, tenantRole, tenantSchema, tenantTest as test } from '../testing/kit/tenants'
import { adminOf } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import type { RowSecurity } from '../site/row-security'

const problems = async (ctx: AdminContext) =>
  (await checkDatabase(ctx))
    .filter(({ id }) => ['brolly.E043', 'brolly.W013', 'brolly.E020'].includes(id))
    .map(({ id, where, message, hint }) => ({ id, where, message, hint }))

const declared = (given: unknown) =>
  checkDeclarations(defineSite({ title: 'Tests', schema: tenantSchema, rls: given as RowSecurity }))
    .filter(({ id }) => id === 'brolly.E043')
    .map(({ message }) => message.split('.')[0])

test('an rls that is none is reported without a database', () => {
  expect(declared(rls)).toEqual([])
  expect(declared({ role: 'app' })).toEqual([])
  expect(declared({ role: '' })).toEqual(['names no role'])
  expect(declared({ role: 'none' })).toEqual(['names no role'])
  expect(declared({ role: 'app', settings: { 'app.user_id': '1' } })).toEqual(['settings is no function'])
})

/** A role that logs in, and owns and may take nothing. */
async function connectedAs(client: Sql, url: string, name: string) {
  await client.unsafe(
    `do $$ begin create role ${name} login password 'secret-1'; exception when duplicate_object or unique_violation then null; end $$;
     grant usage on schema brolly to ${name}; grant select on all tables in schema brolly, public to ${name}`,
  )
  const other = new URL(url)
  other.username = name
  other.password = 'secret-1'
  const connection = connectForTest(other.href, { max: 1 })
  onTestFinished(() => connection.close())
  return connection.db
}

describe('the role of rls', () => {
  test('that requests can take, and to which the policies apply, is no problem', async ({ as }) => {
    expect(await problems(as({ id: ada, rls }))).toEqual([])
  })

  test('that does not exist, or whose settings are none', async ({ as }) => {
    expect(await problems(as({ id: ada, rls: { role: 'no_such_role' } }))).toMatchObject([
      { id: 'brolly.E043', message: expect.stringContaining("there is no role 'no_such_role'") },
    ])
    expect(await problems(as({ id: ada, rls: { ...rls, settings: () => ({ user: '1' }) } }))).toMatchObject([
      { id: 'brolly.E043', message: expect.stringContaining("'user'") },
    ])
  })

  test('that the connection may not take: nothing is shown', async ({ as, client, url }) => {
    const db = await connectedAs(client, url, 'brolly_test_stranger')
    const ctx = as({ id: ada, rls, db })
    expect(await problems(ctx)).toMatchObject([
      { id: 'brolly.E043', hint: `Run: grant ${tenantRole} to brolly_test_stranger;` },
    ])
    await expect(listPage(ctx, adminOf(ctx, 'documents'), [])).rejects.toMatchObject({
      cause: { code: 'UNAVAILABLE' },
    })
    await client.unsafe(`grant ${tenantRole} to brolly_test_stranger`)
    onTestFinished(async () => void (await client.unsafe(`revoke ${tenantRole} from brolly_test_stranger`)))
    expect(await problems(ctx)).toEqual([])
    expect((await listPage(ctx, adminOf(ctx, 'documents'), [])).rowCount).toBe(2)
  })

  test('that lacks privileges', async ({ as, client }) => {
    const ctx = as({ id: ada, rls })
    await client.unsafe(
      `revoke insert on brolly.audit_entries from ${tenantRole}; revoke select on labels from ${tenantRole}`,
    )
    const grant = () =>
      client.unsafe(`grant insert on brolly.audit_entries to ${tenantRole}; grant select on labels to ${tenantRole}`)
    onTestFinished(async () => void (await grant()))
    expect(await problems(ctx)).toMatchObject([
      { id: 'brolly.E043', message: expect.stringMatching(/: brolly\.audit_entries\.$/) },
    ])
    await client.unsafe(`grant insert on brolly.audit_entries to ${tenantRole}`)
    expect(await problems(ctx)).toMatchObject([
      { id: 'brolly.E020', where: 'labels', hint: expect.stringMatching(/^Grant/) },
    ])
    await expect(listPage(ctx, adminOf(ctx, 'labels'), [])).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})

describe('tables whose policies are bypassed', () => {
  test('by the connection, without rls', async ({ as }) => {
    expect(await problems(as())).toMatchObject([
      { id: 'brolly.W013', where: 'documents', message: expect.stringContaining('is a superuser') },
      { id: 'brolly.W013', where: 'folders' },
    ])
  })

  test('by the role of rls, as their owner or with BYPASSRLS', async ({ as, client }) => {
    const ctx = as({ id: ada, rls })
    await client.unsafe(`alter table folders owner to ${tenantRole}`)
    onTestFinished(async () => void (await client.unsafe('alter table folders owner to current_user')))
    expect(await problems(ctx)).toMatchObject([
      { id: 'brolly.W013', where: 'folders', message: expect.stringContaining('owns the table') },
    ])
    await client.unsafe('alter table folders force row level security')
    expect(await problems(ctx)).toEqual([])
    await client.unsafe('alter table folders no force row level security')
  })
})
