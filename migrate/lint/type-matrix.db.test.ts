import {
  bigint,
  bit,
  boolean,
  char,
  cidr,
  customType,
  date,
  doublePrecision,
  inet,
  integer,
  interval,
  json,
  jsonb,
  macaddr,
  numeric,
  pgTable,
  real,
  smallint,
  text,
  time,
  timestamp,
  uuid,
  varchar,
  type PgColumnBuilderBase,
} from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { changeStatements } from '../generate/change'
import { loadKit, type Kit } from '../generate/kit'
import { gravest } from './finding'
import { lintMigration } from './lint'

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** Every type that a column may have, with values for which a conversion can fail. */
const types: Record<string, { column: () => PgColumnBuilderBase; values: readonly string[] }> = {
  smallint: { column: () => smallint(), values: ['0', '1', '-32768'] },
  integer: { column: () => integer(), values: ['0', '1', '16777217', '2147483647'] },
  bigint: { column: () => bigint({ mode: 'bigint' }), values: ['0', '1', '9007199254740993'] },
  numeric: { column: () => numeric(), values: ['0', '1.50', '12345678901234567890.123456789'] },
  'numeric(8,2)': { column: () => numeric({ precision: 8, scale: 2 }), values: ['1.25', '-7.00'] },
  'numeric(8,1)': { column: () => numeric({ precision: 8, scale: 1 }), values: ['1.2'] },
  real: { column: () => real(), values: ['1.1', '16777216', '0.1234567'] },
  'double precision': { column: () => doublePrecision(), values: ['1.1', '1e300', '0.12345678901234568'] },
  boolean: { column: () => boolean(), values: ['true', 'false'] },
  text: { column: () => text(), values: ['1', '01', 'a', 'true', '2026-01-01', '{"a": 1}', '[1, 2]', '{a,b}', ' x '] },
  'varchar(3)': { column: () => varchar({ length: 3 }), values: ['1', '01', 'abc'] },
  'varchar(40)': { column: () => varchar({ length: 40 }), values: ['1', 'a long enough text'] },
  'char(4)': { column: () => char({ length: 4 }), values: ['1', 'ab'] },
  date: { column: () => date(), values: ['2026-02-28', 'infinity'] },
  time: { column: () => time(), values: ['12:34:56.789012'] },
  'time(0)': { column: () => time({ precision: 0 }), values: ['12:34:56'] },
  timestamp: { column: () => timestamp(), values: ['2026-02-28 12:34:56.789012', '2026-01-01'] },
  'timestamp(0)': { column: () => timestamp({ precision: 0 }), values: ['2026-02-28 12:34:56'] },
  timestamptz: { column: () => timestamp({ withTimezone: true }), values: ['2026-02-28 12:34:56.789012+00'] },
  interval: { column: () => interval(), values: ['1 mon 2 days 03:04:05.678901', '25:00:00'] },
  uuid: { column: () => uuid(), values: ['5e0f3c5e-98b1-4d6e-8f2a-0d6d6b1f4c11'] },
  json: { column: () => json(), values: ['{"b":1,  "a":[2]}', '["x","y"]', '[1, null]', '"s"', '5', '{"a":1,"a":2}'] },
  jsonb: { column: () => jsonb(), values: ['{"a": 1}', '["x,y", "{z}"]', '[1, 2]', '"s"', '5'] },
  inet: { column: () => inet(), values: ['10.0.0.1/8', '10.1.2.3'] },
  cidr: { column: () => cidr(), values: ['10.0.0.0/8'] },
  macaddr: { column: () => macaddr(), values: ['08:00:2b:01:02:03'] },
  'bit(3)': { column: () => bit({ dimensions: 3 }), values: ['101'] },
  bytea: { column: () => bytea(), values: [String.raw`\x00ff61`] },
  'text[]': { column: () => text().array(), values: ['{a,b}', '{1}', '{}', '{"{x}",NULL}', '{{a},{b}}'] },
  'integer[]': { column: () => integer().array(), values: ['{1,2}', '{3}'] },
  'numeric[]': { column: () => numeric().array(), values: ['{1.5,2}'] },
}

let database: TestDatabase
let sql: postgres.Sql
let kit: Kit

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 1, onnotice: () => undefined, connection: { TimeZone: 'UTC' } })
  kit = loadKit()
})

afterAll(async () => {
  await sql.end()
  await database.drop()
})

/** JSON is equal if its values are, whatever the white space. */
function sameValue(type: string, one: string | null, other: string | null): boolean {
  if (one === other) return true
  if (one === null || other === null || !type.startsWith('json')) return false
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other)) && !/"a".*"a"/u.test(one)
  } catch {
    return false
  }
}

interface Change {
  statements: readonly string[]
  from: string
  to: string
  /** The values of the rows, in order. */
  values: readonly (string | null)[]
}

const done = new Error('Taken back.')

/** Applies a change to the rows and changes it back by hand. Null where PostgreSQL refuses the change. */
async function comesBack({ statements, from, to, values }: Change): Promise<boolean | null> {
  let outcome: boolean | null = null
  const read = (tx: postgres.TransactionSql, words: string) =>
    tx
      .savepoint((inner) => inner.unsafe<{ v: string | null }[]>(`select (${words})::text as v from t order by id`))
      .catch(() => null)
  await sql
    .begin(async (tx) => {
      const applied = await tx
        .savepoint(async (inner) => {
          for (const statement of statements) await inner.unsafe(statement)
          return true
        })
        .catch(() => false)
      if (!applied) throw done
      const ways =
        to.startsWith('json') && !from.startsWith('json')
          ? [`(v::jsonb #>> '{}')::${from}`]
          : [
              // An array of one element, as the down migration of makemigrations reads it.
              ...(to.endsWith('[]') && !/^json|\[\]$/u.test(from) ? [`v[1]::${from}`, `v[1]::text::${from}`] : []),
              `v::${from}`,
              `v::text::${from}`,
            ]
      if (to.startsWith('json') && from.endsWith('[]')) {
        const [row] = await tx<{ same: boolean }[]>`
          select bool_and(t.v::jsonb is not distinct from to_jsonb(w.v::${tx.unsafe(from)})) as same
          from t join unnest(${values as string[]}::text[]) with ordinality w (v, at) on w.at = t.id + 1`
        outcome = row?.same !== false
        throw done
      }
      let rows: { v: string | null }[] | null = null
      for (const way of ways) rows ??= await read(tx, way)
      outcome = rows?.every((row, index) => sameValue(from, row.v, values[index] ?? null)) ?? false
      throw done
    })
    .catch((error: unknown) => {
      if (error !== done) throw error
    })
  return outcome
}

const tableOf = (of: () => PgColumnBuilderBase) => pgTable('t', { id: integer().primaryKey(), v: of() })
const filling = { direction: 'up', expression: () => Promise.resolve(undefined) } as const
const snapshotOf = (of: () => PgColumnBuilderBase) =>
  kit.snapshotOf({ schema: { t: tableOf(of) } }, kit.emptySnapshot().id)
const changeOf = (from: () => PgColumnBuilderBase, to: () => PgColumnBuilderBase) =>
  changeStatements({ kit, from: snapshotOf(from), to: snapshotOf(to), renames: [], filling })

async function fill(from: string, values: readonly (string | null)[]): Promise<void> {
  await sql`truncate t`
  for (const [index, value] of values.entries())
    await sql`insert into t values (${index}, ${value}::text::${sql.unsafe(from)})`
}

test.for(Object.keys(types))(
  'REL-061: whatever %s becomes, its values can be restored, or consent is required',
  async (from) => {
    const { column, values } = types[from] ?? { column: () => text(), values: [] }
    await sql.unsafe('drop table if exists t')
    for (const statement of await kit.diff(kit.emptySnapshot(), snapshotOf(column))) await sql.unsafe(statement)
    await fill(from, values)
    const stored = await sql<{ v: string }[]>`select v::text as v from t order by id`
    const all = [...stored.map(({ v }) => v), null]

    const silent: string[] = []
    const look = async (to: string, statements: readonly string[], kept: readonly (string | null)[]) => {
      await fill(from, kept)
      if (gravest(await lintMigration(sql, { statements })) === 'loses-data') return
      const back = await comesBack({ statements, from, to, values: kept })
      if (back === false) silent.push(`${to}: ${kept.join(' | ')}`)
      // A value that cannot be converted hides the loss of another.
      if (back === null && kept.length > 1) for (const value of kept) await look(to, statements, [value])
    }
    for (const to of Object.keys(types))
      if (to !== from) await look(to, await changeOf(column, types[to]?.column ?? column), all)
    expect(silent).toEqual([])
  },
)

test('JSON and arrays become each other value by value', async () => {
  await sql.unsafe('drop table if exists t; create table t (id int primary key, v json)')
  await sql`insert into t values (1, '["a,b", "c\\"d", null]'), (2, '[]'), (3, null), (4, '[[1, 2], {"k": 3}]')`

  for (const statement of await changeOf(
    () => json(),
    () => text().array(),
  ))
    await sql.unsafe(statement)
  expect((await sql`select to_json(v) as v from t order by id`).map(({ v }) => v as unknown)).toEqual([
    ['a,b', 'c"d', null],
    [],
    null,
    ['[1, 2]', '{"k": 3}'],
  ])
  for (const statement of await changeOf(
    () => text().array(),
    () => jsonb(),
  ))
    await sql.unsafe(statement)
  expect((await sql`select v from t where id < 4 order by id`).map(({ v }) => v as unknown)).toEqual([
    ['a,b', 'c"d', null],
    [],
    null,
  ])
})
