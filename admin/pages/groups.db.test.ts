import { lt } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { groupRows, listPage, type Parameters } from '@/admin/server'
import { makers, test, things } from '../query/filters/filters-fixture'
import { adminOf } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const grouped = async (ctx: AdminContext, group: string, more: Parameters = []) =>
  listPage(ctx, adminOf(ctx, 'things'), [['group', group], ...more])

const linesOf = async (ctx: AdminContext, group: string, more: Parameters = []) =>
  (await grouped(ctx, group, more)).groups?.rows.map(({ label, rows }) => `${label}: ${rows}`)

describe('a grouped list', () => {
  test('counts and totals the rows of each value, the most frequent first, and those without one', async ({
    as,
    client,
  }) => {
    const sums = await client<{ mood: string | null; n: string; sum: string }[]>`
      select mood, count(*)::text as n, sum(price)::text as sum from things group by 1 order by count(*) desc, 1`
    const page = await grouped(as(), 'mood', [['totals', 'price.sum']])

    expect(page.rows).toEqual([])
    expect(page.groups?.rows).toEqual(
      sums.map(({ mood, n, sum }) => ({
        label: mood ?? 'No value',
        rows: n,
        share: Number(n) / Number(sums[0]?.n),
        totals: { 'price.sum': sum },
        href: `/admin/things?totals=price.sum&${mood === null ? 'mood.null=true' : `mood.eq=${mood}`}`,
      })),
    )
    expect(page.rangeLabel).toBe('4 groups')
  })

  test('each link leads to exactly the rows that were counted', async ({ as, client }) => {
    await client`update things set name = case when id % 4 = 0 then '' when id % 4 = 1 then 'a,b' else 'c' end`
    const ctx = as({ timeZone: 'America/New_York' })
    const filters: Parameters = [
      ['size.gte', '1'],
      ['seen.gte', '2026-05'],
      ['mood.in', 'odd,calm'],
    ]

    for (const group of ['mood', 'fine', 'maker_id', 'made.year', 'made.month', 'seen.month', 'seen.day', 'name']) {
      const { groups } = await grouped(ctx, group, filters)
      for (const { href, rows } of groups?.rows ?? []) {
        const found = await listPage(ctx, adminOf(ctx, 'things'), [...new URLSearchParams(href?.split('?')[1])])
        expect(String(found.exactCount), `${group} ${href}`).toBe(rows)
      }
    }
  })

  test('dates are grouped on the clock of the user, the latest first', async ({ as, client }) => {
    await client`truncate things cascade`
    await client`insert into things (id, name) values (1, 'a'), (2, 'b')`
    await client`update things set seen = timestamptz '2026-03-01 02:00+00' - (id - 1) * interval '1 year'`
    await client`insert into things (id, name, seen) values (3, 'x', 'infinity'), (4, 'y', null)`

    expect(await linesOf(as({ timeZone: 'America/New_York' }), 'seen.month')).toEqual([
      'infinity: 1',
      '2026-02: 1',
      '2025-02: 1',
      'No value: 1',
    ])
  })

  test('related rows are named, as far as the actor may view them', async ({ as }) => {
    const ctx = as({
      grants: ['things.view', 'makers.view'],
      admins: [defineAdmin(makers, { permissions: { view: (_, t) => lt(t.id, 3) } })],
    })

    const lines = await linesOf(ctx, 'maker_id', [['size.eq', '2']])
    expect(lines?.every((line) => /^(?:Maker [12]|\d|No value): /u.test(line))).toBe(true)
    expect(lines?.some((line) => line.startsWith('Maker '))).toBe(true)
    expect(await linesOf(as({ grants: ['things.view'] }), 'maker_id', [['maker_id.eq', '3']])).toEqual(['3: 8'])
  })

  test('leaves out rows that the actor may not view', async ({ as }) => {
    const ctx = as({
      grants: ['things.view'],
      admins: [defineAdmin(things, { permissions: { view: (_, t) => lt(t.id, 5) } })],
    })

    expect(await linesOf(ctx, 'fine')).toEqual(['Yes: 2', 'No: 1', 'No value: 1'])
  })

  test('shows at most 100 groups, and says so', async ({ as, client }) => {
    await client`insert into things (id, name) select n, 'of ' || n from generate_series(100, 220) n`
    const page = await grouped(as(), 'name')

    expect(page.groups?.rows).toHaveLength(100)
    expect(page.rangeLabel).toBe('The 100 groups with the most rows. There are more.')
  })

  test('the first rows of a group come in the columns of its list', async ({ as }) => {
    const ctx = as()
    const found = await groupRows(ctx, adminOf(ctx, 'things'), 'columns=name,size&sort=id&size=1&fine.eq=true')

    expect(found.columns.map(({ name }) => name)).toEqual(['name', 'size'])
    expect(found.rows.map(([key]) => key)).toEqual(['1', '4', '7', '10', '13', '16', '19', '22', '25', '28'])
    expect(found.more).toBe(true)
  })

  test.for(['id', 'size', 'seen', 'seen.week', 'words', 'attributes', 'nothing', 'fine.month'])(
    'by %s is refused',
    async (group, { as }) => {
      await expect(grouped(as(), group)).rejects.toMatchObject({ code: 'BAD_QUERY' })
    },
  )

  test('by hidden columns and secrets is refused', async ({ as }) => {
    const ctx = as({ admins: [defineAdmin(things, { permissions: { fields: { mood: { view: () => false } } } })] })

    await expect(grouped(ctx, 'mood')).rejects.toMatchObject({ code: 'BAD_QUERY' })
    await expect(listPage(ctx, adminOf(ctx, 'makers'), [['group', 'password']])).rejects.toMatchObject({
      code: 'BAD_QUERY',
    })
  })
})
