import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { users } from '../brolly/tables'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import type { Database } from '../postgres/database'
import { endOtherSessions, lockOwner } from './factors/added-factor'
import { noteFactorChange } from './factors/note-change'
import { requireFresh } from './fresh'
import type { OwnContext } from './visit'
import * as words from '../words/accounts'
import * as factorWords from '../words/factors'

/** What counts as another way in. */
export interface OtherWays {
  /** The ids of the providers of single sign-on that this server has now: an identity of another one leads nowhere. */
  readonly providers: readonly string[]
  /** Whether passkeys can be used here. */
  readonly passkeys: boolean
}

/**
 * Whether an account can be used without its password: by a passkey that has verified its user, as it must where no password comes
 * before it, or by single sign-on.
 */
export async function canLogInWithoutPassword(db: Database, userId: string, ways: OtherWays): Promise<boolean> {
  const [account] = await db.execute<{ open: boolean }>(sql`
    select (${ways.passkeys} and exists (select 1 from brolly.passkeys k where k.user_id = u.id and k.verifies_user))
      or exists (select 1 from brolly.identities i where i.user_id = u.id
        and i.provider = any(${formatArrayLiteral([...ways.providers])}::text::text[])) as open
    from brolly.users u where u.id = ${userId}::text::uuid`)
  return account?.open === true
}

/**
 * Removes the password of the actor's own account and ends its other sessions. The owner is notified by mail.
 *
 * @param given.keepSession The hash of the session that goes on; null for none.
 * @throws {AdminError} `UNCONFIRMED`; `INVALID` without a password, or if nothing else would be left to log in with.
 */
export async function removeOwnPassword(
  ctx: OwnContext,
  { keepSession, ways }: { keepSession: string | null; ways: OtherWays },
): Promise<void> {
  requireFresh(ctx)
  const { actor, db } = ctx
  await db.transaction(async (tx) => {
    // One after the other with changes of factors and log-ins elsewhere, so that two do not each leave the other as the last.
    await lockOwner(tx, actor.id)
    const removed = await tx
      .update(users)
      .set({ passwordHash: null })
      .where(and(eq(users.id, actor.id), isNotNull(users.passwordHash)))
      .returning({ id: users.id })
    if (removed.length === 0) throw new AdminError('INVALID', words.noPasswordToRemove)
    if (!(await canLogInWithoutPassword(tx, actor.id, ways))) throw new AdminError('INVALID', words.passwordOnlyWayIn)
    await endOtherSessions(tx, actor.id, keepSession)
    await noteFactorChange(tx, ctx, {
      owner: actor,
      changes: { [words.password]: [null, factorWords.removed] },
      told: factorWords.wasRemoved(words.password),
    })
  })
  await recordSecurity(ctx, { kind: 'password', detail: { removed: 'true' } })
}
