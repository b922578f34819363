import { Readable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connectDatabase, type DatabaseClient, dumpData, loadData } from '@/admin/server'
import { defineSite } from '@/admin/accounts/define-site'
import { createTestDatabase } from '@/admin/testing/database'
import { sampleData } from '@/e2e/projects/sample-dump'
import { checksums, demoPair, madeUpPair, run, samplePair, type DataPair } from './data-databases-fixture'
import { Library, librarySite, withoutHeader } from './data-library-fixture'

const pairs: [string, () => Promise<DataPair>][] = [
  ['the demo', demoPair],
  ['every type and shape', madeUpPair],
]
const samples = ['northwind', 'chinook'].map((name): [string, () => Promise<DataPair>] => [
  name,
  () => samplePair(name),
])

test.for(sampleData === '' ? pairs : [...pairs, ...samples])(
  'REL-066: rows of %s go out and come back to the letter',
  { timeout: 90_000 },
  async ([, make]) => {
    const { site, full, empty } = await make()
    const before = await checksums(full)

    await withClients([full, empty], ([from, to]) =>
      loadData(to.sql, [{ name: 'pipe', bytes: encoded(dumpData(from.sql, { site })) }]),
    )

    expect(Object.values(before).filter((sum) => !sum.startsWith('0 ')).length).toBeGreaterThan(5)
    expect(await checksums(empty)).toEqual(before)
  },
)

async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of lines) yield Buffer.from(text)
}

async function withClients(
  urls: [string, string],
  work: (clients: [DatabaseClient, DatabaseClient]) => Promise<unknown>,
): Promise<void> {
  const open = (url: string) => connectDatabase(url, { max: 1, statementTimeoutMs: 0 })
  const clients: [DatabaseClient, DatabaseClient] = [open(urls[0]), open(urls[1])]
  try {
    await work(clients)
  } finally {
    for (const client of clients) await client.close()
  }
}

describe('a dump', () => {
  test('has its rows in the order in which they can be added', async () => {
    const library = await Library.make('filled')

    const heads = (await library.dump()).split('\n').filter((line) => line.startsWith('{"table"'))

    expect(heads.map((line) => JSON.parse(line).table)).toEqual([
      'categories',
      'products',
      'tags',
      'product_tags',
      'teams',
      'players',
      'eggs',
      'hens',
    ])
    expect(heads[1]).toBe('{"table":"products","columns":["id","sku","category_id","price"]}')
  })

  test('contains the requested tables and rows', async () => {
    const library = await Library.make('filled')
    const where = new Map([['products', "sku = 'b' -- Only this."]])

    const some = await library.dump({ tables: ['products', 'public.tags'], exclude: ['tags'], where })

    expect(withoutHeader(some)).toBe(
      '\n{"table":"products","columns":["id","sku","category_id","price"]}\n["201","b","103","2.50"]\n' +
        '{"sequence":{"table":"products","column":"id"},"value":"202","called":true}\n{"end":true,"rows":1}\n',
    )
    await expect(library.dump({ tables: ['produkts'] })).rejects.toThrow(/^Table produkts not found\. The tables are /)
    await expect(library.dump({ where: new Map([['tags', 'nme = 1']]) })).rejects.toThrow(
      /^The condition on tags is not valid SQL/,
    )
  })

  test('releases its connection when reading stops', async () => {
    const library = await Library.make('filled')
    await library.sql`insert into tags (name) select 'tag ' || n from generate_series(1, 50000) n`

    for await (const lines of dumpData(library.sql, { site: librarySite, tables: ['tags'] }))
      if (lines.startsWith('[')) break

    expect(await library.sql`select 1 as one`).toEqual([{ one: 1 }])
  })
})

test('accounts and permissions are exported on request, sessions and records of migrations never', async () => {
  const [from, to] = [await createTestDatabase(), await createTestDatabase()]
  onTestFinished(async () => void (await Promise.all([from.drop(), to.drop()])))
  await run(from.url, (sql) =>
    sql.unsafe(`
      insert into brolly.users (email) values ('ada@example.com');
      insert into brolly.groups (name) values ('Editors');
      insert into brolly.user_groups (user_id, group_id) select u.id, g.id from brolly.users u, brolly.groups g;
      insert into brolly.sessions (id_hash, user_id, expires_at) select 'canary', id, now() from brolly.users`),
  )
  const site = defineSite({ title: 'Nothing else', schema: {} })
  let text = ''
  await withClients([from.url, to.url], async ([source, target]) => {
    for await (const lines of dumpData(source.sql, { site, brolly: true })) text += lines
    const bytes = Readable.from([Buffer.from(text)])
    await loadData(target.sql, [{ name: 'accounts.jsonl', bytes }])
  })

  expect(text).not.toMatch(/canary|"migrations"/)
  expect(
    await run(
      to.url,
      (sql) =>
        sql`select email, name from brolly.users u join brolly.user_groups on user_id = u.id join brolly.groups g (id, group_name) on g.id = group_id`,
    ),
  ).toEqual([{ email: 'ada@example.com', name: '' }])
})

describe('natural keys', () => {
  test('replace generated keys, also in cycles', async () => {
    const [from, to] = [await Library.make('filled'), await Library.make('empty')]

    const text = await from.dump({ natural: true })
    await to.load(text)

    expect(text).toContain(
      '{"table":"products","columns":["sku","price"],"links":[{"columns":["category_id"],"to":{"table":"categories"},"by":["slug"]}],"key":["sku"]}\n["a",null,"sea"]\n["b","2.50","deep"]\n',
    )
    expect(withoutHeader(await to.dump({ natural: true }))).toBe(withoutHeader(text))
    expect(
      await to.sql`select c.id::int, p.slug as parent from categories c left join categories p on p.id = c.parent_id order by c.slug`,
    ).toEqual([
      { id: 1, parent: null },
      { id: 2, parent: 'sea' },
      { id: 3, parent: 'all' },
    ])
    expect(await to.sql`select t.name, p.name as captain from teams t join players p on p.id = t.captain_id`).toEqual([
      { name: 'blues', captain: 'Ann' },
    ])
  })

  test('find existing rows, and name the row that they do not find', async () => {
    const [from, to] = [await Library.make('filled'), await Library.make('empty')]
    const text = await from.dump({ natural: true })
    await to.load(text)
    const before = await checksums(to.url)

    await to.load(text, { onConflict: 'update' })
    expect(await checksums(to.url)).toMatchObject(onlyTables(before))
    await to.load(text, { onConflict: 'skip' })
    expect(await checksums(to.url)).toMatchObject(onlyTables(before))

    const wrong = text.replace('["b","2.50","deep"]', '["b","2.50","secret"]')
    await expect(to.load(wrong, { onConflict: 'update' })).rejects.toThrow(
      /^rows\.jsonl, line 8, table products, column category_id: no row of categories has this slug\. Nothing was changed\.$/,
    )
  })

  /** New rows that a load does not need still take numbers from the sequences. */
  const onlyTables = (sums: Record<string, string>) =>
    Object.fromEntries(Object.entries(sums).filter(([name]) => !name.endsWith('_seq')))
})
