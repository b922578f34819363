import postgres from 'postgres'
import { drizzle } from 'drizzle-orm/postgres-js'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '@/admin'
import { createTestDatabase } from '@/admin/testing/database'
import { userFolder } from '../files/folders'
import { migrate } from '../run/migrate'
import { pendingMigrations } from './pending'
import { databaseOwnership } from './status'

async function open(options: { empty: boolean }): Promise<{ url: string; sql: postgres.Sql; db: Database }> {
  const database = await createTestDatabase(options)
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end({ timeout: 5 })
    await database.drop()
  })
  return { url: database.url, sql, db: drizzle<Record<string, unknown>>(sql) }
}

test('REL-057: pending migrations are named, from the first to none', async () => {
  const { url, db } = await open({ empty: true })

  const before = await pendingMigrations(db)
  await migrate({ url, ...userFolder(), by: 'a test' })
  const after = await pendingMigrations(db)

  expect(before[0]).toEqual({ folder: 'brolly', name: '0000_brolly' })
  expect(before.some((each) => each.folder === 'drizzle')).toBe(true)
  expect(after).toEqual([])
})

test('a database is empty, ours or foreign', async () => {
  const { url, sql } = await open({ empty: false })

  const empty = await databaseOwnership(url)
  await sql`create table theirs (id int)`
  const foreign = await databaseOwnership(url)
  await sql`drop table theirs`
  await migrate({ url, ...userFolder(), by: 'a test' })
  const ours = await databaseOwnership(url)

  expect([empty, foreign, ours]).toEqual(['empty', 'foreign', 'ours'])
})
