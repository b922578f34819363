import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { changePage, changeRecord, deleteRecords, historyPage, indexPage } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books, tags } from '../testing/library'
import { postOf } from '../testing/posts'
import { adminOf, test } from '../testing/site-test'
import type { AdminContext } from '../site/context'

const history = (ctx: AdminContext, key: string, before: string | null = null) =>
  historyPage(ctx, adminOf(ctx, 'books'), { key, before })
async function rename(ctx: AdminContext, key: string, typed: Record<string, string>): Promise<void> {
  const page = await changePage(ctx, adminOf(ctx, 'books'), { key, list: '' })
  await changeRecord(ctx, adminOf(ctx, 'books'), { key, form: postOf(page, typed) })
}

test('history is newest first: who changed what from what to what', async ({ as, client }) => {
  await client`update books set changed_by = 'stamped by code'`
  const ctx = as({ email: 'ada@example.org' })
  await rename(ctx, '3', { subtitle: '' })
  await rename(ctx, '3', { author_id: '1', access_token: 'CANARY' })

  const page = await history(ctx, '3')

  expect(page).toMatchObject({ title: 'Rivers', recordHref: '/admin/books/3', nextHref: null, deleted: false })
  expect(
    page.entries.map(({ actor, action, verb, record, changes }) => ({ actor, action, verb, record, changes })),
  ).toEqual([
    {
      actor: 'ada@example.org',
      action: 'Changed',
      verb: 'change',
      record: 'Rivers',
      changes: [
        { label: expect.any(String), before: '2', after: '1', secret: false },
        { label: 'Access token', before: null, after: null, secret: true },
      ],
    },
    {
      actor: 'ada@example.org',
      action: 'Changed',
      verb: 'change',
      record: 'Rivers',
      changes: [{ label: 'Subtitle', before: 'A map', after: '', secret: false }],
    },
  ])
})

test('DJ-244: a long history has pages', async ({ as, client }) => {
  await client`insert into brolly.audit_entries (actor_label, "table", key, label, action) select 'a', 'books', '1', 'n' || n, 'change' from generate_series(1, 120) n`
  const ctx = as()
  const first = await history(ctx, '1')
  const before = new URLSearchParams(first.nextHref?.split('?')[1]).get('before')
  const second = await history(ctx, '1', before)

  expect(first.entries.map((entry) => entry.record).slice(0, 2)).toEqual(['n120', 'n119'])
  expect([...first.entries, ...second.entries].map((entry) => entry.record)).toEqual(
    Array.from({ length: 100 }, (_, at) => `n${120 - at}`),
  )
  expect(second.previousHref).toBe('/admin/books/1/history')
  for (const place of ['x', '-1', '1;', '9'.repeat(30)])
    await expect(history(ctx, '1', place)).rejects.toMatchObject({ code: 'BAD_QUERY' })
})

test('DJ-241: of a deleted row the history is left, for who may see every row', async ({ as }) => {
  const ctx = as()
  await deleteRecords(ctx, adminOf(ctx, 'books'), { selection: { kind: 'keys', keys: ['4'] }, agreed: 1 })
  const some = as({ admins: [defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 2) } })] })

  expect(await history(ctx, '4')).toMatchObject({ title: 'Winds', deleted: true, recordHref: null })
  await expect(history(some, '4')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(history(ctx, '99')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('SEC-094: a label made of linked rows is kept from who may not view those', async ({ as }) => {
  const ctx = as()
  await deleteRecords(ctx, adminOf(ctx, 'book_tags'), { selection: { kind: 'keys', keys: ['1,sci'] }, agreed: 1 })
  const titleFor = async (asked: Parameters<typeof as>[0]) => {
    const other = as(asked)
    return (await historyPage(other, adminOf(other, 'book_tags'), { key: '1,sci', before: null })).title
  }

  expect(await titleFor({})).toBe('Engines · Science')
  expect(await titleFor({ grants: ['book_tags.view', 'books.view'] })).toBe('#1,sci')
  expect(
    await titleFor({ admins: [defineAdmin(tags, { permissions: { fields: { name: { view: () => false } } } })] }),
  ).toBe('#1,sci')
})

test('the index shows what one did last, of tables that one may still view', async ({ as }) => {
  const ctx = as()
  await rename(ctx, '3', { title: 'Streams' })
  const other = as({ id: '00000000-0000-4000-8000-0000000000bb' })

  expect((await indexPage(ctx)).recent).toMatchObject([{ record: 'Streams', action: 'Changed', changes: [] }])
  expect((await indexPage(other)).recent).toEqual([])
  expect((await indexPage(as({ grants: ['tags.view'] }))).recent).toEqual([])
})
