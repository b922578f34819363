import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { lookup } from '@/admin/server'
import { authors } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

describe('the row with a key, as after it was saved in a dialog', () => {
  const byKey = (ctx: AdminContext, key: string) =>
    lookup(ctx, adminOf(ctx, 'books'), { column: 'author_id', search: 'ignored', key, siblings: new Map() })

  test('DJ-220: is offered with its value and label, and no other', async ({ as, client }) => {
    await client`insert into authors (name) values ('12'), ('Ada Byron the second')`
    expect(await byKey(as(), '1')).toEqual({ more: false, options: [{ value: '1', label: 'Ada Byron', key: '1' }] })
    expect((await byKey(as(), '999')).options).toEqual([])
    expect((await byKey(as(), '99999999999999999999')).options).toEqual([])
    await expect(byKey(as(), '1,2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('DJ-225: whatever kind of key it has', async ({ as, client }) => {
    const [member] = await client<{ id: string; name: string }[]>`select id, name from members order by name limit 1`
    const { id = '', name = '' } = member ?? {}
    const ctx = as()
    const answer = await lookup(ctx, adminOf(ctx, 'loans'), {
      column: 'member_id',
      search: '',
      key: id,
      siblings: new Map(),
    })
    expect(answer.options).toMatchObject([{ value: id, label: name, key: id }])
  })

  test('SEC-049: is not offered beyond the rows that may be viewed', async ({ as }) => {
    const ctx = as({ admins: [defineAdmin(authors, { permissions: { view: (_, t) => eq(t.id, 2) } })] })
    expect((await byKey(ctx, '1')).options).toEqual([])
    expect((await byKey(ctx, '2')).options).toHaveLength(1)
  })
})
