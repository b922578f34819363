import { describe, expect } from 'vitest'
import { listPage, type Parameters } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { authors, books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

const keysOf = async (ctx: AdminContext, parameters: Parameters) => {
  const page = await listPage(ctx, adminOf(ctx, 'books'), [['sort', 'id'], ...parameters])
  return page.rows.map(([key]) => key).join('')
}

describe('DJ-117 DJ-118 SEC-070 SEC-086 SEC-104 SEC-178 SEC-179: a query string that is not of this list', () => {
  const wrong: [string, Parameters][] = [
    ['an unknown parameter', [['where', '1']]],
    ['populate', [['populate', 'author']]],
    ['_or', [['_or', 'x']]],
    ['brackets', [['status[]', 'lost']]],
    ['a filter in brackets', [['status[$ne].eq', 'lost']]],
    ['__proto__', [['__proto__', 'x']]],
    ['a filter on __proto__', [['__proto__.eq', 'x']]],
    ['a filter on constructor', [['constructor.eq', 'x']]],
    ['the operator __proto__', [['title.__proto__', 'x']]],
    ['the operator constructor', [['title.constructor', 'x']]],
    ['a filter without a column', [['.eq', 'x']]],
    ['a filter without an operator', [['title.', 'x']]],
    ['an unknown column', [['nothing.eq', 'x']]],
    ['a property instead of a column', [['authorId.eq', '1']]],
    ['an unknown operator', [['title.regex', 'x']]],
    ['an operator of another type', [['copies.contains', '1']]],
    ['a path to a secret as filter', [['books.access_token.eq', 'x']]],
    ['a filter on a path to nowhere', [['writer.nothing.eq', 'x']]],
    ['an unknown column to sort by', [['sort', 'nothing']]],
    ['SQL to sort by', [['sort', 'title;select pg_sleep(9)']]],
    ['a quote in a name', [['sort', 'title"']]],
    ['a column twice in the order', [['sort', 'title,-title']]],
    ['a path to nowhere', [['sort', 'writer.nothing']]],
    ['a path over nothing', [['columns', 'nothing.name']]],
    ['a path through itself', [['columns', 'writer.__proto__']]],
    ['an unknown column to show', [['columns', 'title,nothing']]],
    ['everything to show', [['columns', '*']]],
    [
      'a parameter twice',
      [
        ['sort', 'id'],
        ['sort', 'title'],
      ],
    ],
    [
      'a filter twice',
      [
        ['copies.gte', '1'],
        ['copies.gte', '2'],
      ],
    ],
    [
      'two places at once',
      [
        ['page', '1'],
        ['before', ''],
      ],
    ],
    ['no number of rows', [['size', 'all']]],
    ['NaN rows', [['size', 'NaN']]],
    ['a page that is a word', [['page', 'two']]],
    ['page 0', [['page', '0']]],
    ['page -1', [['page', '-1']]],
    ['page 1e3', [['page', '1e3']]],
    ['a NUL in the search', [['q', 'a\0b']]],
    ['a NUL in a filter', [['title.contains', 'a\0b']]],
    ['a search of 10,000 letters', [['q', 'x'.repeat(10_000)]]],
    ['a word for a number', [['copies.eq', 'many']]],
    ['a number out of range', [['copies.eq', '99999999999']]],
    ['no number', [['copies.gte', '']]],
    ['a date that there is not', [['published.eq', '2026-02-30']]],
    ['a month that there is not', [['published.gte', '2026-13-01']]],
    ['a choice that there is not', [['status.eq', 'burnt']]],
    ['one wrong choice among several', [['status.in', 'lost,burnt']]],
    ['a word for yes or no', [['is_rare.eq', 'maybe']]],
    ['a word for null', [['isbn.null', 'perhaps']]],
    ['a word for empty', [['isbn.empty', '2']]],
    ['null of what is never null', [['nothing.null', 'true']]],
    ['DJ-120: a filter on a secret', [['access_token.starts', 'C']]],
    ['a secret to sort by', [['sort', 'access_token']]],
  ]

  test.for(wrong)('%s', async ([, parameters], { as }) => {
    const ctx = as()

    await expect(listPage(ctx, adminOf(ctx, 'books'), parameters)).rejects.toMatchObject({ code: 'BAD_QUERY' })
  })
})

test.for([
  ['0', 1],
  ['-1', 1],
  ['1000000000', 1000],
] as const)('SEC-187: a page of %s rows is one of %s', async ([size, rows], { as, client }) => {
  await client`insert into tags select 'n' || n from generate_series(1, 1100) n`
  const ctx = as()

  expect((await listPage(ctx, adminOf(ctx, 'tags'), [['size', size]])).rows).toHaveLength(rows)
})

describe('a filter', () => {
  const cases: [string, Parameters, string][] = [
    ['eq', [['title.eq', 'Engines']], '1'],
    ['ne finds NULL as well', [['subtitle.ne', 'A map']], '124'],
    ['contains, without regard to case', [['title.contains', 'IN']], '14'],
    ['starts', [['title.starts', 'ri']], '3'],
    ['ends', [['title.ends', 'ers']], '23'],
    ['SEC-181: % is a letter', [['title.contains', '%']], ''],
    ['SEC-181: _ is a letter', [['title.contains', 'Engine_']], ''],
    ['SEC-181: \\ is a letter', [['title.contains', '\\']], ''],
    ['in', [['status.in', 'lost,ordered']], '23'],
    ['in of numbers', [['copies.in', '1,8']], '1234'],
    ['gte', [['price.gte', '8']], '14'],
    [
      'a range',
      [
        ['price.gt', '7'],
        ['price.lt', '12.5'],
      ],
      '4',
    ],
    ['lte', [['price.lte', '7.000']], '3'],
    ['yes', [['is_rare.eq', 'false']], '1234'],
    ['DJ-121: null=true', [['price.null', 'true']], '2'],
    ['DJ-121: null=1', [['price.null', '1']], '2'],
    ['DJ-121: null=false', [['price.null', 'false']], '134'],
    ['DJ-121: null=0', [['price.null', '0']], '134'],
    ['DJ-112 REL-073: empty', [['subtitle.empty', 'true']], '124'],
    ['DJ-112 REL-073: not empty', [['subtitle.empty', 'false']], '3'],
    ['REL-073: the empty text alone', [['subtitle.eq', '']], '2'],
    [
      'DJ-111: the same filter twice is either',
      [
        ['status.eq', 'lost'],
        ['status.eq', 'ordered'],
      ],
      '23',
    ],
    [
      'several filters are all',
      [
        ['status.eq', 'on shelf'],
        ['branch_id.eq', '2'],
      ],
      '4',
    ],
    ['a relation', [['author_id.eq', '1']], '12'],
    ['a relation that is not there', [['author_id.null', 'true']], '4'],
  ]

  test.for(cases)('%s', async ([, parameters, keys], { as }) => {
    expect(await keysOf(as(), parameters)).toBe(keys)
  })

  test('REL-066 REL-067: compares large and precise numbers exactly', async ({ as, client }) => {
    await client`insert into books (id, title, slug, price) values
      (9007199254740993, 'Large', 'l', 0.000000000000000001), (9007199254740992, 'Less', 'l', 0.000000000000000002)`
    const ctx = as()

    expect(await keysOf(ctx, [['id.eq', '9007199254740993']])).toBe('9007199254740993')
    expect(await keysOf(ctx, [['price.eq', '0.000000000000000001']])).toBe('9007199254740993')
    expect(
      (
        await listPage(ctx, adminOf(ctx, 'books'), [
          ['id.eq', '9007199254740993'],
          ['columns', 'id,price'],
        ])
      ).rows,
    ).toEqual([['9007199254740993', 'Large', '9007199254740993', '0.000000000000000001']])
  })

  test('DJ-122: chips name the filters and link to the list without them, keeping the search', async ({ as }) => {
    const ctx = as()
    const page = await listPage(ctx, adminOf(ctx, 'books'), [
      ['q', 'e'],
      ['status.eq', 'lost'],
      ['status.eq', 'on shelf'],
      ['price.null', 'false'],
    ])

    expect(page.chips.map((chip) => `${chip.label} ${chip.operator} ${chip.value}`.trim())).toEqual([
      'Status is one of lost, on shelf',
      'Price is not null',
    ])
    expect(page.chips[0]?.removeHref).toBe('/admin/books?q=e&price.null=false')
    expect(page.clearFiltersHref).toBe('/admin/books?q=e')
    expect(
      (
        await listPage(ctx, adminOf(ctx, 'books'), [
          ['q', 'e'],
          ['sort', 'title'],
        ])
      ).clearFiltersHref,
    ).toBeNull()
  })
})

describe('a search', () => {
  test.for([
    ['every word must be found', 'engines first', ''],
    ['in any column', 'engines 111', '1'],
    ['DJ-090: a phrase', '"A map"', '3'],
    ['DJ-090: a phrase in single quotes', "'A map'", '3'],
    ['DJ-090: an escaped quote inside', '"a \\"map\\""', ''],
    ['DJ-090: an unescaped quote inside', '"a "map""', ''],
    ['DJ-091: the beginning where that is declared', 'riv', '3'],
    ['DJ-091: not the middle where the beginning is declared', 'ivers', ''],
    ['DJ-092: the whole where that is declared', '333', '3'],
    ['DJ-092: not a part where the whole is declared', '33', ''],
    ['SEC-181: % is a letter', '%', ''],
    ['SEC-181: _ is a letter', 'E_gines', ''],
    ['SEC-181: \\ is a letter', '\\', ''],
    ['an apostrophe is a letter', "ma'p", ''],
    ['along a path', 'byron', '12'],
    ['DJ-095: 80 words', 'e '.repeat(80), '13'],
    ['only blanks', '   ', '1234'],
  ] as const)('%s', async ([, q, keys], { as }) => {
    const admins = [
      defineAdmin(books, { list: { search: ['^title', 'subtitle', '=isbn', 'writer.name'] } }),
      defineAdmin(authors),
    ]

    expect(await keysOf(as({ admins }), [['q', q]])).toBe(keys)
  })

  test('a complete key finds its row, and a word that is not a key is harmless', async ({ as }) => {
    expect(await keysOf(as(), [['q', '3']])).toContain('3')
    expect(await keysOf(as(), [['q', '99999999999999999999']])).toBe('')
  })

  test('SEC-181: many % are not slow', async ({ as, client }) => {
    await client`insert into books (title, slug) select repeat('a', 2000), 's' from generate_series(1, 200)`

    expect(await keysOf(as(), [['q', '%'.repeat(499)]])).toBe('')
  })
})
