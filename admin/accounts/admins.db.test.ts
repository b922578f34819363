import { describe, expect } from 'vitest'
import { changePage, changeRecord, deletePage, deleteRecords } from '@/admin/server'
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
