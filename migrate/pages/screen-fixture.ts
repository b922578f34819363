import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { onTestFinished } from 'vitest'
import { createTestDatabase } from '@/admin/testing/database'
import { contextOf, type Asking } from '@/admin/testing/kit/site-test'
import { createUser, type AdminContext, type Database } from '@/admin/server'
import { migrationFolder } from '../files/migration-fixture'
import type { MigrationSource } from './source'

export interface ScreenFixture {
  readonly source: MigrationSource
  readonly sql: postgres.Sql
  /** The context of a user; by default a superuser with the password below. */
  readonly as: (asking?: Asking) => AdminContext
}

export const password = 'analytical-engine'

/** A database with a superuser, and a folder of migrations, for one test. */
export async function screenFixture(files: Record<string, string>): Promise<ScreenFixture> {
  const database = await createTestDatabase()
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined })
  onTestFinished(async () => {
    await sql.end({ timeout: 5 })
    await database.drop()
  })
  const db: Database = drizzle<Record<string, unknown>>(sql)
  const email = 'ada@example.org'
  const access = { isStaff: true, isSuperuser: true, groups: [], permissions: [] }
  const { id } = await createUser(db, { email, password, ...access, by: 'a test' })
  return {
    source: { url: database.url, folder: { name: 'drizzle', folder: migrationFolder(files) } },
    sql,
    as: (asking = {}) => contextOf(db, {}, { id, email, ...asking }),
  }
}
