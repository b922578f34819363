import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/database'

const batch = 10_000

/** Removes events of the security log that are older than the given number of days. @returns How many were removed. */
export async function clearSecurity(db: Database, { days }: { days: number }): Promise<number> {
  let removed = 0
  for (;;) {
    const [row] = await db.execute<{ count: number }>(sql`
      with old as (select id from brolly.security_events
          where at < now() - make_interval(days => ${days}::int) order by at limit ${batch}),
        gone as (delete from brolly.security_events where id in (select id from old) returning 1)
      select count(*)::int as count from gone`)
    const count = row?.count ?? 0
    removed += count
    if (count < batch) return removed
  }
}
