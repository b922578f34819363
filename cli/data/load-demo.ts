import { sql } from 'drizzle-orm'
import type { Database } from '@/admin'
import { loadSeed } from '../load/load-schema'
import { whoRuns } from '../load/who'

/**
 * Runs `db/seed.ts` in one transaction with the record that it ran.
 *
 * @returns Whether it ran now: there is a seed, and this database did not have it yet.
 */
export async function seedOnce(root: string, db: Database): Promise<boolean> {
  const seed = await loadSeed(root)
  if (!seed) return false
  return db.transaction(async (tx) => {
    // The row is the lock: a second process waits here and then finds it.
    const noted = await tx.execute(sql`
      insert into brolly.migrations (folder, name, checksum, state, finished_at, "by")
      values ('seed', 'db/seed.ts', '', 'applied', clock_timestamp(), ${whoRuns()})
      on conflict do nothing returning name`)
    if (noted.length === 0) return false
    await seed(tx)
    return true
  })
}

/** Removes the record that the seed has run. */
export async function forgetSeed(db: Database): Promise<void> {
  await db.execute(sql`delete from brolly.migrations where folder = 'seed'`)
}

/**
 * Runs `db/seed.ts` once on a database without any rows in the user's tables. An interrupted run is repeated.
 *
 * @returns Whether it ran now.
 */
export async function seedIfEmpty(root: string, db: Database): Promise<boolean> {
  const noted = await db.execute(sql`select from brolly.migrations where folder = 'seed'`)
  if (noted.length > 0 || (await hasRows(db))) return false
  return seedOnce(root, db)
}

async function hasRows(db: Database): Promise<boolean> {
  const tables = await db.execute<{ schema: string; name: string }>(sql`
    select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('brolly', 'drizzle', 'information_schema')
      and n.nspname not like 'pg\\_%'`)
  for (const { schema, name } of tables) {
    const [row] = await db.execute<{ found: boolean }>(
      sql`select exists (select from ${sql.identifier(schema)}.${sql.identifier(name)}) as found`,
    )
    if (row?.found === true) return true
  }
  return false
}
