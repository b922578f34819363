import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { migrate } from './migrate'
import { migrationFolder, statements } from '../files/migration-fixture'

let database: TestDatabase
let sql: postgres.Sql

beforeEach(async () => {
  database = await createTestDatabase({ empty: true })
  sql = postgres(database.url, { max: 2, onnotice: () => undefined })
})

afterEach(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

const run = async (folder: string) =>
  (await migrate({ url: database.url, folder, name: 'drizzle', by: 'a test' })).applied

const recorded = () => sql`select name from brolly.migrations where folder = 'drizzle'`

describe('CREATE INDEX CONCURRENTLY', () => {
  const first = {
    '0000_books': statements('create table books (id int)', 'insert into books values (1), (1)'),
  }
  const index = {
    '0001_index': statements('insert into books values (7)', 'create unique index concurrently books_id on books (id)'),
  }

  test('REL-051: runs outside a transaction and is rebuilt after a failure', async () => {
    const folder = migrationFolder({ ...first, ...index })
    await expect(run(folder)).rejects.toThrow(/0001_index\.sql, statement 2 of 2.*\(23505\)/)
    const halfDone = await sql`select indisvalid from pg_index where indexrelid = 'books_id'::regclass`
    await sql`delete from books where ctid in (select ctid from books where id = 1 limit 1)`

    const applied = await run(folder)

    expect(halfDone).toEqual([{ indisvalid: false }])
    expect(applied).toEqual(['0001_index'])
    expect(await sql`select indisvalid from pg_index where indexrelid = 'books_id'::regclass`).toEqual([
      { indisvalid: true },
    ])
    expect(await sql`select id from books order by id`).toEqual([{ id: 1 }, { id: 7 }])
  })

  test.each([
    ['built', { '0001_index': statements('select 1', 'create index concurrently books_id on books (id)') }],
    [
      'dropped',
      { '0001_index': statements('create index books_id on books (id)', 'drop index concurrently books_id') },
    ],
  ])('one that was %s before a crash could note it is not done again', async (_, file) => {
    const folder = migrationFolder({ '0000_books': 'create table books (id int)', ...file })
    await run(folder)
    await sql`update brolly.migrations set state = 'running:{"done":1}', finished_at = null where name = '0001_index'`

    expect(await run(folder)).toEqual(['0001_index'])
  })

  test('an index of that name with another definition is not mistaken for it', async () => {
    const folder = migrationFolder({
      '0000_books': statements('create table books (id int)', 'create index books_id on books (id)'),
      '0001_index': 'create unique index concurrently books_id on books (id)',
    })

    await expect(run(folder)).rejects.toThrow(/0001_index\.sql, statement 1 of 1: relation "books_id" already exists/)
  })

  test('two runners do not wait for each other', async () => {
    const folder = migrationFolder({
      '0000_books': 'create table books (id int)',
      '0001_index': 'create index concurrently books_id on books (id)',
    })

    await Promise.all([run(folder), run(folder)])

    expect(await recorded()).toHaveLength(2)
  })
})
