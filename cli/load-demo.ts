import { sql } from 'drizzle-orm'
import type { Database } from '@/admin'
import { loadSeed } from './load-schema'
import { whoRuns } from './who'

/**
 * Runs `db/seed.ts` in one transaction with the note that it ran.
 *
 * @returns Whether it ran now: there is a seed, and it had not run on this database.
 */
export async function seedOnce(root: string, db: Database): Promise<boolean> {
  const seed = await loadSeed(root)
  if (!seed) return false
  return db.transaction(async (tx) => {
    // The line is the lock: a second process waits here and then finds it.
    const noted = await tx.execute(sql`
      insert into brolly.migrations (folder, name, checksum, state, finished_at, "by")
      values ('seed', 'db/seed.ts', '', 'applied', clock_timestamp(), ${whoRuns()})
      on conflict do nothing returning name`)
    if (noted.length === 0) return false
    await seed(tx)
    return true
  })
}
