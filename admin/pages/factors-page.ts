import { factorsOf, removeAllFactors } from '../accounts/factors/own-factors'
import { requireFresh } from '../accounts/fresh'
import { usersAdmin } from '../accounts/users-admin'
import { formatMoment } from '../audit/moments'
import { AdminError } from '../errors'
import { loadRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import type { FactorsPage } from './shapes/factors'
import * as words from '../words/factors'

/** @throws {AdminError} `FORBIDDEN` unless the actor is a superuser who may change this account; `NOT_FOUND`. */
async function accountFor(ctx: AdminContext, id: string): Promise<{ id: string; email: string }> {
  const record = await loadRecord(ctx, usersAdmin(ctx), { key: id, verb: 'change' })
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', words.onlySuperusers)
  return { id, email: record.values.email ?? '' }
}

/**
 * The second factors of an account.
 * @throws {AdminError} `FORBIDDEN` unless the actor is a superuser who may change this account; `NOT_FOUND`.
 */
export async function factorsPage(ctx: AdminContext, id: string): Promise<FactorsPage> {
  const { email } = await accountFor(ctx, id)
  const { authenticator, passkeys, recoveryCodes } = await factorsOf(ctx.db, id)
  const moment = (at: string) => formatMoment(ctx, at).shown
  return {
    email,
    factors: [
      ...(authenticator === null ? [] : [{ name: words.authenticator, since: moment(authenticator), lastUsed: null }]),
      ...passkeys.map(({ name, createdAt, lastUsedAt }) => ({
        name: words.passkeyNamed(name),
        since: moment(createdAt),
        lastUsed: lastUsedAt === null ? null : moment(lastUsedAt),
      })),
    ],
    recoveryCodes,
    isOwn: id === ctx.actor.id,
  }
}

/**
 * Removes all second factors of another account, for an owner who has lost them, and ends its sessions. The owner is notified by mail.
 * @throws {AdminError} `UNCONFIRMED`; `FORBIDDEN`, also for one's own; `NOT_FOUND`; `INVALID` if there are none.
 */
export async function removeFactorsOf(ctx: AdminContext, id: string): Promise<{ email: string }> {
  const owner = await accountFor(ctx, id)
  if (id === ctx.actor.id) throw new AdminError('FORBIDDEN', words.ownElsewhere)
  requireFresh(ctx)
  const removed = await removeAllFactors(ctx, { owner })
  if (removed.length === 0) throw new AdminError('INVALID', words.noFactor)
  return { email: owner.email }
}
