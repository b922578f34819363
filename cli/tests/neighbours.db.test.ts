import { readFileSync } from 'node:fs'
import type postgres from 'postgres'
import { expect, test } from 'vitest'
import { type AdminContext, adminSlug, connectDatabase, neighbourBlocks } from '@/admin/server'
import { keyOfRow } from '@/admin/query/row-key'
import type { Admin } from '@/admin/site/site'
import { actorOf } from '@/admin/testing/test-user'
import { sampleData } from '@/e2e/projects/sample-dump'
import { demoPair, madeUpPair, run, samplePair, type DataPair } from './data-databases-fixture'

const databases: [string, () => Promise<DataPair>][] = [
  ['the demo', demoPair],
  ['every type and shape', madeUpPair],
  ...(sampleData === '' ? [] : ['northwind', 'chinook']).map((name): [string, () => Promise<DataPair>] => [
    name,
    () => samplePair(name),
  ]),
]

/** The number of rows checked per table: those with the most references, by each foreign key. */
const rowsPerKey = 4

test.for(databases)(
  'every foreign key of %s is a block with the correct rows',
  { timeout: 120_000 },
  async ([, make]) => {
    const { site, full } = await make()
    await run(full, (sql) => sql.unsafe(readFileSync('admin/migrations/0000_brolly.sql', 'utf8')))
    const client = connectDatabase(full, { max: 4 })
    const ctx: AdminContext = {
      db: client.db,
      site,
      actor: actorOf({}),
      requestId: 'request-1',
      timeZone: 'UTC',
      locale: 'en-GB',
      basePath: '/admin',
      now: new Date('2026-06-30T12:00:00Z'),
    }
    try {
      const found = await run(full, async (sql) => {
        const keys = await foreignKeys(sql)
        const looked: { expected: Looked[]; shown: Looked[] } = { expected: [], shown: [] }
        for (const key of keys) await lookAt(sql, { ctx, key, looked })
        return { ...looked, keys }
      })

      expect(found.shown).toEqual(found.expected)
      expect(found.expected.filter(({ count }) => count !== '0').length).toBeGreaterThanOrEqual(found.keys.length)
    } finally {
      await client.close()
    }
  },
)

interface ForeignKey {
  name: string
  child: string
  parent: string
  childPath: string
  parentPath: string
  columns: string[]
  parentColumns: string[]
}

interface Looked {
  key: string
  record: string
  count: string
  /** Whether the shown rows are among those that refer to the record: five of them, or all. */
  rows: number
}

/** From the catalogue, without the engine; one for each set of columns. */
const foreignKeys = (sql: postgres.Sql) => sql<ForeignKey[]>`
  select distinct on (child, parent, columns) * from (
    select k.conname as name, k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
      (select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = k.conrelid) as "childPath",
      (select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = k.confrelid) as "parentPath",
      (select array_agg(a.attname::text order by p.place) from unnest(k.conkey) with ordinality p(number, place) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.number) as columns,
      (select array_agg(a.attname::text order by p.place) from unnest(k.confkey) with ordinality p(number, place) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = p.number) as "parentColumns"
    from pg_constraint k join pg_namespace n on n.oid = k.connamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname <> 'brolly'
      and not (k.conrelid = k.confrelid and k.conkey = k.confkey)) f`

interface Looking {
  ctx: AdminContext
  key: ForeignKey
  looked: { expected: Looked[]; shown: Looked[] }
}

async function lookAt(sql: postgres.Sql, { ctx, key, looked }: Looking): Promise<void> {
  const [parent, child] = [ctx.site.byPath(key.parentPath), ctx.site.byPath(key.childPath)]
  if (!parent || !child) throw new Error(`${key.name} is between tables that the site does not have.`)
  if (parent.table.key.length === 0) return
  const on = key.columns
    .map((column, index) => `c.${quoted(column)} = p.${quoted(key.parentColumns[index] ?? '')}`)
    .join(' and ')
  const parents = await sql.unsafe<{ parts: string[]; n: number }[]>(
    `select ${keyParts(parent, 'p')} as parts, (select count(*)::int from ${key.child} c where ${on}) as n
      from ${key.parent} p order by 2 desc, 1 limit ${rowsPerKey}`,
  )
  for (const { parts, n } of parents) {
    const record = keyOfRow(ctx, parent.table, parts)
    const { blocks } = await neighbourBlocks(ctx, parent, { key: record })
    const block = blocks.find(({ href }) => href?.startsWith(`/admin/${adminSlug(child)}?`) && leadsBy(key, href))
    const children = await childKeys(sql, { ctx, key, child, on, record: parts, parent })
    const hrefs = block?.rows.map(({ href }) => href?.split('?')[0]) ?? []
    const right = hrefs.filter((href) => href === undefined || children.has(href))
    const told = { key: key.name, record }
    looked.expected.push({ ...told, count: n > 1000 ? 'more than 1,000' : String(n), rows: Math.min(5, n) })
    looked.shown.push({ ...told, count: block?.count?.replace(/^(\d),/u, '$1') ?? 'no block', rows: right.length })
  }
}

/** The filter names each of the columns once. */
const leadsBy = (key: ForeignKey, href: string) => {
  const filtered = [...new URL(href, 'http://x').searchParams.keys()].map((name) => name.slice(0, -'.eq'.length))
  return filtered.toSorted().join() === key.columns.map(escaped).toSorted().join()
}

const escaped = (name: string) =>
  name.replaceAll(/[^A-Za-z0-9_-]/gu, (letter) =>
    [...Buffer.from(letter)].map((byte) => `~${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )

interface Children extends Omit<Looking, 'looked'> {
  child: Admin
  parent: Admin
  on: string
  record: string[]
}

/** The pages of the rows that refer to the record; for a join table, those of the rows on its other side. */
async function childKeys(sql: postgres.Sql, { ctx, key, child, parent, on, record }: Children): Promise<Set<string>> {
  const isRecord = parent.table.key
    .map((column, index) => `p.${quoted(column.name)}::text = $${index + 1}`)
    .join(' and ')
  const rows = await sql.unsafe<Record<string, string[]>[]>(
    `select ${keyParts(child, 'c')} as own${child.table.links.map((link, index) => `, array[${link.columns.map(({ name }) => `c.${quoted(name)}::text`).join()}] as other${index}`).join('')}
      from ${key.child} c join ${key.parent} p on ${on} where ${isRecord}`,
    record,
  )
  return new Set(
    rows.flatMap((row) => [
      `/admin/${adminSlug(child)}/${keyOfRow(ctx, child.table, row.own ?? [])}`,
      ...child.table.links.map(
        ({ target }, index) =>
          `/admin/${adminSlug(ctx.site.adminOf(target))}/${keyOfRow(ctx, target, row[`other${index}`] ?? [])}`,
      ),
    ]),
  )
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const keyParts = ({ table }: Admin, alias: string) =>
  table.key.length === 0
    ? `array[]::text[]`
    : `array[${table.key.map(({ name }) => `${alias}.${quoted(name)}::text`).join()}]`
