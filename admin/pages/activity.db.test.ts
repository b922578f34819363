import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { activityPage } from '@/admin/server'
import type { AdminContext } from '../site/context'
import { books } from '../testing/kit/library'
import { test } from '../testing/kit/site-test'
import { change, remove, somebodyElse } from '../testing/kit/undo'
import { activityIds, parseActivity } from './activity-entries'

const linesOf = async (ctx: AdminContext, query: Record<string, string> = {}) =>
  (await activityPage(ctx, Object.entries(query))).entries.map(
    ({ action, record, columns }) => `${action} ${record}${columns.length > 0 ? `: ${columns.join(', ')}` : ''}`,
  )

describe('the activity page', () => {
  test('shows the changes of all tables, narrowed by table, kind, user, time and change', async ({ as, client }) => {
    const ctx = as()
    const renamed = await change(ctx, ['books', '1'], { title: 'Renamed', notes: null })
    await change(ctx, ['authors', '2'], { name: 'Bo C.' })
    await remove(ctx, 'tags', '~61dd')
    expect((await linesOf(ctx)).toSorted()).toEqual([
      'Changed Bo C.: Name',
      'Changed Renamed: Title, Notes, Changed by',
      'Deleted Addition',
      'Deleted Renamed · Addition',
    ])
    expect(await linesOf(ctx, { table: 'authors' })).toEqual(['Changed Bo C.: Name'])
    expect(await linesOf(ctx, { kind: 'delete', table: 'tags' })).toEqual(['Deleted Addition'])
    expect(await linesOf(ctx, { change: renamed })).toHaveLength(1)
    expect(await linesOf(ctx, { user: 'nobody@example.org' })).toEqual([])
    await client`update brolly.audit_entries set at = '2020-02-03 23:30:00+00' where "table" = 'books'`
    expect(await linesOf(ctx, { from: '2020-02-03', to: '2020-02-03' })).toHaveLength(1)
    expect(await linesOf({ ...ctx, timeZone: 'Europe/Berlin' }, { to: '2020-02-03' })).toEqual([])
    expect(await linesOf(ctx, { from: '2020-02-04' })).toHaveLength(3)
  })

  test('pages by the last entry, and links each entry to its change and its undo', async ({ as, client }) => {
    const ctx = as()
    const id = await change(ctx, ['authors', '2'], { name: 'Bo C.' })
    await client`
      insert into brolly.audit_entries (actor_label, "table", key, label, action) select 'x', 'authors', '1', 'Ada', 'change' from generate_series(1, 60)`
    const first = await activityPage(ctx, [['table', 'authors']])
    expect(first.entries).toHaveLength(50)
    const older = [...new URL(first.olderHref ?? '', 'http://x').searchParams]
    const second = await activityPage(ctx, older)
    expect(second.entries).toHaveLength(11)
    expect(second.olderHref).toBeNull()
    expect(second.entries.at(-1)).toMatchObject({
      href: '/admin/authors/2',
      changeHref: `/admin/-/activity?change=${id}`,
      undoHref: `/admin/-/undo/${id}`,
    })
  })

  test('shows nothing of what the actor may not view', async ({ as }) => {
    const ctx = as()
    await change(ctx, ['books', '1'], { title: 'Renamed' })
    await change(ctx, ['authors', '1'], { name: 'Ada L.', salary: '7' })
    await expect(linesOf(as({ grants: [] }))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const rules = [
      defineAdmin(books, {
        permissions: { view: (_, table) => eq(table.branchId, 1), fields: { title: { view: () => false } } },
      }),
    ]
    const some = somebodyElse(as({ admins: rules, grants: ['books.view'] }))
    expect(await linesOf(some)).toEqual([])
    // Row rules hold for superusers as well.
    const ruled = somebodyElse(as({ admins: rules }))
    expect(await linesOf(ruled)).toEqual(['Changed Ada L.: Name, Salary'])
    await expect(linesOf(some, { table: 'authors' })).rejects.toMatchObject({ code: 'BAD_QUERY' })
  })

  test('what an account did that is gone is found by an index, however much others did since', async ({
    as,
    client,
  }) => {
    await client`
      insert into brolly.audit_entries (actor_label, "table", key, label, action)
      select case when n % 10 = 0 then 'gone@example.org' else 'here@example.org' end,
        case when n % 2 = 0 then 'authors' else 'tags' end, '1', 'Ada', 'change'
      from generate_series(1, 6000) n`
    await client`analyze brolly.audit_entries`
    for (const ctx of [as(), as({ grants: ['authors.view', 'tags.view'] })]) {
      const asked = parseActivity([['user', 'gone@example.org']])
      const plan = await ctx.db.execute(sql`explain ${await activityIds(ctx, asked, 51)}`)
      // Also of tables in which the account has done nothing, whose entries would all be read.
      const scans = plan.map((row) => String(row['QUERY PLAN'])).filter((line) => line.includes('Scan'))
      expect(scans).toEqual([expect.stringMatching(/Scan.* (on|using) audit_entries_actor_label_idx/u)])
    }
    expect(await linesOf(as({ grants: ['tags.view'] }), { user: 'gone@example.org' })).toEqual([])
  })

  test('a parameter that does not exist or does not parse is an error', async ({ as }) => {
    const wrong: Record<string, string>[] = [
      { tabel: 'x' },
      { table: 'x' },
      { kind: 'constructor' },
      { from: '2026-02-30' },
      { before: '1;' },
    ]
    for (const query of wrong) await expect(linesOf(as(), query)).rejects.toMatchObject({ code: 'BAD_QUERY' })
  })
})
