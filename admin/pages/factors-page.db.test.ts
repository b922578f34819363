import { expect } from 'vitest'
import { createUser, factorsPage, removeFactorsOf, startSession } from '@/admin/server'
import { test, type SiteFixture } from '../testing/kit/site-test'

async function withFactors({ db, client }: Pick<SiteFixture, 'db' | 'client'>, email: string, isSuperuser = false) {
  const account = { email, password: null, isStaff: true, isSuperuser, by: 'test', groups: [], permissions: [] }
  const { id } = await createUser(db, account)
  await client`insert into brolly.authenticators (user_id, secret, last_step) values (${id}, 'canary', 0)`
  await client`insert into brolly.recovery_codes (user_id, code_hash) values (${id}, 'x'), (${id}, 'y')`
  await client`insert into brolly.passkeys (id, user_id, name, public_key, counter, transports, is_backed_up)
    values (${`key of ${email}`}, ${id}, 'Phone', 'canary', 0, '{}', false)`
  await startSession(db, { userId: id, client: { address: null, agent: null } })
  return id
}

test('a superuser sees the factors of an account, without their secrets, and removes them', async ({
  db,
  as,
  client,
}) => {
  const id = await withFactors({ db, client }, 'bob@example.org')
  const ctx = { ...as(), mail: { origin: 'https://x.test', mailbox: false } }

  const page = await factorsPage(ctx, id)
  expect(page).toMatchObject({ email: 'bob@example.org', recoveryCodes: 2, isOwn: false })
  expect(page.factors.map(({ name }) => name)).toEqual(['Authenticator app', 'Passkey “Phone”'])
  expect(JSON.stringify(page)).not.toContain('canary')

  await removeFactorsOf(ctx, id)
  expect(await factorsPage(ctx, id)).toMatchObject({ factors: [], recoveryCodes: 0 })
  expect(await client`select 1 from brolly.sessions`).toEqual([])
  expect(await client`select actor_label, label from brolly.audit_entries where action = 'factors'`).toEqual([
    { actor_label: 'tester@example.org', label: 'bob@example.org' },
  ])
  expect(await client`select kind, account, detail->>'by' as by from brolly.security_events`).toEqual([
    { kind: 'factor-removed', account: 'bob@example.org', by: 'tester@example.org' },
  ])
  expect(await client`select recipient from brolly.mails`).toEqual([{ recipient: 'bob@example.org' }])
  await expect(removeFactorsOf(ctx, id)).rejects.toMatchObject({ code: 'INVALID' })
})

test('SEC-060: nobody else does, not for one’s own account here, and not with a stale session', async ({
  db,
  as,
  client,
}) => {
  const bob = await withFactors({ db, client }, 'bob@example.org')
  const root = await withFactors({ db, client }, 'root@example.org', true)
  const helper = as({ grants: ['brolly.users.view', 'brolly.users.change'] })
  const before = await client`select * from brolly.passkeys order by id`

  await expect(removeFactorsOf(helper, bob)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(factorsPage(helper, bob)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(removeFactorsOf(helper, root)).rejects.toMatchObject({
    code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/u),
  })
  await expect(removeFactorsOf(as({ id: root }), root)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const ctx = as()
  const stale = { ...ctx, actor: { ...ctx.actor, isFresh: false } }
  await expect(removeFactorsOf(stale, bob)).rejects.toMatchObject({ code: 'UNCONFIRMED' })

  expect(await client`select * from brolly.passkeys order by id`).toEqual(before)
})
