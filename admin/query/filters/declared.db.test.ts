import { gte, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin, type DeclaredFilter } from '@/admin'
import { filterForm, formLookup, lineSuggestions, listPage, type Parameters } from '@/admin/server'
import type { AdminContext } from '../../site/context'
import { adminOf } from '../../testing/kit/site-test'
import { makers, test, things } from './filters-fixture'

const sizes: DeclaredFilter<typeof things> = {
  id: 'weight class',
  label: 'Weight class',
  reads: ['size'],
  choices: [
    { value: 'light', label: 'Up to 3' },
    { value: 'heavy', label: 'From 4' },
  ],
  where: (value, table) => (value === 'heavy' ? gte(table.size, 4) : sql`${table.size} <= 3`),
}

const madeBy: DeclaredFilter<typeof things> = {
  id: 'made_by',
  label: 'Made by',
  reads: ['makerId'],
  choices: ({ db }) => db.select({ value: makers.name, label: makers.name }).from(makers).orderBy(makers.id),
  where: (value, table) => sql`exists (select 1 from ${makers} m where m.id = ${table.makerId} and m.name = ${value})`,
}

const above: DeclaredFilter<typeof things> = {
  id: 'above',
  label: 'Above',
  reads: ['price'],
  input: 'number',
  where: (value, table) => sql`${table.price} > ${value}::text::numeric`,
}

const admins = [defineAdmin(things, { list: { filters: [sizes, madeBy, above, 'mood'] } })]

const listOf = (ctx: AdminContext, parameters: Parameters) =>
  listPage(ctx, adminOf(ctx, 'things'), [['sort', 'id'], ...parameters])

const keysOf = async (ctx: AdminContext, parameters: Parameters) =>
  (await listOf(ctx, parameters)).rows.map(([key]) => Number(key))

const idsWhere = async ({ db }: AdminContext, condition: string) =>
  (await db.execute<{ id: number }>(sql.raw(`select id from things where ${condition} order by id`))).map(
    ({ id }) => id,
  )

describe('F219: a declared filter', () => {
  test('finds the rows of its condition, also within groups and with several values', async ({ as }) => {
    const ctx = as({ admins })

    expect(await keysOf(ctx, [['weight~20class.eq', 'heavy']])).toEqual(await idsWhere(ctx, 'size >= 4'))
    expect(await keysOf(ctx, [['weight~20class.ne', 'heavy']])).toEqual(await idsWhere(ctx, '(size >= 4) is not true'))
    expect(await keysOf(ctx, [['weight~20class.in', 'heavy,light']])).toEqual(await idsWhere(ctx, 'size is not null'))
    expect(await keysOf(ctx, [['above.eq', '12.5']])).toEqual(await idsWhere(ctx, 'price > 12.5'))
    expect(
      await keysOf(ctx, [
        ['or.1.made_by.eq', 'Maker 2'],
        ['or.1.mood.eq', 'odd'],
      ]),
    ).toEqual(await idsWhere(ctx, "maker_id = 2 or mood = 'odd'"))
  })

  test('is offered first, by its choices, and names them in its chip', async ({ as }) => {
    const ctx = as({ admins })
    const page = await listOf(ctx, [['weight~20class.eq', 'heavy']])

    expect(page.filters.slice(0, 4).map(({ label }) => label)).toEqual(['Weight class', 'Made by', 'Above', 'Mood'])
    expect(page.filters[0]).toMatchObject({ options: sizes.choices })
    expect(page.filters[2]).toMatchObject({ inputType: 'number' })
    expect(page.chips[0]).toMatchObject({ label: 'Weight class', operator: 'is', value: 'From 4' })

    const asked = { column: 'made_by', search: 'ker 3', siblings: new Map(), row: null, typed: new Map(), filter: true }
    expect((await formLookup(ctx, adminOf(ctx, 'things'), asked)).options.map(({ label }) => label)).toEqual([
      'Maker 3',
    ])
  })

  test('is typed by name in the form and in the filter line', async ({ as }) => {
    const ctx = as({ admins })

    const typed: Parameters = [['~line', 'weight class from 4 made by "maker 4" above 2']]
    const answer = await filterForm(ctx, adminOf(ctx, 'things'), typed)
    expect(answer).toMatchObject({
      parameters: [
        ['weight~20class.eq', 'heavy'],
        ['made_by.eq', 'Maker 4'],
        ['above.eq', '2'],
      ],
      draft: null,
    })
    const suggested = await lineSuggestions(ctx, adminOf(ctx, 'things'), 'made by mak')
    expect(suggested[0]).toEqual({ label: 'Maker 1', line: 'made by Maker 1 ' })
  })

  test.for([
    ['weight~20class.eq', 'huge', '“huge” is not a value of “Weight class”.'],
    ['above.eq', '1; drop table things', '“1; drop table things” is not a value of “Above”.'],
    ['weight~20class.gte', 'heavy', '“Weight class” has no filter “gte”.'],
  ] as const)('%s=%s is refused', async ([name, value, message], { as }) => {
    await expect(listOf(as({ admins }), [[name, value]])).rejects.toMatchObject({ code: 'BAD_QUERY', message })
  })

  test('does not exist for who may not view a column that it reads', async ({ as }) => {
    const hidden = [
      defineAdmin(things, {
        list: { filters: [sizes, madeBy] },
        permissions: { fields: { size: { view: () => false } } },
      }),
    ]
    const ctx = as({ admins: hidden })

    await expect(listOf(ctx, [['weight~20class.eq', 'heavy']])).rejects.toMatchObject({ code: 'BAD_QUERY' })
    expect((await listOf(ctx, [])).filters.map(({ label }) => label)).not.toContain('Weight class')
  })

  test('without a condition finds nothing, rather than everything', async ({ as }) => {
    const forgetful = { ...sizes, where: () => undefined as never }
    const ctx = as({ admins: [defineAdmin(things, { list: { filters: [forgetful] } })] })

    expect(await keysOf(ctx, [['weight~20class.eq', 'heavy']])).toEqual([])
  })
})
