import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/database'
import { idleHours } from './sessions'

/** The number of rows removed. */
export interface Cleared {
  readonly sessions: number
  readonly submitTokens: number
}

/**
 * Removes expired data: sessions that ended or were idle for too long, and tokens of forms submitted more than two days
 * ago. Pages also do this on their own, a few rows at a time.
 */
export async function clearSessions(db: Database): Promise<Cleared> {
  return db.transaction(async (tx) => {
    const [sessions] = await tx.execute<{ count: number }>(sql`
      with gone as (delete from brolly.sessions
        where expires_at <= now() or last_seen_at <= now() - make_interval(hours => ${idleHours}::int) returning 1)
      select count(*)::int as count from gone`)
    const [tokens] = await tx.execute<{ count: number }>(sql`
      with gone as (delete from brolly.submit_tokens where created_at < now() - interval '2 days' returning 1)
      select count(*)::int as count from gone`)
    return { sessions: sessions?.count ?? 0, submitTokens: tokens?.count ?? 0 }
  })
}
