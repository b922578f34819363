import 'server-only'
import { db } from '@/db'
import { pendingMigrations } from '@/migrate/status'

/** The names of the migration files that this database has not applied; none when it cannot be asked. */
export async function pendingMigrationNames(): Promise<string[]> {
  try {
    return (await pendingMigrations(db)).map((file) => (typeof file === 'string' ? file : file.name))
  } catch {
    return []
  }
}
