import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/admin/testing/database'
import { migrate } from '@/migrate/run/migrate'
import { migrationFolder, ownMigrations } from '@/migrate/files/migration-fixture'
import { runHere } from './run-here-fixture'
import { hasPooler, startPooler, type Pooler } from './pooler-fixture'

describe.skipIf(!hasPooler())('through PgBouncer (skipped where there is none)', () => {
  let database: TestDatabase
  let pooler: Pooler | undefined

  beforeEach(async () => {
    database = await createTestDatabase({ empty: true })
  })

  afterEach(async () => {
    await pooler?.stop()
    await database.drop()
  })

  const folder = () => migrationFolder({ '0000_books': 'create table books (id int)' })
  const attempt = (url: string) => migrate({ url, folder: folder(), name: 'drizzle', by: 'a test' })

  test('REL-030: in transaction mode a migration is refused with the setting to make, and writes nothing', async () => {
    pooler = await startPooler(database.url, 'transaction')

    await expect(attempt(pooler.url)).rejects.toMatchObject({
      code: 'MISCONFIGURED',
      message: expect.stringContaining('Set DATABASE_MIGRATION_URL'),
    })

    const sql = postgres(database.url, { max: 1 })
    expect(await sql`select to_regnamespace('brolly') as name`).toEqual([{ name: null }])
    await sql.end()
  })

  test('REL-030: it is found while the pool is busy, when a session is not always shared', async () => {
    pooler = await startPooler(database.url, 'transaction')
    const site = postgres(pooler.url, { max: 8, prepare: false })
    let busy = true
    const visitors = Array.from({ length: 8 }, async () => {
      while (busy) await site`select 1`
    })

    for (let time = 0; time < 5; time++) await expect(attempt(pooler.url)).rejects.toThrow(/DATABASE_MIGRATION_URL/)

    busy = false
    await Promise.all(visitors)
    await site.end()
  })

  test('in session mode it runs', async () => {
    pooler = await startPooler(database.url, 'session')

    expect((await attempt(pooler.url)).applied).toEqual([...ownMigrations(), '0000_books'])
  })

  test('DATABASE_MIGRATION_URL bypasses it, and reads go through it', async () => {
    pooler = await startPooler(database.url, 'transaction')
    const refused = await runHere(['migrate'], { DATABASE_URL: pooler.url })
    const env = { DATABASE_URL: pooler.url, DATABASE_MIGRATION_URL: database.url }

    const applied = await runHere(['migrate'], env)
    const shown = await runHere(['showmigrations', '--check'], env)

    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Set DATABASE_MIGRATION_URL to') })
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('Applied brolly/0000_brolly') })
    expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('[x] 0000_brolly') })
  }, 240_000)
})
