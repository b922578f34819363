import { createHash, randomBytes } from 'node:crypto'
import { and, eq, lt, sql, type SQL } from 'drizzle-orm'
import { sessions, users } from '../brolly/tables'
import { accountSettings, type AccountSettings } from '../site/account-options'
import type { Actor, Client } from '../site/context'
import type { Database } from '../postgres/database'
import { mayActAs } from './act-as'
import { accountColumns, actorOf, grantsOf, type AccountRow } from './actor'
import { lacksFactor } from './factors/required'
import { hasEmail } from './normal-email'
import { hashPassword, isOutdated, verifyPassword } from './password'

type Limits = AccountSettings['sessions']

const touchSeconds = 60

/** Whose sessions count: the admin is for staff, the public side for every active account. */
export type Audience = 'staff' | 'everyone'

export const hashSessionId = (id: string): string => createHash('sha256').update(id).digest('hex')

/**
 * Checks an email address and a password. An unknown email address, an inactive account, one that is not of this
 * audience and a wrong password take the same work and return the same result: null.
 */
export async function authenticate(
  db: Database,
  { email, password, audience = 'staff' }: { email: string; password: string; audience?: Audience },
): Promise<{ id: string; email: string; name: string } | null> {
  const [user] = await db.select().from(users).where(hasEmail(email)).limit(1)
  const right = await verifyPassword(user?.passwordHash ?? null, password)
  if (!user?.passwordHash || !right || !user.isActive || !(audience === 'everyone' || user.isStaff)) return null
  // Checking takes a while. A password that was replaced meanwhile must neither log in nor come back as a newer hash.
  const [still] = await db
    .update(users)
    .set({ passwordHash: isOutdated(user.passwordHash) ? await hashPassword(password) : user.passwordHash })
    .where(and(eq(users.id, user.id), eq(users.passwordHash, user.passwordHash), users.isActive))
    .returning({ id: users.id })
  return still ? { id: user.id, email: user.email, name: user.name } : null
}

/**
 * Whether a session in `alias` has neither reached its end nor been idle for too long. The maximum lifetime counts from
 * the log-in under the settings of now, so a shorter one also applies to sessions that exist.
 */
export const isLive = (alias: string, { idleHours, absoluteDays }: Pick<Limits, 'idleHours' | 'absoluteDays'>): SQL => {
  const s = sql.raw(alias)
  return sql`(${s}.expires_at > now() and ${s}.created_at > now() - make_interval(days => ${absoluteDays}::int)
    and ${s}.last_seen_at > now() - make_interval(hours => ${idleHours}::int))`
}

export interface NewSession {
  userId: string
  client: Client
  /** Default: those of a site without settings. */
  limits?: Limits
}

/** Starts a session and returns its id, which is stored only in the user's cookie. */
export async function startSession(
  db: Database,
  { userId, client, limits = accountSettings().sessions }: NewSession,
): Promise<string> {
  const id = randomBytes(32).toString('base64url')
  await db.transaction(async (tx) => {
    await tx.delete(sessions).where(lt(sessions.expiresAt, sql`now()`))
    await tx.insert(sessions).values({
      idHash: hashSessionId(id),
      userId,
      expiresAt: sql`now() + make_interval(days => ${limits.absoluteDays}::int)`,
      address: client.address,
      agent: client.agent?.slice(0, 300) ?? null,
    })
    await tx
      .update(users)
      .set({ lastLoginAt: sql`now()` })
      .where(eq(users.id, userId))
  })
  return id
}

/** Ends a session. @returns Whose it was; null if it did not exist. */
export async function endSession(db: Database, id: string): Promise<{ id: string; email: string } | null> {
  const [user] = await db.execute<{ id: string; email: string }>(sql`
    with gone as (delete from brolly.sessions where id_hash = ${hashSessionId(id)} returning user_id)
    select u.id::text as id, u.email from gone join brolly.users u on u.id = gone.user_id`)
  return user ?? null
}

/** Whether an account is active and may use the admin. */
export async function isStaffAccount(db: Database, userId: string): Promise<boolean> {
  const found = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), users.isActive, users.isStaff))
  return found.length > 0
}

interface WhichSessions {
  limits?: Limits
  /** Default `staff`: null for an account that may not use the admin. */
  audience?: Audience
  /** Whether an account that still has to set up a second factor counts: only where it does so. Default false. */
  enrolling?: boolean
}

/**
 * The actor of a session, in one query on every request. An ended session, a deactivated account and a revoked
 * permission therefore take effect with the next request.
 */
export async function actorOfSession(
  db: Database,
  id: string,
  { limits = accountSettings().sessions, audience = 'staff', enrolling = false }: WhichSessions = {},
): Promise<Actor | null> {
  const idHash = hashSessionId(id)
  // Only the admin is looked at as another user. The public side, and what concerns an account, stay those of the session's user.
  const isAdmin = audience === 'staff'
  const [row] = await db.execute<AccountRow & ActingRow & { stale: string }>(sql`
    select ${accountColumns}, ${actingColumns}, (s.last_seen_at < now() - make_interval(secs => ${sql.raw(String(touchSeconds))}))::text as stale,
      (s.verified_at > now() - make_interval(mins => ${limits.confirmMinutes}::int))::text as is_fresh
    from brolly.sessions s join brolly.users o on o.id = s.user_id
      join brolly.users u on u.id = case when ${isAdmin} then coalesce(s.as_user_id, s.user_id) else s.user_id end
    where s.id_hash = ${idHash} and ${isLive('s', limits)} and o.is_active and (o.is_staff or ${!isAdmin})
      and u.is_active and (u.is_staff or ${!isAdmin}) and (${enrolling} or not ${lacksFactor('o', limits.factorRequiredFor)})`)
  if (!row) return null
  if (row.stale === 'true')
    await db
      .update(sessions)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(sessions.idHash, idHash))
  return row.id === row.owner_id ? actorOf(row) : actingActor(row)
}

interface ActingRow extends Record<string, unknown> {
  owner_id: string
  owner_email: string
  owner_is_superuser: string
  owner_grants: string | null
  as_reader: string
}

/** Who is really there. Their permissions are only asked for if they act as somebody else. */
const actingColumns = sql`o.id::text as owner_id, o.email as owner_email, o.is_superuser::text as owner_is_superuser, s.as_reader::text as as_reader,
  case when s.as_user_id is not null then ${grantsOf('o')} end as owner_grants`

/** Null if the one who acts may not do that any more: the session then has to be started anew. */
function actingActor(row: AccountRow & ActingRow): Actor | null {
  const actor = actorOf(row)
  const grants: unknown = JSON.parse(row.owner_grants ?? '[]')
  const owner = {
    isSuperuser: row.owner_is_superuser === 'true',
    grants: new Set(Array.isArray(grants) ? grants.map(String) : []),
  }
  const isReader = row.as_reader === 'true'
  if (!mayActAs(owner, actor) || (isReader && !owner.isSuperuser)) return null
  return { ...actor, isFresh: false, isReader, actedBy: { id: row.owner_id, email: row.owner_email } }
}
