import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { plainDatabase } from '../../postgres/under-role'
import type { AdminContext } from '../../site/context'

/** The name under which the connection of a running plan is found, by any instance of the app. Only its actor knows it. */
const nameOf = ({ actor }: Pick<AdminContext, 'actor'>, token: string): string =>
  `brolly ${createHash('sha256').update(`${actor.id} ${token}`).digest('base64url')}`

/** Names this transaction, so that it can be cancelled. A statement that runs when it is cancelled ends at once. */
export async function nameTransaction(ctx: AdminContext, token: string): Promise<void> {
  await ctx.db.execute(sql`select set_config('application_name', ${nameOf(ctx, token)}, true)`)
}

const tries = 40
const pauseMs = 50

/**
 * Ends the statement that a plan of this actor is running, in PostgreSQL: its transaction is rolled back, and nothing has
 * changed. Between two statements there is nothing to end, so it is tried for two seconds.
 *
 * @returns Whether a plan was stopped.
 */
export async function cancelPlan(ctx: AdminContext, token: string): Promise<boolean> {
  if (token === '' || token.includes('\0')) return false
  // A connection can be cancelled only by the role that opened it. This reads no table.
  const db = plainDatabase(ctx.db)
  for (let attempt = 0; attempt < tries; attempt++) {
    const [row] = await db.execute<{ found: number; stopped: boolean | null }>(sql`
      select count(*)::int as found, bool_or(case when state = 'active' then pg_cancel_backend(pid) end) as stopped
      from pg_stat_activity where application_name = ${nameOf(ctx, token)} and pid <> pg_backend_pid()`)
    if (row?.stopped === true) return true
    if (!row || row.found === 0) return false
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return false
}
