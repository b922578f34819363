import { and, eq, ne, sql } from 'drizzle-orm'
import { sessions, users } from '../../brolly/tables'
import type { Database } from '../../postgres/database'
import { countRecoveryCodes, replaceRecoveryCodes } from './recovery-codes'
import { hasFactor } from './required'

/** Whether an account has a second factor. */
export async function accountHasFactor(db: Database, userId: string): Promise<boolean> {
  const [row] = await db.execute<{ has: boolean }>(
    sql`select ${hasFactor('u')} as has from brolly.users u where u.id = ${userId}::text::uuid`,
  )
  return row?.has === true
}

/** Two changes of an account's factors happen one after the other. */
export const lockOwner = (tx: Database, userId: string) =>
  tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update')

/**
 * Before a factor is added, in its transaction: the first one ends the account's other sessions, which were opened without one.
 * @returns New recovery codes; null if the account has some.
 */
export async function addedFactor(
  tx: Database,
  { userId, keepSession }: { userId: string; keepSession: string | null },
): Promise<string[] | null> {
  await lockOwner(tx, userId)
  if (!(await accountHasFactor(tx, userId))) await endOtherSessions(tx, userId, keepSession)
  return (await countRecoveryCodes(tx, userId)) > 0 ? null : replaceRecoveryCodes(tx, userId)
}

/** @param kept The hash of the session that goes on; null for none. */
export async function endOtherSessions(tx: Database, userId: string, kept: string | null): Promise<void> {
  const others = kept === null ? undefined : ne(sessions.idHash, kept)
  await tx.delete(sessions).where(and(eq(sessions.userId, userId), others))
}
