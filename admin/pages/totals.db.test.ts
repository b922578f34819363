import { lt, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { listPage, totalsPage, type Parameters } from '@/admin/server'
import { makers, test, things } from '../query/filters/filters-fixture'
import { adminOf } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { readTotals } from '../query/list-totals'
import { parseListState } from '../query/list-state'

interface Rows {
  parameters?: Parameters
  keys?: string[]
}

const totalsOf = async (ctx: AdminContext, totals: string, { parameters = [], keys }: Rows = {}) => {
  const selection = keys ? ({ kind: 'keys', keys } as const) : null
  const all: Parameters = [['totals', totals], ...parameters]
  return (await totalsPage(ctx, adminOf(ctx, 'things'), { parameters: all, selection })).values
}

describe('totals of a list', () => {
  test('are of all rows that match, whatever the page shows', async ({ as, client }) => {
    const [row] = await client<{ sum: string; avg: string; moods: string }[]>`
      select sum(price)::text as sum, round(avg(price), 2)::text as avg, count(distinct mood)::text as moods
      from things where size >= 2 and name ilike '%red%'`

    expect(
      await totalsOf(as(), 'price.sum,price.avg,size.min,size.max,mood.distinct', {
        parameters: [
          ['size', '2'],
          ['size.gte', '2'],
          ['q', 'red'],
        ],
      }),
    ).toEqual({
      'price.sum': row?.sum,
      'price.avg': row?.avg,
      'size.min': '2',
      'size.max': '6',
      'mood.distinct': row?.moods,
    })
  })

  test('are what plain SQL says, as people read it', async ({ as, client }) => {
    const [row] = await client<{ sum: string; first: string; names: string }[]>`
      select sum(price)::text as sum, min(made)::text as first, count(distinct name)::text as names from things`

    expect(await totalsOf(as(), 'price.sum,name.distinct,made.min,seen.max')).toEqual({
      'price.sum': row?.sum,
      'name.distinct': row?.names,
      'made.min': '3 Sept 2025',
      'seen.max': '29 Jun 2026',
    })
  })

  test('of selected rows alone, and of nothing', async ({ as }) => {
    expect(await totalsOf(as(), 'size.sum,size.avg', { keys: ['1', '2', '3'] })).toEqual({
      'size.sum': '6',
      'size.avg': '2.00',
    })
    expect(await totalsOf(as(), 'size.sum,size.distinct', { parameters: [['id.eq', '0']] })).toEqual({
      'size.sum': null,
      'size.distinct': '0',
    })
  })

  test('of a column of related rows', async ({ as }) => {
    expect(await totalsOf(as(), 'maker.country.distinct')).toEqual({ 'maker.country.distinct': '2' })
  })

  test('leave out rows that the actor may not view, also when they are selected', async ({ as }) => {
    const ctx = as({
      grants: ['things.view'],
      admins: [defineAdmin(things, { permissions: { view: (_, t) => lt(t.id, 3) } })],
    })

    expect(await totalsOf(ctx, 'size.sum,size.distinct')).toEqual({ 'size.sum': '3', 'size.distinct': '2' })
    expect(await totalsOf(ctx, 'size.sum', { keys: ['2', '3'] })).toEqual({ 'size.sum': '2' })
  })

  test.for([
    'id.sum',
    'maker_id.sum',
    'words.distinct',
    'attributes.min',
    'name.sum',
    'name',
    'nothing.sum',
    'size.sum,size.sum',
  ])('%s is refused', async (totals, { as }) => {
    await expect(totalsOf(as(), totals)).rejects.toMatchObject({ code: 'BAD_QUERY' })
  })

  test('hidden columns and secrets have none', async ({ as }) => {
    const ctx = as({
      admins: [defineAdmin(things, { permissions: { fields: { price: { view: () => false } } } }), defineAdmin(makers)],
    })

    await expect(totalsOf(ctx, 'price.sum')).rejects.toMatchObject({ code: 'BAD_QUERY' })
    await expect(
      totalsPage(ctx, adminOf(ctx, 'makers'), { parameters: [['totals', 'password.distinct']] }),
    ).rejects.toMatchObject({ code: 'BAD_QUERY' })
    const page = await listPage(ctx, adminOf(ctx, 'makers'), [['columns', 'name,password']])
    expect(page.columnChoices.slice(0, 2).map(({ name, totals }) => [name, totals])).toEqual([
      ['name', ['distinct']],
      ['password', undefined],
    ])
  })

  test('that take too long are left out, and the others are there', async ({ as }) => {
    const ctx = as()
    const { totals } = parseListState(ctx, adminOf(ctx, 'things'), [['totals', 'size.sum,name.distinct']])

    const read = await readTotals(ctx, adminOf(ctx, 'things'), {
      totals,
      where: sql`case when current_query() like '%count(' || 'distinct%' then pg_sleep(60) is not null else true end`,
      mostMs: 400,
    })

    expect(read.missing).toBe('slow')
    expect([...read.values]).toEqual([['size.sum', '138']])
  })
})
