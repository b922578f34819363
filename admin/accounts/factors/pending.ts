import { createHash, randomBytes } from 'node:crypto'
import { eq, lt, sql } from 'drizzle-orm'
import { pendingLogIns } from '../../brolly/tables'
import type { Database } from '../../postgres/database'
import type { Audience } from '../sessions'
import type { FactorOwner } from './note-change'

/** How long the second factor may take, in minutes. */
export const pendingMinutes = 10

const hashId = (id: string): string => createHash('sha256').update(id).digest('hex')

/** The account as it is: a change of its password or its address voids the log-in. */
const accountState = sql`encode(sha256(convert_to(
  concat_ws('|', coalesce(u.password_hash, ''), u.email, u.is_active::text), 'UTF8')), 'hex')`

/**
 * Remembers a log-in whose password was right. It is no session: it gives access to nothing, and lies in a table of its own.
 * @returns Its id, which is stored only in the browser's cookie.
 */
export async function startPending(db: Database, userId: string): Promise<string> {
  const id = randomBytes(32).toString('base64url')
  await db.transaction(async (tx) => {
    await tx.delete(pendingLogIns).where(lt(pendingLogIns.expiresAt, sql`now()`))
    await tx.execute(sql`
      insert into brolly.pending_log_ins (id_hash, user_id, state, expires_at)
      select ${hashId(id)}, u.id, ${accountState}, now() + make_interval(mins => ${pendingMinutes}::int)
      from brolly.users u where u.id = ${userId}::text::uuid`)
  })
  return id
}

/** Whose log-in it is; null if it has expired, or if the account has changed or may not log in here. */
export async function pendingOwner(
  db: Database,
  id: string,
  audience: Audience = 'staff',
): Promise<FactorOwner | null> {
  const [row] = await db.execute<{ id: string; email: string }>(sql`
    select u.id::text as id, u.email from brolly.pending_log_ins p join brolly.users u on u.id = p.user_id
    where p.id_hash = ${hashId(id)} and p.expires_at > now() and p.state = ${accountState} and u.is_active
      and (u.is_staff or ${audience === 'everyone'})`)
  return row ?? null
}

/** Ends a log-in that has got its second factor. @returns Whether it was still there: of several at once, one goes on. */
export async function finishPending(db: Database, id: string): Promise<boolean> {
  const gone = await db
    .delete(pendingLogIns)
    .where(eq(pendingLogIns.idHash, hashId(id)))
    .returning({ userId: pendingLogIns.userId })
  return gone.length > 0
}
