import { and, eq, sql } from 'drizzle-orm'
import { requireOneself } from '../accounts/fresh'
import { blockedFor, clearAttempts } from '../accounts/attempts'
import { deviceName } from '../accounts/device-name'
import { isLive } from '../accounts/sessions'
import { formatMoment } from '../audit/moments'
import { recordSecurity } from '../audit/security-log'
import { sessions, users } from '../brolly/tables'
import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import * as rowsWords from '../words/rows'
import * as words from '../words/sessions'
import type { SessionsPage } from './shapes/sessions'

/** Whose sessions, and which of them is that of this request. */
export interface SessionsOf {
  /** The id of an account; null for the actor's own. */
  readonly userId: string | null
  /** The hash of the request's session. */
  readonly current: string | null
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

/**
 * The account whose sessions may be seen and ended: the actor's own; for a superuser, any.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
async function accountFor(ctx: AdminContext, userId: string | null): Promise<{ id: string; email: string }> {
  requireOneself(ctx)
  const id = userId ?? ctx.actor.id
  if (id !== ctx.actor.id && !ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusers)
  const [account] = uuid.test(id)
    ? await ctx.db.select({ id: users.id, email: users.email }).from(users).where(eq(users.id, id))
    : []
  if (!account) throw new AdminError('NOT_FOUND', rowsWords.noSuch('user'))
  return account
}

interface SessionRow extends Record<string, unknown> {
  id: string
  agent: string | null
  address: string | null
  created_at: string
  last_seen_at: string
}

const mostShown = 100

/**
 * The live sessions of an account, and whether it has to wait after failed attempts.
 * @throws {AdminError} `FORBIDDEN` for another's unless the actor is a superuser; `NOT_FOUND`.
 */
export async function sessionsPage(ctx: AdminContext, { userId, current }: SessionsOf): Promise<SessionsPage> {
  const account = await accountFor(ctx, userId)
  const rows = await ctx.db.execute<SessionRow>(sql`
    select s.id_hash as id, s.agent, host(s.address) as address, s.created_at::text as created_at, s.last_seen_at::text as last_seen_at
    from brolly.sessions s where s.user_id = ${account.id}::text::uuid and ${isLive('s', ctx.site.accounts.sessions)}
    order by s.last_seen_at desc, s.id_hash limit ${mostShown}`)
  return {
    email: account.email,
    isOwn: account.id === ctx.actor.id,
    sessions: rows.map((row) => {
      const [started, seen] = [formatMoment(ctx, row.created_at), formatMoment(ctx, row.last_seen_at)]
      return {
        id: row.id,
        device: deviceName(row.agent),
        agent: row.agent ?? '',
        address: row.address ?? '',
        started: started.shown,
        startedExact: started.exact,
        lastSeen: seen.shown,
        lastSeenExact: seen.exact,
        isThis: row.id === current,
      }
    }),
    blockedSeconds: await blockedFor(ctx.db, account.email),
  }
}

/**
 * Ends one session of an account, or all of them.
 * @param session As in `SessionsPage`; null for all.
 * @returns How many.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function endSessions(
  ctx: AdminContext,
  userId: string | null,
  session: string | null,
): Promise<{ ended: number; email: string }> {
  const account = await accountFor(ctx, userId)
  const gone = await ctx.db
    .delete(sessions)
    .where(and(eq(sessions.userId, account.id), session === null ? undefined : eq(sessions.idHash, session)))
    .returning({ id: sessions.idHash })
  if (session !== null && gone.length === 0) throw new AdminError('NOT_FOUND', words.noSuchSession)
  if (gone.length > 0)
    await recordSecurity(ctx, { kind: 'sessions-ended', account: account.email, detail: { sessions: gone.length } })
  return { ended: gone.length, email: account.email }
}

/**
 * Lets an account be tried again at once after failed attempts.
 * @throws {AdminError} `FORBIDDEN` unless the actor is a superuser; `NOT_FOUND`.
 */
export async function endWait(ctx: AdminContext, userId: string): Promise<{ email: string }> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusers)
  const account = await accountFor(ctx, userId)
  await clearAttempts(ctx.db, account.email)
  await recordSecurity(ctx, { kind: 'unlocked', account: account.email })
  return { email: account.email }
}
