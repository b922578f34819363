import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { migrate, type MigrateOptions } from './migrate'
import { migrationPlan, stepKey } from '../plan/migration-plan'
import { migrationFolder, statements, writeMigrations } from '../files/migration-fixture'
import { migrationStatus } from '../plan/status'

let database: TestDatabase
let sql: postgres.Sql

beforeEach(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 2, onnotice: () => undefined })
})

afterEach(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

const run = (folder: string, options: Partial<MigrateOptions> = {}) =>
  migrate({ url: database.url, folder, name: 'drizzle', by: 'a test', ...options })

const plan = async (folder: string, target?: string) =>
  (await migrationPlan(database.url, { name: 'drizzle', folder, target })).map(stepKey)

const recorded = async () => {
  const rows = await sql<{ name: string }[]>`select name from brolly.migrations where folder = 'drizzle' order by name`
  return rows.map((row) => row.name)
}

const tables = async () => {
  const rows = await sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public' order by 1`
  return rows.map((row) => row.name)
}

const three = {
  '0000_a': 'create table a (id int)',
  '0000_a.down': 'drop table a',
  '0001_b': statements('create table b (id int)', 'insert into b values (1)'),
  '0001_b.down': 'drop table b',
  '0002_c': 'create table c (id int)',
  '0002_c.down': 'drop table c',
}

describe('a target', () => {
  test('leads forward to it, and back to it, newest first', async () => {
    const folder = migrationFolder(three)

    const forward = await run(folder, { target: '0001' })
    const atB = await tables()
    await run(folder)
    const back = await run(folder, { target: '0000_a' })

    expect(forward).toEqual({ applied: ['0000_a', '0001_b'], undone: [] })
    expect(atB).toEqual(['a', 'b'])
    expect(back).toEqual({ applied: [], undone: ['0002_c', '0001_b'] })
    expect(await tables()).toEqual(['a'])
    expect(await recorded()).toEqual(['0000_a'])
    expect(await run(folder, { target: '0000_a' })).toEqual({ applied: [], undone: [] })
  })

  test('zero undoes everything, and all of it can be applied again', async () => {
    const folder = migrationFolder(three)
    await run(folder, { kitTable: true })

    const back = await run(folder, { target: 'zero' })

    expect(back.undone).toEqual(['0002_c', '0001_b', '0000_a'])
    expect(await tables()).toEqual([])
    expect(await sql`select from drizzle.__drizzle_migrations`).toHaveLength(0)
    expect((await run(folder)).applied).toHaveLength(3)
    expect(await sql`select id from b`).toEqual([{ id: 1 }])
  })

  test('F053: an unknown or ambiguous one is refused with the candidates', async () => {
    const folder = migrationFolder(three)

    await expect(run(folder, { target: '0007' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/No migration "0007" in .*It has 0000_a, 0001_b, 0002_c\./),
    })
    await expect(run(folder, { target: '000' })).rejects.toThrow(/start with "000": 0000_a, 0001_b, 0002_c/)
    expect((await run(folder, { target: 'drizzle/0000_a.sql' })).applied).toEqual(['0000_a'])
  })

  test('F056: the plan shows what a run would do, and changes nothing', async () => {
    const folder = migrationFolder(three)
    await run(folder, { target: '0001' })

    expect(await plan(folder)).toEqual(['apply drizzle/0002_c'])
    expect(await plan(folder, 'zero')).toEqual(['undo drizzle/0001_b', 'undo drizzle/0000_a'])
    expect(await plan(folder, '0001')).toEqual([])
    expect(await recorded()).toEqual(['0000_a', '0001_b'])
  })

  test('a plan that became another one since it was agreed to is refused', async () => {
    const folder = migrationFolder(three)
    await run(folder, { target: '0001' })
    const agreed = await plan(folder, 'zero')
    await run(folder)

    await expect(run(folder, { target: 'zero', agreed })).rejects.toThrow(/would now also undo drizzle\/0002_c/)
    expect(await recorded()).toHaveLength(3)
  })
})

describe('what cannot be reverted', () => {
  test.each([
    [
      'gives a reason',
      { '0001_b.down': '-- irreversible: the names are gone\nselect 1' },
      /0001_b cannot be reverted: the names are gone\./,
    ],
    ['has no down migration', { '0001_b.down': undefined }, /0001_b\.down\.sql is missing; write it/],
  ])('a file in between that %s stops the run before its first statement', async (_, change, message) => {
    const folder = migrationFolder(three)
    const [text] = Object.values(change)
    const down = path.join(folder, '0001_b.down.sql')
    if (text === undefined) rmSync(down)
    else writeFileSync(down, text)
    await run(folder)

    const [, step] = await migrationPlan(database.url, { name: 'drizzle', folder, target: 'zero' })

    expect(step?.irreversible).toMatch(/the names are gone|is missing/)
    await expect(run(folder, { target: 'zero' })).rejects.toThrow(message)
    expect(await tables()).toEqual(['a', 'b', 'c'])
    expect((await run(folder, { target: '0001' })).undone).toEqual(['0002_c'])
  })

  test('an empty down migration reverts by doing nothing', async () => {
    const folder = migrationFolder({ '0000_a': 'select 1', '0000_a.down': '-- Nothing to undo.\n' })
    await run(folder)

    expect((await run(folder, { target: 'zero' })).undone).toEqual(['0000_a'])
    expect(await recorded()).toEqual([])
  })
})

describe('a down migration that fails', () => {
  test('is rolled back with its file and named, those before it stay reverted', async () => {
    const folder = migrationFolder({ ...three, '0001_b.down': statements('drop table b', 'drop table nowhere') })
    await run(folder)

    await expect(run(folder, { target: 'zero' })).rejects.toThrow(/0001_b\.down\.sql, statement 2 of 2.*\(42P01\)/)

    expect(await tables()).toEqual(['a', 'b'])
    expect(await recorded()).toEqual(['0000_a', '0001_b'])
  })

  test('outside of a transaction continues where it stopped, and nothing is applied meanwhile', async () => {
    const down = (last: string) => statements('drop index concurrently b_id', 'delete from b', last)
    const folder = migrationFolder({
      ...three,
      '0001_b': statements('create table b (id int)', 'create index concurrently b_id on b (id)'),
      '0001_b.down': down('drop table nowhere'),
    })
    await run(folder, { target: '0001' })
    await expect(run(folder, { target: '0000' })).rejects.toThrow(/statement 3 of 3/)
    const [status] = await migrationStatus(database.url, [{ name: 'drizzle', folder }])

    await expect(run(folder)).rejects.toThrow(/0001_b\.sql was only partly reverted\. .*npx brolly migrate 0000_a/)

    writeFileSync(path.join(folder, '0001_b.down.sql'), down('drop table b'))
    expect(status?.halfway.get('0001_b')).toMatchObject({ direction: 'down', done: 1 })
    expect((await run(folder, { target: '0000' })).undone).toEqual(['0001_b'])
    expect((await run(folder)).applied).toEqual(['0001_b', '0002_c'])
  })
})

describe('history in reverts', () => {
  test('an edited file is not reverted by a down migration that is not its own', async () => {
    const folder = migrationFolder(three)
    await run(folder)
    writeMigrations(folder, { ...three, '0001_b': 'create table bb (id int)' })

    await expect(run(folder, { target: '0000' })).rejects.toThrow(/0001_b\.sql was edited/)
    expect((await run(folder, { target: '0001' })).undone).toEqual(['0002_c'])
  })

  test('a migration that is not in the folder stops it', async () => {
    const folder = migrationFolder(three)
    await run(folder)
    const older = migrationFolder({ '0000_a': three['0000_a'], '0000_a.down': three['0000_a.down'] })

    await expect(run(older, { target: 'zero' })).rejects.toThrow(/has applied 0001_b, which .* before you revert/)
  })

  test('REL-053: below a file that was added late, both branches are mended', async () => {
    const { '0001_b': b, '0001_b.down': bDown, ...others } = three
    const folder = migrationFolder(others)
    await run(folder)
    writeMigrations(folder, { '0000_a': three['0000_a'], '0001_b': b, '0001_b.down': bDown, '0002_c': three['0002_c'] })
    await expect(run(folder)).rejects.toThrow(/0001_b\.sql was added before 0002_c.*makemigrations --merge/)

    await run(folder, { target: '0000' })

    expect((await run(folder)).applied).toEqual(['0001_b', '0002_c'])
  })

  test('one that was applied only in part is finished first', async () => {
    const folder = migrationFolder({
      ...three,
      '0001_b': statements('create index concurrently a_id on a (id)', 'select 1 / 0'),
    })
    await expect(run(folder)).rejects.toThrow(/statement 2 of 2/)

    await expect(run(folder, { target: 'zero' })).rejects.toThrow(/0001_b\.sql has only been partly applied/)

    expect((await run(folder, { target: '0001', fake: true })).applied).toEqual(['0001_b'])
    expect(await recorded()).toEqual(['0000_a', '0001_b'])
  })
})

describe('F065: records alone', () => {
  test('are written and deleted', async () => {
    const folder = migrationFolder(three)

    const applied = await run(folder, { target: '0001', fake: true, kitTable: true })
    const kit = await sql`select from drizzle.__drizzle_migrations`
    const undone = await run(folder, { target: '0000', fake: true })

    expect(applied.applied).toEqual(['0000_a', '0001_b'])
    expect(kit).toHaveLength(2)
    expect(undone.undone).toEqual(['0001_b'])
    expect(await tables()).toEqual([])
    expect(await sql`select "by" from brolly.migrations where folder = 'drizzle'`).toEqual([
      { by: 'a test (recorded only)' },
    ])
    expect(await sql`select from drizzle.__drizzle_migrations`).toHaveLength(1)
  })
})

describe('F066: the first file', () => {
  const snapshot = {
    tables: {
      'public.a': { name: 'a', schema: '', columns: { id: { name: 'id' }, size: { name: 'size' } } },
      'shop.b': { name: 'b', schema: 'shop', columns: { id: { name: 'id' } } },
    },
  }
  const folderWithSnapshot = () => {
    const files = { '0000_a': 'create schema shop; create table a (id int, size int); create table shop.b (id int)' }
    const folder = migrationFolder({ ...files, '0001_c': 'create table c (id int)' })
    writeFileSync(path.join(folder, 'meta', '0000_snapshot.json'), JSON.stringify(snapshot))
    return folder
  }

  test('is only recorded where its tables are there', async () => {
    const folder = folderWithSnapshot()
    await sql`create table a (size int, id int, more int)`
    await sql`create schema shop`
    await sql`create table shop.b (id int)`

    expect((await run(folder, { fakeInitial: true })).applied).toEqual(['0000_a', '0001_c'])
    expect(await tables()).toEqual(['a', 'c'])
  })

  test('is refused with the missing parts if only some exist', async () => {
    const folder = folderWithSnapshot()
    await sql`create table a (id int)`

    await expect(run(folder, { fakeInitial: true })).rejects.toThrow(
      /0000_a\.sql is only partly present. Missing: the column a\.size, the table shop\.b\./,
    )
    expect(await recorded()).toEqual([])
  })

  test('is applied where nothing of it is there', async () => {
    await run(folderWithSnapshot(), { fakeInitial: true })

    expect(await tables()).toEqual(['a', 'c'])
  })
})

test('the records hold when, by whom and for how long', async () => {
  const folder = migrationFolder(three)
  const before = new Date()
  await run(folder)

  const [status] = await migrationStatus(database.url, [{ name: 'drizzle', folder }])
  const [record] = status?.records ?? []

  expect(record).toMatchObject({ name: '0000_a', state: 'applied', by: 'a test' })
  expect(new Date(record?.started ?? 0) >= before).toBe(true)
  expect(new Date(record?.finished ?? 0) >= new Date(record?.started ?? 0)).toBe(true)
  expect(record?.ms).toBeGreaterThanOrEqual(0)
})
