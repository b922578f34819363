import { describe, expect } from 'vitest'
import { changePage, changeRecord, deletePage, deleteRecords, listPage, membersPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { postOf } from '../testing/kit/posts'
import { adminOf, test } from '../testing/kit/site-test'

const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const
const insert = (id: string) =>
  `insert into brolly.users (id, email, is_staff, is_superuser) values ('${id}', 'u${id.slice(-1)}@example.org', true, true)`

const formOf = async (ctx: AdminContext, key: string, typed: Record<string, string | null>) => {
  const users = adminOf(ctx, 'brolly.users')
  return { key, form: postOf(await changePage(ctx, users, { key, list: '' }), typed) }
}

describe('superusers', () => {
  test('SEC-062: the last one can be neither demoted, nor deactivated, nor deleted', async ({ as, client }) => {
    await client.unsafe(insert(ids[0]))
    const ctx = as()
    const users = adminOf(ctx, 'brolly.users')
    const last = { code: 'INVALID', message: expect.stringContaining('last superuser') as string }

    await expect(changeRecord(ctx, users, await formOf(ctx, ids[0], { is_superuser: 'false' }))).rejects.toMatchObject(
      last,
    )
    await expect(changeRecord(ctx, users, await formOf(ctx, ids[0], { is_active: 'false' }))).rejects.toMatchObject(
      last,
    )
    const selection = { kind: 'keys', keys: [ids[0]] } as const
    const { total } = await deletePage(ctx, users, selection)
    await expect(deleteRecords(ctx, users, { selection, agreed: total })).rejects.toMatchObject(last)

    expect(await client`select is_superuser, is_active from brolly.users`).toEqual([
      { is_superuser: true, is_active: true },
    ])
  })

  test('SEC-062: of two who demote each other at once one stays', async ({ as, client }) => {
    for (const id of ids) await client.unsafe(insert(id))
    const ctx = as()
    const users = adminOf(ctx, 'brolly.users')
    const forms = [
      await formOf(ctx, ids[0], { is_superuser: 'false' }),
      await formOf(ctx, ids[1], { is_superuser: 'false' }),
    ]

    const saved = await Promise.allSettled(forms.map((form) => changeRecord(ctx, users, form)))

    expect(saved.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await client`select count(*)::int as n from brolly.users where is_superuser`).toEqual([{ n: 1 }])
  })

  test('DJ-248: an email address that differs only in case is the same account', async ({ as, client }) => {
    for (const id of ids) await client.unsafe(insert(id))
    const ctx = as()

    const attempt = changeRecord(
      ctx,
      adminOf(ctx, 'brolly.users'),
      await formOf(ctx, ids[1], { email: 'U1@Example.org' }),
    )

    await expect(attempt).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe('the members of a group', () => {
  test('are listed by email address, a hundred at a time, to who may view groups and users', async ({ as, client }) => {
    const [group] = await client<{ id: string }[]>`insert into brolly.groups (name) values ('editors') returning id`
    const id = group?.id ?? ''
    await client`insert into brolly.users (email, name)
      select 'm' || lpad(n::text, 3, '0') || '@example.org', 'Member ' || n from generate_series(1, 101) n`
    await client`insert into brolly.user_groups (user_id, group_id) select u.id, ${id}::uuid from brolly.users u`
    await client`insert into brolly.users (email) values ('outsider@example.org')`
    const ctx = as({ grants: ['brolly.groups.view', 'brolly.users.view'] })
    const first = await membersPage(ctx, id)
    const rest = await membersPage(ctx, id, [...new URLSearchParams(first.nextHref?.split('?')[1])])

    expect(first.members).toHaveLength(100)
    expect(first.members[0]).toMatchObject({ email: 'm001@example.org', name: 'Member 1' })
    expect(rest.members.map(({ email }) => email)).toEqual(['m101@example.org'])
    expect(rest).toMatchObject({ group: 'editors', nextHref: null, firstHref: `/admin/-/groups/${id}/members` })
    for (const grants of [['brolly.groups.view'], ['brolly.users.view']])
      await expect(membersPage(as({ grants }), id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(membersPage(ctx, ids[0])).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('are found in the list of users by the group', async ({ as, client }) => {
    await client`insert into brolly.groups (name) values ('editors'), ('buyers')`
    await client`insert into brolly.users (email) values ('in@example.org'), ('out@example.org')`
    await client`insert into brolly.user_groups (user_id, group_id) select u.id, g.id from brolly.users u, brolly.groups g
      where u.email = 'in@example.org' and g.name = 'editors'`
    const ctx = as({ grants: ['brolly.users.view'] })
    const emails = async (filter: [string, string]) =>
      (await listPage(ctx, adminOf(ctx, 'brolly.users'), [filter])).rows.map(([, email]) => email)

    expect(await emails(['group.eq', 'editors'])).toMatchObject(['in@example.org'])
    expect(await emails(['group.ne', 'editors'])).toMatchObject(['out@example.org'])
    expect(await emails(['group.eq', 'buyers'])).toEqual([])
  })
})
