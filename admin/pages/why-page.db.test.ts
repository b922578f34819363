import { eq } from 'drizzle-orm'
import type postgres from 'postgres'
import { expect } from 'vitest'
import { whyPage } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books, loans } from '../testing/kit/library'
import { test, type Asking } from '../testing/kit/site-test'

const admins = [
  defineAdmin(books, {
    permissions: {
      change: (_, t) => eq(t.branchId, 1),
      delete: (actor) => actor.in('bosses'),
      fields: { price: { view: (actor) => actor.in('bosses') }, copies: { change: () => false } },
    },
    actions: [{ name: 'refund', label: 'Refund', permission: 'refund', run: async () => '' }],
  }),
  defineAdmin(loans, { permissions: { via: 'book' } }),
]

async function makeUsers(client: postgres.Sql): Promise<void> {
  await client`insert into brolly.groups (name) values ('editors'), ('bosses')`
  await client`insert into brolly.users (email, is_staff, is_active) values
    ('ada@example.org', true, true), ('bo@example.org', true, true), ('out@example.org', false, false)`
  await client`insert into brolly.user_groups select u.id, g.id from brolly.users u, brolly.groups g
    where g.name = 'editors' and u.email in ('ada@example.org', 'out@example.org')`
  await client`insert into brolly.grants (group_id, permission)
    select id, p from brolly.groups, unnest(array['books.change', 'books.delete']) p where name = 'editors'`
  await client`insert into brolly.grants (user_id, permission)
    select id, p from brolly.users, unnest(array['books.refund', 'loans.view']) p where email like 'bo%'`
}

const ask = async (ctx: Parameters<typeof whyPage>[0], question: Record<string, string>) =>
  whyPage(ctx, Object.entries(question))

test('each permission of a user is explained: its grant, the rules, and what they say about a row', async ({
  as,
  client,
}) => {
  await makeUsers(client)
  const { answer } = await ask(as({ admins }), { user: 'Ada@example.org', table: 'books' })
  expect(answer?.verbs.map(({ verb, allowed }) => `${verb} ${allowed}`)).toEqual([
    'view yes',
    'add no',
    'change some',
    'delete no',
    'export no',
    'refund no',
  ])
  const reasons = (verb: string) => answer?.verbs.find((each) => each.verb === verb)?.reasons
  expect(reasons('view')).toEqual(['Permission to change implies permission to view.', 'No rule limits the rows.'])
  expect(reasons('change')?.[0]).toBe('Granted to the group “editors”.')
  expect(reasons('change')?.[1]).toMatch(/^The rule permissions\.change: .*branchId/u)
  expect(reasons('delete')?.at(-1)).toBe('The rules allow no row.')
  expect(reasons('export')).toEqual(['“books.export” is granted neither to the user nor to a group of theirs.'])
  expect(answer?.columns.map(({ label, reasons: [why] }) => `${label}: ${why}`)).toEqual([
    'Price: Hidden by its rule.',
    'Copies: Cannot be changed, by its rule.',
    'Access token: A secret: it can be set, but not read.',
  ])

  const changes = async (key: string) => {
    const found = (await ask(as({ admins }), { user: 'ada@example.org', table: 'books', key })).answer
    return [found?.row?.label, found?.verbs.find(({ verb }) => verb === 'change')?.allowed]
  }
  expect([await changes('1'), await changes('3')]).toEqual([
    ['Engines', 'yes'],
    ['Rivers', 'no'],
  ])
})

test('rules through the parent need its permission, and an account that cannot log in is said to', async ({
  as,
  client,
}) => {
  await makeUsers(client)
  const bo = (await ask(as({ admins }), { user: 'bo@example.org', table: 'loans' })).answer
  expect(bo?.verbs[0]).toEqual({
    verb: 'view',
    allowed: 'no',
    reasons: ['Granted to the user.', '“books.view” is required as well.'],
  })
  const out = (await ask(as({ admins }), { user: 'out@example.org', table: 'books' })).answer
  expect(out?.user.notes).toHaveLength(2)
})

test('without a user it names who has each permission', async ({ as, client }) => {
  await makeUsers(client)
  const { holders } = await ask(as({ admins }), { table: 'books' })
  const of = (verb: string) => holders.find((each) => each.verb === verb)?.holders
  // Inactive users are left out.
  expect([of('view'), of('refund'), of('export')]).toEqual([
    { count: 1, emails: ['ada@example.org'] },
    { count: 1, emails: ['bo@example.org'] },
    { count: 0, emails: [] },
  ])
})

test('it answers superusers only, and tells them no more of rows than they may view', async ({ as, client }) => {
  await makeUsers(client)
  const hidden: Asking = { admins: [defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 1) } })] }
  const problem = async (question: Record<string, string>) => (await ask(as(hidden), question)).problem
  const user = 'ada@example.org'
  const none = 'There is no such row, or you may not view it yourself.'
  expect([
    await problem({ user, table: 'books', key: '3' }),
    await problem({ user, table: 'books', key: '99' }),
    await problem({ user, table: 'books', key: 'x,y' }),
    await problem({ user, table: '__proto__' }),
    await problem({ user: "' or 1=1", table: 'books' }),
  ]).toEqual([none, none, none, 'There is no table “__proto__”.', "No user with the email ' or 1=1."])
  await expect(
    ask(as({ grants: ['books.view', 'brolly.users.view'] }), { user, table: 'books' }),
  ).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})
