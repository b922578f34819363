import 'server-only'
import { db } from '@/db'
import { pendingMigrations } from '@/migrate/plan/pending'

/** The names of the migration files that this database has not applied; none if the database cannot be queried. */
export async function pendingMigrationNames(): Promise<string[]> {
  try {
    return (await pendingMigrations(db)).map((file) => file.name)
  } catch {
    return []
  }
}

const maxAgeMs = 30_000
const storeKey = Symbol.for('brolly.pending-migrations')
type GlobalStore = { [storeKey]?: { count: number; askedAt: number } }

/** Next.js bundles this file more than once; all copies share what one of them has read. */
const known = ((globalThis as GlobalStore)[storeKey] ??= { count: 0, askedAt: 0 })

/**
 * How many migrations were pending at the last check. An old number is refreshed in the background, so that no page waits for
 * it or needs a query for it.
 */
export function pendingMigrationCount(): number {
  if (Date.now() - known.askedAt > maxAgeMs) {
    known.askedAt = Date.now()
    void pendingMigrationNames().then((names) => notePendingMigrations(names.length))
  }
  return known.count
}

/** Stores a number that has just been read. */
export function notePendingMigrations(count: number): void {
  known.count = count
  known.askedAt = Date.now()
}
