import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { draftedList, facetPage, filterForm, filtersBeyond, type Parameters } from '@/admin/server'
import { adminOf } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'
import { makers, test, things } from '../query/filters/filters-fixture'

const formOf = (ctx: AdminContext, parameters: Parameters) => filterForm(ctx, adminOf(ctx, 'things'), parameters)
const queryOf = async (ctx: AdminContext, parameters: Parameters) => {
  const answer = await formOf(ctx, parameters)
  expect(answer?.draft).toBeNull()
  return answer?.parameters.map((parameter) => parameter.join('=')).join('&')
}

describe('the form of the filter panel', () => {
  test('sets several filters in one go, in place of those that were set, and keeps groups, search and order', async ({
    as,
  }) => {
    expect(
      await queryOf(as(), [
        ['~before', 'q=e&size.eq=1&mood.eq=odd&or.1.fine.eq=true&sort=name&page=3'],
        ['~rows', '1'],
        ['~column.100', 'size'],
        ['~operator.100', 'gte'],
        ['~value.100', '2'],
        ['~column', 'mood'],
        ['~operator', 'in'],
        ['~value', 'odd'],
        ['~value', 'calm'],
        ['~column.1', 'note'],
        ['~operator.1', 'empty'],
        ['~column.2', 'name'],
        ['~operator.2', 'contains'],
        ['~value.2', ' '],
      ]),
    ).toBe('q=e&or.1.fine.eq=true&sort=name&size.gte=2&mood.in=odd,calm&note.empty=true')
  })

  test('finds a listed name, in any case, and a key', async ({ as }) => {
    const named = (value: string): Parameters => [
      ['~column', 'maker_id'],
      ['~operator', 'eq'],
      ['~value', value],
    ]

    expect(await queryOf(as(), named('maker 4'))).toBe('maker_id.eq=4')
    expect(await queryOf(as(), named('#4'))).toBe('maker_id.eq=4')
    expect((await formOf(as(), named('Nobody')))?.draft).toMatchObject({
      rows: [{ column: 'maker_id', values: ['Nobody'], problem: 'No row for “Maker” is called “Nobody”.' }],
    })
  })

  test('refuses a value at its place, and leaves the list as it was', async ({ as }) => {
    const answer = await formOf(as(), [
      ['~before', 'mood.eq=odd'],
      ['~rows', '1'],
      ['~column', 'size'],
      ['~operator', 'eq'],
      ['~value', 'big'],
    ])

    expect(answer?.parameters).toEqual([['mood.eq', 'odd']])
    expect(answer?.draft?.rows).toEqual([
      expect.objectContaining({ column: 'size', values: ['big'], problem: expect.stringContaining('“big”') }),
    ])
  })

  test('a filter line adds to the list; one that is not understood is kept', async ({ as }) => {
    expect(
      await queryOf(as(), [
        ['~before', 'mood.eq=odd&page=2'],
        ['~plan', '1'],
        ['~line', 'size > 2 seen last month'],
      ]),
    ).toBe('mood.eq=odd&size.gt=2&seen.eq=last month')
    const refused = await formOf(as(), [
      ['~before', 'mood.eq=odd'],
      ['~line', 'size >'],
    ])
    expect(refused).toMatchObject({
      parameters: [['mood.eq', 'odd']],
      draft: { line: { text: 'size >', problem: 'A value for “Size” is missing.' } },
    })
  })

  test('offers the columns one step away that the actor may view', async ({ as }) => {
    const admins = [defineAdmin(makers, { permissions: { fields: { country: { view: () => false } } } })]
    const ctx = as({ admins })

    expect((await filtersBeyond(ctx, adminOf(ctx, 'things'), 'maker')).map(({ label }) => label)).toEqual([
      'Maker › ID',
      'Maker › Name',
      'Maker › Boss',
      'Maker',
    ])
  })
})

test('F211: declared filters reach the columns of related rows, as far as the actor may view them', async ({ as }) => {
  const declared = defineAdmin(things, {
    list: { filters: ['maker.country', 'mood', 'maker.boss.name', 'maker.password'] },
  })
  const namesFor = async (ctx: AdminContext) =>
    (await draftedList(ctx, adminOf(ctx, 'things'), { parameters: [], draft: null, run: null })).filters
  const offered = await namesFor(as({ admins: [declared] }))
  expect(offered.slice(0, 4).map(({ name, label }) => `${name}: ${label}`)).toEqual([
    'maker.country: Maker › Country',
    'mood: Mood',
    'maker.boss.name: Maker › Boss › Name',
    'id: ID',
  ])
  expect(offered.filter(({ name }) => name.includes('password'))).toEqual([])

  const hidden = defineAdmin(makers, { permissions: { fields: { country: { view: () => false } } } })
  const grants = ['things.view']
  expect((await namesFor(as({ admins: [declared, hidden] }))).slice(0, 2).map(({ name }) => name)).toEqual([
    'mood',
    'maker.boss.name',
  ])
  expect((await namesFor(as({ admins: [declared], grants }))).filter(({ name }) => name.includes('.'))).toEqual([])
})

describe('the counts of a column', () => {
  const countsOf = async (ctx: AdminContext, name: string, parameters: Parameters = []) =>
    (await facetPage(ctx, adminOf(ctx, 'things'), { name, parameters })).values.map(
      ({ label, rows }) => `${label} ${rows}`,
    )

  test('DJ-101 DJ-125: respect the other filters, not its own, and mark the chosen value', async ({ as, client }) => {
    const wanted = await client<{ line: string }[]>`
      select coalesce(mood::text, 'No value') || ' ' || count(*) as line from things where size > 2 group by mood
      order by count(*) desc, mood`
    const ctx = as()
    const page = await facetPage(ctx, adminOf(ctx, 'things'), {
      name: 'mood',
      parameters: [
        ['size.gt', '2'],
        ['mood.eq', 'odd'],
      ],
    })

    expect(page.values.map(({ label, rows }) => `${label} ${rows}`)).toEqual(wanted.map(({ line }) => line))
    expect(page.values.filter(({ current }) => current).map(({ label, href }) => [label, href])).toEqual([
      ['odd', '/admin/things?size.gt=2&mood.eq=odd'],
    ])
  })

  test('DJ-101: are part of the list that a plain form asks for', async ({ as }) => {
    const ctx = as()
    const admin = adminOf(ctx, 'things')
    const asked = await formOf(ctx, [
      ['~before', 'size.gt=2&sort=name'],
      ['~counts', 'mood'],
    ])
    if (!asked) throw new Error('This is a form of the panel.')
    const { panel, listQuery } = await draftedList(ctx, admin, { ...asked, run: null })

    expect(listQuery).toBe('size.gt=2&sort=name')
    expect(panel).toMatchObject({ open: true, edit: null, counts: { label: 'Mood' } })
    const { values } = await facetPage(ctx, admin, { name: 'mood', parameters: asked.parameters })
    expect(panel.counts?.values).toEqual(values)
    const hidden = await formOf(ctx, [['~counts', 'attributes']])
    await expect(draftedList(ctx, admin, { parameters: [], draft: null, ...hidden, run: null })).rejects.toMatchObject({
      code: 'BAD_QUERY',
    })
    expect((await draftedList(ctx, admin, { parameters: [], draft: null, run: null })).panel.counts).toBeNull()
  })

  test('DJ-107: name linked rows that occur and that the actor may view', async ({ as }) => {
    const admins = [defineAdmin(makers, { permissions: { view: (_, t) => eq(t.id, 3) } })]

    expect(await countsOf(as({ admins }), 'maker_id')).toEqual(['No value 15', 'Maker 3 8'])
  })

  test('go from year to month to day', async ({ as, client }) => {
    const ctx = as()
    const [of2026] = await client<{ n: string }[]>`select count(*)::text as n from things where made >= '2026-01-01'`

    expect(await countsOf(ctx, 'made')).toEqual(expect.arrayContaining(['This month 5', `2026 ${of2026?.n}`]))
    const months = await countsOf(ctx, 'made', [['made.eq', '2026']])
    expect(months).toHaveLength(12)
    expect(months).toContain('2026-06 5')
    expect(await countsOf(ctx, 'made', [['made.eq', '2026-06']])).toHaveLength(30)
  })

  test('do not exist for a hidden or secret column, a long text, and a table that may not be viewed', async ({
    as,
  }) => {
    const admins = [defineAdmin(things, { permissions: { fields: { mood: { view: () => false } } } })]
    const ctx = as({ admins })
    for (const name of ['mood', 'attributes', 'maker.password', 'nothing'])
      await expect(facetPage(ctx, adminOf(ctx, 'things'), { name, parameters: [] }), name).rejects.toMatchObject({
        code: 'BAD_QUERY',
      })
  })
})
