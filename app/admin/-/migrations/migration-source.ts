import 'server-only'
import { AdminError } from '@/admin/server'
import { env } from '@/env'
import { userFolder } from '@/migrate/files/folders'
import type { MigrationSource } from '@/migrate/pages/source'

/** The database of this server, bypassing a pooler, and the migrations of this release. */
export function migrationSource(): MigrationSource {
  const { DATABASE_MIGRATION_URL, DATABASE_URL } = env()
  const url = DATABASE_MIGRATION_URL ?? DATABASE_URL
  if (url === undefined) throw new AdminError('UNAVAILABLE', 'DATABASE_URL is not set.')
  return { url, folder: userFolder() }
}
