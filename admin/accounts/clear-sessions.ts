import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/database'
import { accountSettings, type AccountSettings } from '../site/account-options'

/** The number of rows removed. */
export interface Cleared {
  readonly sessions: number
  readonly submitTokens: number
  /** API tokens that expired more than 30 days ago. */
  readonly apiTokens: number
  /** Counters of failed attempts. */
  readonly attempts: number
}

/**
 * Removes expired data: sessions that ended or were idle for too long, tokens of forms submitted more than two days
 * ago, API tokens that expired more than 30 days ago, and counters of failed attempts that no longer count. Pages also do this on their own, a few rows at a time.
 */
export async function clearSessions(
  db: Database,
  { idleHours, absoluteDays }: Pick<AccountSettings['sessions'], 'idleHours' | 'absoluteDays'> = accountSettings()
    .sessions,
): Promise<Cleared> {
  return db.transaction(async (tx) => {
    const [sessions] = await tx.execute<{ count: number }>(sql`
      with gone as (delete from brolly.sessions
        where expires_at <= now() or created_at <= now() - make_interval(days => ${absoluteDays}::int)
          or last_seen_at <= now() - make_interval(hours => ${idleHours}::int) returning 1)
      select count(*)::int as count from gone`)
    const [tokens] = await tx.execute<{ count: number }>(sql`
      with gone as (delete from brolly.submit_tokens where created_at < now() - interval '2 days' returning 1)
      select count(*)::int as count from gone`)
    const [attempts] = await tx.execute<{ count: number }>(sql`
      with gone as (delete from brolly.attempts where expires_at <= now() returning 1)
      select count(*)::int as count from gone`)
    const [apiTokens] = await tx.execute<{ count: number }>(sql`
      with gone as (delete from brolly.api_tokens where expires_at < now() - interval '30 days' returning 1)
      select count(*)::int as count from gone`)
    return {
      apiTokens: apiTokens?.count ?? 0,
      attempts: attempts?.count ?? 0,
      sessions: sessions?.count ?? 0,
      submitTokens: tokens?.count ?? 0,
    }
  })
}
