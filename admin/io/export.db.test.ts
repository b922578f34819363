import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { describe, expect } from 'vitest'
import { exportCsv, listPage, type Parameters } from '@/admin/server'
import { defineAdmin } from '@/admin'
import { books } from '../testing/kit/library'
import { adminOf, test } from '../testing/kit/site-test'
import type { AdminContext } from '../site/context'

async function csvOf(ctx: AdminContext, path: string, parameters: Parameters = []): Promise<string> {
  let text = ''
  for await (const part of exportCsv(ctx, adminOf(ctx, path), parameters)) text += part
  return text
}

test('an export contains what the list shows: its columns, filters and order, and all of its rows', async ({ as }) => {
  const ctx = as()
  const parameters: Parameters = [
    ['columns', 'title,author_id,price'],
    ['sort', 'price'],
    ['price.null', 'false'],
    ['size', '1'],
    ['page', '2'],
  ]

  expect(await csvOf(ctx, 'books', parameters)).toBe(
    'Title,Author,Price\r\nRivers,Bo Chen,7.000000000000000000\r\nWinds,,8.000000000000000000\r\nEngines,Ada Byron,12.500000000000000000\r\n',
  )
  expect((await listPage(ctx, adminOf(ctx, 'books'), parameters)).columns.map((column) => column.label)).toEqual([
    'Title',
    'Author',
    'Price',
  ])
})

test('SEC-163: texts that a spreadsheet would execute are defused, numbers stay numbers', async ({ as, client }) => {
  const texts = ['=1+1', '+1', '-1', '@a', '\ta', '\ra', '\n=1+1', '\r\n=1', 'a=1', '"q", r\nnext', 'two\nlines']
  await client`delete from books`
  for (const [index, text] of texts.entries())
    await client`insert into books (id, title, slug, price, rating) values (${index}, ${text}, 's', -1.5, '-Infinity')`
  const ctx = as()

  const lines = await csvOf(ctx, 'books', [
    ['columns', 'title,price,rating'],
    ['sort', 'id'],
  ])

  expect(lines.split('\r\n').slice(1, 5)).toEqual([
    "'=1+1,-1.500000000000000000,-Infinity",
    "'+1,-1.500000000000000000,-Infinity",
    "'-1,-1.500000000000000000,-Infinity",
    "'@a,-1.500000000000000000,-Infinity",
  ])
  expect(lines).toContain('"\'\ra",')
  expect(lines).toContain("'\ta,")
  expect(lines).toContain('"\'\n=1+1",')
  expect(lines).toContain('"\'\r\n=1",')
  expect(lines).toContain('"""q"", r\nnext"')
  expect(lines).toContain('"two\nlines",')
  expect(lines).toContain('\na=1,')
})

test('SEC-047: secrets are dots, long values complete', async ({ as, client }) => {
  await client`update books set notes = repeat('n', 100000) where id = 1`
  const lines = await csvOf(as(), 'books', [
    ['columns', 'access_token,notes'],
    ['id.in', '1,3'],
  ])

  expect(lines).toContain(`••••••,${'n'.repeat(100_000)}`)
  expect(lines).not.toContain('CANARY')
})

test('a large table is read in batches that continue where the last one ended', async ({ as, client }) => {
  await client`insert into tags select lpad(n::text, 6, '0'), case when n % 7 > 0 then 'n' || n % 5 end from generate_series(1, 7000) n`
  const queries: string[] = []
  const ctx = as({
    db: drizzle<Record<string, unknown>>(client, { logger: { logQuery: (query) => queries.push(query) } }),
  })
  const sizes: number[] = []
  let text = ''
  for await (const part of exportCsv(ctx, adminOf(ctx, 'tags'), [
    ['columns', 'code'],
    ['sort', '-name'],
  ])) {
    sizes.push(part.split('\r\n').length - 1)
    text += part
  }

  const expected = await client`select code from tags order by name desc, code desc`
  expect(text.split('\r\n').slice(1, -1)).toEqual(expected.map((row) => row.code))
  expect(sizes).toEqual([1, 2000, 2000, 2000, 1002])
  expect(queries.filter((query) => !query.includes('security_events'))).toHaveLength(4)
  expect(queries.join()).not.toMatch(/offset [1-9]/u)
})

test('tables without a key and computed columns are exported too', async ({ as, client }) => {
  await client`insert into notices (text) select 'n' || n from generate_series(1, 4500) n`
  const computed = defineAdmin(books, {
    list: { columns: ['title', { id: 'twice', label: 'Twice', value: (t) => t.title.getSQL(), reads: ['title'] }] },
  })
  const ctx = as({ admins: [computed] })

  expect((await csvOf(ctx, 'notices')).split('\r\n')).toHaveLength(4504)
  expect(
    await csvOf(ctx, 'books', [
      ['id.eq', '1'],
      ['sort', 'twice'],
    ]),
  ).toBe('Title,Twice\r\nEngines,Engines\r\n')
})

test('SEC-163: column names are defused too, and values of types that cannot contain a formula are unchanged', async ({
  as,
  client,
}) => {
  await client`update books set published = '-infinity', price = -5, seen_at = '-infinity' where id = 1`
  const told = defineAdmin(books, {
    labels: { published: '=HYPERLINK("http://evil.example")', seenAt: '\n-seen' },
    list: {
      columns: [
        'published',
        'seenAt',
        { id: 'span', label: '@span', align: 'right', value: (t) => sql`-${t.id} * interval '1 day'`, reads: ['id'] },
        { id: 'cash', label: 'Cash', align: 'right', value: () => sql`'-$5.00'::text`, reads: [] },
      ],
    },
  })

  expect(await csvOf(as({ admins: [told] }), 'books', [['id.eq', '1']])).toBe(
    `"'=HYPERLINK(""http://evil.example"")","'\n-seen",'@span,Cash\r\n-infinity,-infinity,-1 days,-$5.00\r\n`,
  )
})

test('a computed column is defused too, whichever way it is aligned, and its numbers stay numbers', async ({ as }) => {
  const told = defineAdmin(books, {
    list: {
      columns: [
        { id: 'sum', label: 'Sum', align: 'right', value: () => sql`'=1+1'`, reads: ['title'] },
        { id: 'loss', label: 'Loss', align: 'right', value: (t) => sql`-${t.id} / 2.0`, reads: ['id'] },
      ],
    },
  })

  expect(await csvOf(as({ admins: [told] }), 'books', [['id.eq', '1']])).toMatch(/^Sum,Loss\r\n'=1\+1,-0\.50*\r\n$/u)
})

describe('an export with options', () => {
  const options: Parameters = [
    ['~columns', 'title'],
    ['~columns', 'author_id'],
    ['~columns', 'price'],
    ['~columns', 'is_rare'],
    ['columns', 'id'],
    ['totals', 'price.sum'],
    ['group', 'status'],
    ['sort', 'id'],
    ['id.eq', '1'],
  ]

  test('has the chosen columns, and keys instead of names', async ({ as, client }) => {
    await client`update books set title = 'a "quoted"' || chr(10) || 'line', is_rare = true where id = 1`
    const csv = await csvOf(as(), 'books', [...options, ['~references', 'keys']])
    const json = await csvOf(as(), 'books', [...options, ['~references', 'keys'], ['~format', 'jsonl']])

    expect(csv.split('\r\n')).toEqual([
      'Title,Author,Price,Is rare',
      '"a ""quoted""\nline",1,12.500000000000000000,true',
      '',
    ])
    expect(json).toBe(
      '{"title":"a \\"quoted\\"\\nline","author_id":1,"price":12.500000000000000000,"is_rare":"true"}\n',
    )
  })

  test('JSON lines are streamed to the end, with the names of references', async ({ as, client }) => {
    await client`insert into tags select 'n' || n from generate_series(1, 4100) n`
    const tags = (await csvOf(as(), 'tags', [['~format', 'jsonl']])).trimEnd().split('\n')
    const lines = await csvOf(as(), 'books', [...options, ['~format', 'jsonl']])

    expect(new Set(tags.map((line) => JSON.stringify(JSON.parse(line)))).size).toBe(tags.length)
    expect(tags.length).toBeGreaterThan(4100)
    expect(JSON.parse(lines)).toMatchObject({ author_id: 'Ada Byron' })
  })

  test.for([
    ['~format', 'xlsx'],
    ['~zone', 'Nowhere/Else'],
  ] as const)('%s=%s is refused', async ([name, value], { as }) => {
    expect(() => exportCsv(as(), adminOf(as(), 'books'), [[name, value]])).toThrow(
      expect.objectContaining({ code: 'BAD_QUERY' }),
    )
  })
})
