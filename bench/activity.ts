import { integer, pgSchema, text } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { defineSite } from '@/admin'
import { activityPage, type AdminContext, connectDatabase, operatorContext } from '@/admin/server'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import { medians } from './measure'
import type { Budget } from './report'

/** Milliseconds of the activity page in the engine, by the number of entries in the log. */
export interface MeasuredActivity {
  readonly name: string
  readonly small: number
  readonly large: number
}

const sizes = { small: 1_000_000, large: 10_000_000 }
const tableCount = 20
/** The account of the last one is gone. */
const people = 50
/** The first entry; there is one every eight seconds. */
const start = Date.UTC(2024, 0, 1)
const secondsBetween = 8

const schema = pgSchema('bench_activity')
const tables = Object.fromEntries(
  Array.from({ length: tableCount }, (_, at) => [
    `table${at + 1}`,
    schema.table(`table_${at + 1}`, { id: integer('id').primaryKey(), name: text('name') }),
  ]),
)
const site = defineSite({ title: 'Bench', schema: tables, secret: 'bench'.repeat(8) })

/** The activity page on logs of one and of ten million entries, which have databases of their own. */
export async function measureActivity(url: string): Promise<MeasuredActivity[]> {
  const small = connectDatabase(await databaseOf(url, 'small'), { max: 2 })
  const large = connectDatabase(await databaseOf(url, 'large'), { max: 2 })
  try {
    const measured: MeasuredActivity[] = []
    for (const who of ['superuser', 'staff'] as const)
      for (const page of pages) {
        const [first = Number.NaN, second = Number.NaN] = await medians([
          () => activityPage(contextOf(small.db, who), page.parameters(sizes.small)),
          () => activityPage(contextOf(large.db, who), page.parameters(sizes.large)),
        ])
        measured.push({ name: `${page.name}, ${who}`, small: first, large: second })
      }
    return measured
  } finally {
    await small.close()
    await large.close()
  }
}

/** Staff may view each table, and therefore cost one read of an index for each. */
function contextOf(db: AdminContext['db'], who: 'superuser' | 'staff'): AdminContext {
  const ctx = operatorContext(db, site)
  const grants = new Set(site.admins.map(({ path }) => `${path}.view`))
  return who === 'superuser' ? ctx : { ...ctx, actor: { ...ctx.actor, isSuperuser: false, grants } }
}

/** What is looked for, in a log of so many entries. */
const pages: readonly { name: string; parameters(entries: number): [string, string][] }[] = [
  { name: 'newest', parameters: () => [] },
  { name: 'from the middle on', parameters: (entries) => [['before', String(entries / 2)]] },
  { name: 'of a table', parameters: () => [['table', 'bench_activity.table_7']] },
  { name: 'of a person', parameters: () => [['user', 'person7@example.org']] },
  { name: 'of an account that is gone', parameters: () => [['user', 'gone@example.org']] },
  { name: 'deletes', parameters: () => [['kind', 'delete']] },
  {
    name: 'deletes of a table',
    parameters: () => [
      ['table', 'bench_activity.table_7'],
      ['kind', 'delete'],
    ],
  },
  { name: 'of one change', parameters: (entries) => [['change', `change-${entries / 2}`]] },
  {
    name: 'of an hour',
    parameters: (entries) => [
      ['from', minuteAt(entries / 2)],
      ['to', minuteAt(entries / 2 + 3_600 / secondsBetween)],
    ],
  },
]

const minuteAt = (entry: number) => new Date(start + entry * secondsBetween * 1_000).toISOString().slice(0, 16)

/** A database of the same server with a log of its own, filled once. */
async function databaseOf(url: string, size: keyof typeof sizes): Promise<string> {
  const name = `bench_activity_${size}`
  const own = new URL(url)
  own.pathname = `/${name}`
  const server = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const [found] =
      await server`select shobj_description(oid, 'pg_database') as mark from pg_database where datname = ${name}`
    if (found?.mark === 'filled') return own.href
    // One that was cut off while it was filled.
    if (found) await server.unsafe(`drop database ${name} with (force)`)
    await server.unsafe(`create database ${name}`)
    await migrate({ url: own.href, ...userFolder(), by: 'bench' })
    await fill(own.href, sizes[size])
    await server.unsafe(`comment on database ${name} is 'filled'`)
    return own.href
  } finally {
    await server.end({ timeout: 5 })
  }
}

/** Indexes are made after the rows, which takes a fraction of the time. */
async function fill(url: string, entries: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const started = performance.now()
  try {
    const indexes = await sql<{ name: string; definition: string }[]>`
      select format('brolly.%I', indexname) as name, indexdef as definition from pg_indexes
      where schemaname = 'brolly' and tablename = 'audit_entries' and indexname not like '%pkey'`
    await sql.unsafe(`set synchronous_commit = off; set session_replication_role = replica; set maintenance_work_mem = '512MB';
      create schema bench_activity;
      ${Array.from({ length: tableCount }, (_, at) => `create table bench_activity.table_${at + 1} (id int primary key, name text);`).join('\n')}
      insert into brolly.users (id, email, is_staff) select md5('person' || i)::uuid, 'person' || i || '@example.org', true
        from generate_series(1, ${people - 1}) i;
      ${indexes.map(({ name }) => `drop index ${name};`).join('\n')}`)
    // A third of the log are deletes and additions; a change of many rows makes ten entries.
    await sql.unsafe(`insert into brolly.audit_entries (at, actor_id, actor_label, "table", key, label, action, changes, request_id)
      select timestamptz '${new Date(start).toISOString()}' + i * interval '${secondsBetween} s',
        md5('person' || p)::uuid, case p when ${people} then 'gone@example.org' else 'person' || p || '@example.org' end, 'bench_activity.table_' || (1 + i / 10 % ${tableCount}),
        (hashint8(i) & 1048575)::text, 'Row ' || i, (array['change', 'change', 'add', 'change', 'change', 'delete'])[1 + i % 6],
        jsonb_build_object('name', jsonb_build_array('Before ' || i, 'After ' || i)), 'change-' || (i / 10 * 10)
      from (select i, 1 + (hashint8(i / 10) & 2147483647) % ${people} as p from generate_series(1::bigint, ${entries}) i) n`)
    for (const { definition } of indexes) await sql.unsafe(definition)
    await sql.unsafe('vacuum analyze brolly.audit_entries')
    console.log(`  ${entries.toLocaleString('en')} entries: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

export function printActivity(activity: readonly MeasuredActivity[]): void {
  for (const { name, small, large } of activity)
    console.log(`activity ${name}: ${large.toFixed(1)} ms, of a log of a tenth ${small.toFixed(1)} ms`)
}

export const activityBudgets = (activity: readonly MeasuredActivity[]): Budget[] =>
  activity.map(({ name, small, large }) => ({
    what: `activity ${name}, × a tenth of the log`,
    value: large / small,
    most: 1.5,
    unit: '×',
  }))
