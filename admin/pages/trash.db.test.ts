import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { postRestore, restorePage, trashPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { refusal } from '../testing/kit/inlines'
import { books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import { contents, remove, request, somebodyElse } from '../testing/kit/undo'

const trash = (ctx: AdminContext, path: string, query: Record<string, string> = {}) =>
  trashPage(ctx, adminOf(ctx, path), Object.entries(query))
const labelsOf = async (ctx: AdminContext, path: string, query: Record<string, string> = {}) =>
  (await trash(ctx, path, query)).rows.map(({ label }) => label)

async function restore(ctx: AdminContext, path: string, ids: string[]) {
  const page = await restorePage(request(ctx), adminOf(ctx, path), ids)
  await postRestore(request(ctx), adminOf(ctx, path), { ids, entries: [['~seal', page.seal]] })
  return page
}

describe('the trash of a table', () => {
  test('has its deleted rows, by whom and with what, until they exist again', async ({ as, client }) => {
    const ctx = as({ email: 'ada@example.org' })
    const before = await contents(client)
    await remove(ctx, 'branches', '1')
    const { rows } = await trash(ctx, 'branches')
    expect(rows).toMatchObject([{ label: 'North', key: '1', actor: 'ada@example.org' }])
    expect(rows[0]?.together.split(', ').toSorted()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\d+ books?$/u), expect.stringMatching(/^\d+ loans?$/u)]),
    )
    await restore(ctx, 'branches', [rows[0]?.id ?? ''])
    expect(await contents(client)).toBe(before.replace(/CANARY-token-\d/gu, ''))
    for (const path of ['branches', 'books', 'loans']) expect(await labelsOf(ctx, path)).toEqual([])
    // Deleted a second time, it is there once.
    await remove(ctx, 'branches', '1')
    expect(await labelsOf(ctx, 'branches')).toEqual(['North'])
  })

  test('restores only the chosen row of several, with what referred to it, and sets cleared references', async ({
    as,
    client,
  }) => {
    const ctx = as()
    await client`delete from loans`
    await client`insert into loans (book_id, copy) values (1, 'x'), (2, 'y')`
    await remove(ctx, 'books', '1', '2')
    const id = (await trash(ctx, 'books')).rows.find(({ key }) => key === '1')?.id ?? ''
    const page = await restore(ctx, 'books', [id])
    expect(page.button).toMatch(/^Restore \d+ rows$/u)
    expect(await client`select id::int from books where id < 3`).toEqual([{ id: 1 }])
    expect(await client`select copy from loans`).toEqual([{ copy: 'x' }])
    expect((await trash(ctx, 'books')).rows.map(({ key }) => key)).toEqual(['2'])
    const [member] = await client<{ id: string }[]>`select id from members limit 1`
    await client`insert into members (name, branch_id, brought_by) values ('Friend', 1, ${member?.id ?? ''})`
    await remove(ctx, 'members', member?.id ?? '')
    const [row] = (await trash(ctx, 'members')).rows
    await restore(ctx, 'members', [row?.id ?? ''])
    expect(await client`select brought_by from members where name = 'Friend'`).toEqual([{ brought_by: member?.id }])
  })

  test('is searched by name and key, and limited to a user and a period', async ({ as, client }) => {
    const ctx = as({ email: 'ada@example.org' })
    await remove(ctx, 'books', '1')
    await remove(somebodyElse(as({ email: 'bob@example.org' })), 'books', '2')
    const [first, second] = (await trash(ctx, 'books')).rows.toReversed()
    expect(await labelsOf(ctx, 'books', { q: first?.label.slice(1, 4) ?? '' })).toEqual([first?.label])
    expect(await labelsOf(ctx, 'books', { q: '2' })).toEqual([second?.label])
    expect(await labelsOf(ctx, 'books', { q: '%' })).toEqual([])
    expect(await labelsOf(ctx, 'books', { user: 'bob@example.org' })).toEqual([second?.label])
    await client`update brolly.audit_entries set at = '2020-01-01' where key = '1'`
    expect(await labelsOf(ctx, 'books', { to: '2020-02-01' })).toEqual([first?.label])
    expect(await labelsOf(ctx, 'books', { from: '2020-02-01' })).toEqual([second?.label])
    // A name that the actor may not read is not found by it either.
    const hidden = [defineAdmin(books, { permissions: { fields: { title: { view: () => false } } } })]
    const blind = as({ admins: hidden })
    expect(await labelsOf(blind, 'books', { q: first?.label ?? '' })).toEqual([])
    expect(await labelsOf(blind, 'books', { q: '1' })).toEqual(['#1'])
  })

  test('pages, and goes on where many rows exist again', async ({ as, client }) => {
    const ctx = as()
    await client`insert into brolly.audit_entries (actor_label, "table", key, label, action)
      select 'x', 'authors', 'k' || n % 3000, 'Author ' || n % 3000, 'delete' from generate_series(1, 6000) n`
    const first = await trash(ctx, 'authors', { q: 'Author 1' })
    expect(first.rows).toHaveLength(50)
    const next = await trash(
      ctx,
      'authors',
      Object.fromEntries(new URL(first.olderHref ?? '', 'http://x').searchParams),
    )
    expect(next.rows).toHaveLength(50)
    expect(next.rows.some(({ id }) => first.rows.some((row) => row.id === id))).toBe(false)
    // The newest deletion of each key comes first, so that the rest are all of rows that were deleted again.
    const late = await trash(ctx, 'authors', { q: 'Author none' })
    expect(late.rows).toEqual([])
    expect(late.olderHref).not.toBeNull()
  })

  test('shows and restores nothing that the actor may not', async ({ as }) => {
    const ctx = as()
    await remove(ctx, 'books', '1')
    const id = (await trash(ctx, 'books')).rows[0]?.id ?? ''
    const rules = [defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 1) } })]
    const limited = somebodyElse(as({ admins: rules, grants: ['books.view', 'books.add'] }))
    expect(await labelsOf(limited, 'books')).toEqual([])
    expect((await refusal(restorePage(limited, adminOf(limited, 'books'), [id]))).code).toBe('NOT_FOUND')
    const reader = as({ grants: ['books.view'] })
    expect((await trash(reader, 'books')).restoreHref).toBeNull()
    expect((await restorePage(reader, adminOf(reader, 'books'), [id])).button).toBeNull()
    for (const ids of [['x'], ['1', '999999'], [id, 'x']])
      expect((await refusal(restorePage(ctx, adminOf(ctx, 'books'), ids))).code).toBe('NOT_FOUND')
    expect((await refusal(trash(ctx, 'brolly.users'))).code).toBe('NOT_FOUND')
  })
})
