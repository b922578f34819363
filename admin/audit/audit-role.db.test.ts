import { expect, onTestFinished } from 'vitest'
import { historyPage, listPage } from '@/admin/server'
import { connectForTest } from '../testing/connect'
import { adminOf, test } from '../testing/kit/site-test'
import { change } from '../testing/kit/undo'

/** As in docs/audit-log.md, for the tables of the test. Roles belong to the server, which the test files share. */
const grants = `
  do $$ begin create role brolly_test_app login password 'app'; exception when duplicate_object or unique_violation then null; end $$;
  grant usage on schema public, brolly to brolly_test_app;
  grant select, insert, update, delete on all tables in schema public, brolly to brolly_test_app;
  grant usage on all sequences in schema public, brolly to brolly_test_app;
  revoke update, delete on brolly.audit_entries from brolly_test_app;`

test('SEC-217: with a role that may only add to the audit log the admin works, and the log cannot be altered', async ({
  as,
  client,
  url,
}) => {
  await client.unsafe(grants)
  const address = Object.assign(new URL(url), { username: 'brolly_test_app', password: 'app' })
  const { db, sql, close } = connectForTest(address.href)
  onTestFinished(async () => {
    await close()
    await client`drop owned by brolly_test_app`
  })
  const ctx = as({ db })

  await change(ctx, ['books', '1'], { title: 'Renamed' })

  expect((await listPage(ctx, adminOf(ctx, 'books'), [])).rows.length).toBeGreaterThan(1)
  expect((await historyPage(ctx, adminOf(ctx, 'books'), { key: '1', before: null })).entries).toHaveLength(1)
  for (const statement of [
    `update brolly.audit_entries set actor_label = 'nobody'`,
    'delete from brolly.audit_entries',
    'truncate brolly.audit_entries',
    'alter table brolly.audit_entries disable trigger all',
    'drop table brolly.audit_entries',
    'create table public.mine (id int)',
  ])
    await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' })
})
