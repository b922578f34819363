import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { activityPage, postUndoActivity, undoActivityPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { refusal } from '../testing/kit/inlines'
import { books } from '../testing/kit/library'
import { test } from '../testing/kit/site-test'
import { add, change, contents, remove, request, somebodyElse } from '../testing/kit/undo'

const ada = 'ada@example.org'

async function undoAll(ctx: AdminContext, query: Record<string, string>) {
  const parameters = Object.entries(query)
  const page = await undoActivityPage(request(ctx), parameters)
  await postUndoActivity(request(ctx), { parameters, entries: [['~seal', page.seal]] })
  return page
}

test('B04: everything that a user changed in a period is undone, the net effect of each row at once', async ({
  as,
  client,
}) => {
  const ctx = as({ email: ada })
  await change(ctx, ['books', '2'], { copies: '5' })
  await client`update brolly.audit_entries set at = '2026-03-01 09:59:59+00'`
  const before = await contents(client)
  for (const title of ['One', 'Two', 'Three']) await change(ctx, ['books', '1'], { title })
  await add(ctx, 'authors', { name: 'New' })
  await remove(ctx, 'branches', '1')
  await client`update brolly.audit_entries set at = '2026-03-01 10:30:00+00' where at > '2026-03-02'`
  const period = { user: ada, from: '2026-03-01T10:00', to: '2026-03-01T10:59' }
  const { undoHref } = await activityPage(ctx, Object.entries(period))
  expect(undoHref).toBe('/admin/-/activity/undo?user=ada%40example.org&from=2026-03-01T10%3A00&to=2026-03-01T10%3A59')
  const page = await undoAll(ctx, period)
  expect(page.title).toBe('Undo all changes by ada@example.org, from 2026-03-01 10:00 to 2026-03-01 10:59')
  expect(await contents(client)).toBe(before.replace(/CANARY-token-\d/gu, ''))
})

test('what somebody else changed in between stays, also where the value moved on', async ({ as, client }) => {
  const ctx = as({ email: ada })
  const other = somebodyElse(as({ email: 'bob@example.org' }))
  await change(ctx, ['books', '1'], { title: 'By Ada', copies: '2' })
  await change(other, ['books', '1'], { title: 'By Bob', notes: 'By Bob' })
  await change(ctx, ['books', '1'], { title: 'By Ada again' })
  await undoAll(ctx, { user: ada, table: 'books' })
  expect(await client`select title, copies, notes from books where id = 1`).toEqual([
    { title: 'By Bob', copies: 1, notes: 'By Bob' },
  ])
})

test('takes only what the actor may see, needs a filter, and says when there is too much', async ({ as, client }) => {
  const ctx = as({ email: ada })
  await change(ctx, ['books', '1'], { copies: '2' })
  const rules = [defineAdmin(books, { permissions: { view: (_, t) => eq(t.branchId, 1) } })]
  const limited = somebodyElse(as({ admins: rules, grants: ['books.view', 'books.change'] }))
  expect((await refusal(undoActivityPage(limited, [['table', 'books']]))).code).toBe('NOT_FOUND')
  expect((await refusal(undoActivityPage(as({ grants: [] }), [['user', ada]]))).code).toBe('FORBIDDEN')
  expect((await refusal(undoActivityPage(ctx, []))).message).toContain('Choose a user')
  expect((await refusal(undoActivityPage(ctx, [['from', '2026-03-01T25:00']]))).code).toBe('BAD_QUERY')
  await client`insert into brolly.audit_entries (actor_label, "table", key, label, action)
    select 'x', 'authors', '1', 'Ada', 'change' from generate_series(1, 101)`
  expect((await refusal(undoActivityPage(as({ mostRows: 100 }), [['table', 'authors']]))).message).toContain(
    'More than 100 changes match',
  )
})
