import { and, asc, eq } from 'drizzle-orm'
import { recordSecurity } from '../../audit/security-log'
import { identities, users } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { sqlState } from '../../errors/sql-state'
import { databaseFailure } from '../../postgres/errors'
import { isUuid } from '../../schema/uuid'
import * as words from '../../words/sign-on'
import { tellOwner } from '../factors/note-change'
import { requireFresh } from '../fresh'
import type { OwnContext } from '../visit'
import { hasWayIn } from '../way-in'
import type { SignOnIdentity } from './identity'
import { insertIdentity, writeIdentityAudit } from './sign-on'

/** A log-in at a provider that is connected to the actor's account. */
export interface OwnIdentity {
  readonly id: string
  /** The provider's id. */
  readonly provider: string
  /** The address there; '' if it is not known. */
  readonly email: string
}

/** What is connected to the actor's own account, the oldest first. */
export const ownIdentities = ({ db, actor }: OwnContext): Promise<OwnIdentity[]> =>
  db
    .select({ id: identities.id, provider: identities.provider, email: identities.email })
    .from(identities)
    .where(eq(identities.userId, actor.id))
    .orderBy(asc(identities.linkedAt), asc(identities.id))

/**
 * Connects an identity that a provider has vouched for to the actor's own account. Nothing happens if it is connected already.
 *
 * @param providerName For the messages.
 * @throws {AdminError} `INVALID` if its address is not verified; `CONFLICT` if it is connected to another account;
 *   `UNCONFIRMED`.
 */
export async function linkIdentity(ctx: OwnContext, identity: SignOnIdentity, providerName: string): Promise<void> {
  requireFresh(ctx)
  if (!identity.emailVerified) throw new AdminError('INVALID', words.unverified(providerName))
  const { db, actor } = ctx
  const which = and(eq(identities.issuer, identity.issuer), eq(identities.subject, identity.subject))
  const linked = await db
    .transaction(async (tx) => {
      const [present] = await tx.select({ userId: identities.userId }).from(identities).where(which)
      if (present?.userId === actor.id) return false
      if (present) throw new AdminError('CONFLICT', words.taken(providerName))
      await insertIdentity(tx, actor, identity)
      await tellOwner(tx, ctx, { owner: actor, told: words.toldConnected(providerName), by: actor.email })
      return true
    })
    .catch((error: unknown) => {
      if (databaseFailure(error)?.code !== sqlState.uniqueViolation) throw error
      throw new AdminError('CONFLICT', words.taken(providerName))
    })
  if (linked) await recordSecurity(ctx, { kind: 'identity-linked', detail: { provider: identity.provider } })
}

/**
 * Disconnects an identity from the actor's own account, unless nothing else could log in to it.
 * @throws {AdminError} `NOT_FOUND`; `INVALID` for the last way in; `UNCONFIRMED`.
 */
export async function unlinkIdentity(ctx: OwnContext, id: string): Promise<void> {
  requireFresh(ctx)
  const { db, actor } = ctx
  const provider = await db.transaction(async (tx) => {
    // One after the other, so that two do not each leave the other as the last.
    await tx.select({ id: users.id }).from(users).where(eq(users.id, actor.id)).for('update')
    const mine = and(eq(identities.id, id), eq(identities.userId, actor.id))
    const [gone] = isUuid(id) ? await tx.delete(identities).where(mine).returning() : []
    if (!gone) throw new AdminError('NOT_FOUND', words.noSuchIdentity)
    if (!(await hasWayIn(tx, actor.id))) throw new AdminError('INVALID', words.lastWayIn)
    await writeIdentityAudit(tx, actor, { provider: gone.provider, change: [gone.email || gone.subject, null] })
    return gone.provider
  })
  await recordSecurity(ctx, { kind: 'identity-unlinked', detail: { provider } })
}
