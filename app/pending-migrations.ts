import 'server-only'
import { db } from '@/db'
import { pendingMigrations } from '@/migrate/plan/pending'

/** The names of the migration files that this database has not applied; none when it cannot be asked. */
export async function pendingMigrationNames(): Promise<string[]> {
  try {
    return (await pendingMigrations(db)).map((file) => file.name)
  } catch {
    return []
  }
}

const maxAgeMs = 30_000
const place = Symbol.for('brolly.pending-migrations')
type Holder = { [place]?: { count: number; askedAt: number } }

/** The framework bundles this file more than once; all copies share what one of them has read. */
const known = ((globalThis as Holder)[place] ??= { count: 0, askedAt: 0 })

/**
 * How many were pending when that was last asked. An old answer is renewed in the background: a page neither waits for the
 * number nor adds a query of its own for it.
 */
export function pendingMigrationCount(): number {
  if (Date.now() - known.askedAt > maxAgeMs) {
    known.askedAt = Date.now()
    void pendingMigrationNames().then((names) => notePendingMigrations(names.length))
  }
  return known.count
}

/** Keeps a number that somebody has just read. */
export function notePendingMigrations(count: number): void {
  known.count = count
  known.askedAt = Date.now()
}
