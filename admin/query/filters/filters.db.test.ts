import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { defineAdmin } from '@/admin'
import { listPage, type Parameters } from '@/admin/server'
import { adminOf } from '../../testing/kit/site-test'
import type { AdminContext } from '../../site/context'
import { makers, parts, test } from './filters-fixture'

const keysOf = async (ctx: AdminContext, parameters: Parameters) =>
  (await listPage(ctx, adminOf(ctx, 'things'), [['sort', 'id'], ...parameters])).rows.map(([key]) => Number(key))

const chipsOf = async (ctx: AdminContext, parameters: Parameters) =>
  (await listPage(ctx, adminOf(ctx, 'things'), parameters)).chips

describe('a filter that is refused', () => {
  const many = (count: number): Parameters => Array.from({ length: count }, (_, n) => [`or.1.and.${n}.size.eq`, '1'])
  const wrong: [string, Parameters, string][] = [
    ['1,000 filters', many(1000), 'A list takes at most 100 filters; this URL has 1000.'],
    ['groups 50 deep', [[`${'or.1.'.repeat(50)}size.eq`, '1']], 'Groups of filters can be nested 8 deep.'],
    [
      'a path in a circle',
      [[`${'maker.things.'.repeat(20)}size.eq`, '1']],
      'The path of a filter can lead through 6 tables.',
    ],
    [
      'many long paths',
      Array.from({ length: 20 }, (_, n): [string, string] => [`or.${n}.maker.things.maker.things.size.eq`, '1']),
      'The filters of a list can lead through 60 tables in total.',
    ],
    ['an unknown step', [['nobody.name.eq', 'x']], 'This list has no filter “nobody.name.eq”.'],
    [
      'a secret at the end of a path',
      [['maker.password.starts', 'C']],
      'This list has no filter “maker.password.starts”.',
    ],
    [
      'a secret behind two steps',
      [['parts~2Ething.thing.maker.password.eq', 'C']],
      'This list has no filter “parts~2Ething.thing.maker.password.eq”.',
    ],
    ['an operator of another type along a path', [['maker.name.gte', '1']], '“Maker › Name” has no filter “gte”.'],
    ['a group without a filter', [['or.1.eq', '1']], 'This list has no filter “or.1.eq”.'],
    ['a group of an unknown kind', [['xor.1.size.eq', '1']], 'This list has no filter “xor.1.size.eq”.'],
    ['an invalid pattern', [['name.matches', '(']], 'The pattern of a filter is not a valid regular expression.'],
    ['a long pattern', [['name.matches', 'a'.repeat(501)]], 'A pattern can have at most 500 characters.'],
    ['one end of a range', [['size.between', '3']], 'This filter takes two values, separated by a comma: from and to.'],
    [
      'three ends of a range',
      [['size.between', '3,4,5']],
      'This filter takes two values, separated by a comma: from and to.',
    ],
    [
      'a period of nothing',
      [['made.eq', 'last 0 days']],
      'The filter on “Made” does not accept “last 0 days”. Enter a date like 2026-03-31.',
    ],
    [
      'a 13th month',
      [['seen.eq', '2026-13']],
      'The filter on “Seen” does not accept “2026-13”. Enter a date and time like 2026-03-31 14:30.',
    ],
    [
      'a number of rows that is none',
      [['parts~2Ething.count.gte', 'two']],
      'A number of rows is a whole number from 0 to 10000.',
    ],
    ['keys of a text', [['name->x.eq', '1']], 'This list has no filter “name->x.eq”.'],
    ['a word inside JSON for a number', [['attributes->size.gte', 'big']], 'Enter a number.'],
  ]

  test.for(wrong)('%s', async ([, parameters, message], { as }) => {
    const ctx = as()

    const failure = await listPage(ctx, adminOf(ctx, 'things'), parameters).catch((error: unknown) => error)

    expect(failure).toMatchObject({ code: 'BAD_QUERY' })
    expect(String(failure)).toContain(message)
  })
})

describe('a path', () => {
  test('leads nowhere for a user who may not view a table or column on it', async ({ as }) => {
    const admins = [defineAdmin(makers, { permissions: { fields: { country: { view: () => false } } } })]
    const closed: [string, string[]][] = [
      ['maker.country.eq', ['things.view', 'makers.view']],
      ['maker.name.eq', ['things.view']],
      ['parts~2Ething.kind.eq', ['things.view', 'makers.view']],
      ['parts~2Ething.none', ['things.view']],
      ['parts~2Ething.count.gte', ['things.view']],
      ['thing_labels.labelCode.name.eq', ['things.view', 'labels.view']],
    ]
    for (const [name, grants] of closed) {
      const ctx = as({ admins, grants })
      await expect(listPage(ctx, adminOf(ctx, 'things'), [[name, '1']]), name).rejects.toMatchObject({
        code: 'BAD_QUERY',
        message: `This list has no filter “${name}”.`,
      })
    }
  })

  test('finds no row by one that the actor may not view, and counts none', async ({ as }) => {
    const admins = [
      defineAdmin(makers, { permissions: { view: (_, t) => eq(t.id, 2) } }),
      defineAdmin(parts, { permissions: { view: () => sql`false` } }),
    ]
    const ctx = as({ admins })

    expect(await keysOf(ctx, [['maker.name.eq', 'Maker 3']])).toEqual([])
    expect(
      await keysOf(ctx, [
        ['maker.name.null', 'true'],
        ['maker_id.eq', '3'],
      ]),
    ).toEqual(await keysOf(ctx, [['maker_id.eq', '3']]))
    expect(await keysOf(ctx, [['parts~2Ething.none', 'false']])).toEqual([])
    expect(await keysOf(ctx, [['parts~2Ething.count.eq', '0']])).toHaveLength(60)
  })
})

describe('a period', () => {
  const zone = 'America/Santiago'
  // Clocks went from 24:00 on 4 April back to 23:00, and skip the first hour of 6 September.
  const moments = [
    '2026-04-05 02:59:59+00',
    '2026-04-05 03:30:00+00',
    '2026-04-05 04:00:00+00',
    '2026-09-06 03:59:59+00',
    '2026-09-06 04:00:00+00',
  ]

  test.for([
    ['2026-04-04', [1, 2]],
    ['2026-04-05', [3]],
    ['2026-09-05', [4]],
    ['2026-09-06', [5]],
    ['2026-04', [1, 2, 3]],
    ['2026-q3', [4, 5]],
    ['2026', [1, 2, 3, 4, 5]],
  ] as const)(
    '%s has the days of the user’s zone across a change of summer time',
    async ([period, keys], { as, client }) => {
      await client`delete from parts; delete from thing_labels; delete from things`.simple()
      for (const [index, moment] of moments.entries())
        await client`insert into things (id, name, seen) values (${index + 1}, 'x', ${moment}::text::timestamptz)`

      expect(await keysOf(as({ timeZone: zone }), [['seen.eq', period]])).toEqual(keys)
    },
  )

  test('is relative to today, and stays so in the chip', async ({ as, client }) => {
    const days = async (condition: string) =>
      (await client.unsafe<{ id: number }[]>(`select id from things where ${condition} order by id`)).map(
        ({ id }) => id,
      )
    const ctx = as()

    expect(await keysOf(ctx, [['made.eq', 'last 7 days']])).toEqual(
      await days(`made >= '2026-06-24' and made < '2026-07-01'`),
    )
    expect(await keysOf(ctx, [['made.eq', 'last month']])).toEqual(
      await days(`made >= '2026-05-01' and made < '2026-06-01'`),
    )
    expect(await keysOf(ctx, [['seen.gte', 'this month']])).toEqual(await days(`seen >= '2026-06-01 00:00+00'`))
    expect(await keysOf(ctx, [['seen.lte', 'last month']])).toEqual(await days(`seen < '2026-06-01 00:00+00'`))
    expect(await keysOf(ctx, [['seen.between', '2026-05,yesterday']])).toEqual(
      await days(`seen >= '2026-05-01 00:00+00' and seen < '2026-06-30 00:00+00'`),
    )
    expect(await keysOf(ctx, [['made.ne', '2026']])).toEqual(await days(`made is null or made < '2026-01-01'`))
    expect(await chipsOf(ctx, [['made.eq', 'last month']])).toMatchObject([
      { label: 'Made', operator: 'is', value: 'last month' },
    ])
  })

  test('DJ-104 DJ-131: this month and the last day of December end on 1 January', async ({ as, client }) => {
    await client`update things set made = '2026-12-31' where id = 1; update things set made = '2027-01-01' where id = 2`.simple()
    const ctx = { ...as(), now: new Date('2026-12-31T23:00:00Z') }

    expect(await keysOf(ctx, [['made.eq', 'this month']])).toEqual([1])
    expect(await keysOf(ctx, [['made.eq', '2026-12-31']])).toEqual([1])
  })

  test('is a range on the bare column, which an index serves', async ({ as, client, db }) => {
    await client`create index on things (seen)`
    const { listRowsSql } = await import('../list-rows')
    const { parseListState } = await import('../list-state')
    const ctx = as()
    const state = parseListState(ctx, adminOf(ctx, 'things'), [
      ['seen.eq', 'last month'],
      ['sort', 'seen'],
    ])
    const plan = await db.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`)
      return tx.execute(sql`explain ${listRowsSql(ctx, adminOf(ctx, 'things'), state)}`)
    })

    expect(JSON.stringify([...plan])).toMatch(/Index Cond: .*seen >= .*seen < /u)
  })
})

describe('a group', () => {
  test('reads as a sentence and is removed as a whole', async ({ as }) => {
    const parameters: Parameters = [
      ['q', 'e'],
      ['or.1.size.gte', '3'],
      ['or.1.and.1.mood.eq', 'odd'],
      ['or.1.and.1.maker.country.null', 'true'],
      ['not.2.fine.eq', 'true'],
    ]
    const chips = await chipsOf(as(), parameters)

    expect(chips.map(({ label, removeHref }) => [label, removeHref])).toEqual([
      ['Size at least 3 or (Mood is odd and Maker › Country is null)', '/admin/things?q=e&not.2.fine.eq=true'],
      [
        'not (Fine is Yes)',
        '/admin/things?q=e&or.1.size.gte=3&or.1.and.1.mood.eq=odd&or.1.and.1.maker.country.null=true',
      ],
    ])
  })

  test('the same filter twice within a group is either value', async ({ as }) => {
    const ctx = as()

    expect(
      await keysOf(ctx, [
        ['not.1.mood.eq', 'odd'],
        ['not.1.mood.eq', 'calm'],
      ]),
    ).toEqual(await keysOf(ctx, [['mood.not_in', 'odd,calm']]))
  })
})
