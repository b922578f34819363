import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { examples } from './examples-fixture'
import { gravest } from './finding'
import { lintMigration, lintMigrations } from './lint'

let database: TestDatabase
let sql: postgres.Sql

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 1, onnotice: () => undefined, connection: { TimeZone: 'UTC' } })
  await sql.unsafe(`
    create type mood as enum ('sad', 'ok');
    create table authors (id int primary key, name text not null);
    create table books (
      id int primary key, title varchar(50), code text, price numeric(8, 2), pages int not null, sold timestamp,
      author_id int, mood mood, twice int generated always as (pages * 2) stored);
    create index books_pages on books (pages);
    create unique index books_code on books (id, pages);
    create materialized view counted as select count(*) as n from books;
    create table empty_books (like books including all);
    create table parts (id int) partition by range (id);
    create table parts_1 partition of parts for values from (0) to (10);
    create table parts_2 (id int);
    alter table books add constraint has_code check (code is not null) not valid;
    insert into authors select n, 'a' from generate_series(1, 10) n;
    insert into books (id, title, code, price, pages, author_id, mood)
      select n, case when n % 2 = 0 then 't' end, 'c' || n, 1.25, n, 1 + n % 10, 'ok' from generate_series(1, 300) n;
    insert into parts_1 select generate_series(1, 5);
    insert into parts_2 select generate_series(11, 15);
    alter table books validate constraint has_code;`)
})

afterAll(async () => {
  await sql.end()
  await database.drop()
})

describe('REL-060: the findings about a statement match what PostgreSQL does', () => {
  test.each(examples)('$statement', async ({ statement, rule, lock, table, rewrites, ...expected }) => {
    const findings = await lintMigration(sql, { statements: [statement] })
    const seen = await observe(statement, table)

    const finding = findings.find((each) => each.rule === rule)
    expect(finding).toMatchObject({ rule, class: expected.class, number: 1 })
    expect(gravest(findings)).toBe(expected.class)
    expect(finding?.lock).toBe(lock)
    if (lock !== undefined) expect(seen.lock).toBe(lock)
    expect(seen.rewritten).toBe(rewrites)
  })
})

describe('outside a transaction', () => {
  test.each([
    ['vacuum full books', 'lint.rewriting-command', true],
    ['cluster books using books_pages', 'lint.rewriting-command', true],
    ['vacuum books', 'lint.safe', false],
    ['create index concurrently i2 on books (title)', 'lint.safe', false],
    ['drop index concurrently i2', 'lint.safe', false],
    ['reindex table concurrently books', 'lint.safe', false],
  ])('%s', async (statement, rule, rewrites) => {
    const [finding] = await lintMigration(sql, { statements: [statement], noTransaction: true })
    const before = await fileNode(sql, 'books')
    await sql.unsafe(statement)

    expect(finding?.rule).toBe(rule)
    expect((await fileNode(sql, 'books')) !== before).toBe(rewrites)
  })
})

describe('rows and sizes', () => {
  test('are those of the table, exact when it is small', async () => {
    const [row] = await sql<{ bytes: string }[]>`select pg_total_relation_size('books') as bytes`
    const [finding] = await lintMigration(sql, { statements: ['truncate books'] })

    expect(finding).toMatchObject({
      table: 'books',
      rows: 300,
      isEstimate: false,
      bytes: Number(row?.bytes),
      lost: 300,
    })
  })

  test('of a big table are what PostgreSQL estimates', async () => {
    await sql.unsafe('create table big as select n from generate_series(1, 20000) n; analyze big')

    const [finding] = await lintMigration(sql, { statements: ['drop table big'] })

    expect(finding).toMatchObject({ rows: 20_000, isEstimate: true })
    expect(finding).not.toHaveProperty('lost')
  })

  test('of a column are its values', async () => {
    const [title] = await lintMigration(sql, { statements: ['alter table books drop column title'] })
    const [sold] = await lintMigration(sql, { statements: ['alter table books drop column sold'] })

    expect(title).toMatchObject({ class: 'loses-data', table: 'books', column: 'title', rows: 300, lost: 150 })
    expect(sold).toMatchObject({ class: 'safe', lost: 0, message: 'No data would be lost: it is empty.' })
  })

  test('of an empty table make its statements harmless', async () => {
    const statements = [
      'drop table empty_books',
      'create index i on empty_books (title)',
      'alter table empty_books alter column pages type bigint',
    ]
    const findings = await lintMigration(sql, { statements, noTransaction: true })

    expect(findings.map((finding) => finding.class)).toEqual(['safe', 'safe', 'safe'])
  })

  test('are not known without a database', async () => {
    const [finding] = await lintMigration(undefined, { statements: ['drop table books'] })

    expect(finding).toMatchObject({ class: 'loses-data', table: 'books' })
    expect(finding).not.toHaveProperty('rows')
  })
})

describe('statements together', () => {
  const rulesOf = async (...statements: string[]) =>
    (await lintMigration(sql, { statements })).map((finding) => finding.rule)

  test('whatever is done to a table that is new in the migration is harmless', async () => {
    expect(
      await rulesOf(
        'create table "fresh" ("id" int)',
        'create index i on "fresh" (id)',
        'alter table "public"."fresh" add constraint f foreign key (id) references authors (id)',
        'alter table fresh rename to newer',
        'drop table newer',
      ),
    ).toEqual(Array.from({ length: 5 }, () => 'lint.safe'))
  })

  test('a required column whose default only fills the rows breaks the version that runs', async () => {
    expect(
      await rulesOf(
        `alter table books add column isbn text default '' not null`,
        'alter table books alter column isbn drop default',
      ),
    ).toEqual(['lint.safe', 'lint.adding-required-column'])
    expect(
      await rulesOf(
        'alter table books add column isbn text',
        `update books set isbn = ''`,
        'alter table books alter column isbn set not null',
      ),
    ).toEqual(['lint.safe', 'lint.updating-rows', 'lint.adding-required-column'])
  })

  test('an enum that is created again loses values', async () => {
    expect(
      await rulesOf(
        'alter type mood rename to mood__old',
        `create type mood as enum ('ok')`,
        'alter table books alter column mood type mood using mood::text::mood',
        'drop type mood__old',
      ),
    ).toEqual(['lint.removing-enum-value', 'lint.safe', 'lint.changing-column-type', 'lint.safe'])
  })

  test('a renamed table or column is counted under the name it has', async () => {
    const files = [
      { statements: ['alter table books rename to volumes', 'alter table volumes rename column title to heading'] },
      { statements: ['alter table volumes drop column heading', 'drop table volumes'] },
    ]
    const [, second] = await lintMigrations(sql, files)

    expect(second?.map(({ rule, table, lost }) => ({ rule, table, lost }))).toEqual([
      { rule: 'lint.dropping-column', table: 'volumes', lost: 150 },
      { rule: 'lint.dropping-table', table: 'volumes', lost: 300 },
    ])
  })

  test('locks on several tables are held together', async () => {
    expect(await rulesOf('alter table books add column a int', 'alter table authors add column b int')).toEqual([
      'lint.safe',
      'lint.safe',
      'lint.many-locks',
    ])
  })

  test('what PostgreSQL cannot parse is reported', async () => {
    expect(await rulesOf('alter tabel books add column a int')).toEqual(['lint.not-understood'])
    expect(await rulesOf('commit')).toEqual(['lint.transaction-control'])
  })

  test('several statements in one piece are each looked at', async () => {
    expect(await rulesOf('-- first\nselect 1; /* then */ drop table books;')).toEqual([
      'lint.safe',
      'lint.dropping-table',
    ])
  })
})

/** Runs a statement in a transaction that is rolled back, and watches a table's strongest lock and its file. */
async function observe(statement: string, table: string): Promise<{ lock: string | undefined; rewritten: boolean }> {
  const seen: { lock: string | undefined; rewritten: boolean } = { lock: undefined, rewritten: false }
  const rollback = new Error('rollback')
  await sql
    .begin(async (tx) => {
      const [row] = await tx<{ oid: number }[]>`select ${table}::regclass::oid::int8::int as oid`
      const oid = row?.oid ?? 0
      const before = await fileNode(tx, table)
      await tx.unsafe(statement)
      const locks = await tx<{ mode: string }[]>`
        select mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and relation = ${oid}`
      seen.lock = strength.findLast((mode) => locks.some((lock) => lock.mode === mode))
      const [after] = await tx<{ node: number | null }[]>`
        select pg_relation_filenode(oid)::int8::int as node from pg_class where oid = ${oid}`
      seen.rewritten = after !== undefined && after.node !== before
      throw rollback
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error
    })
  return seen
}

const strength = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]

async function fileNode(db: postgres.Sql | postgres.TransactionSql, table: string): Promise<number | null> {
  const [row] = await db<{ node: number | null }[]>`select pg_relation_filenode(${table}::regclass)::int8::int as node`
  return row?.node ?? null
}
