import { recordSecurity } from '../audit/security-log'
import { requireOneself } from '../accounts/fresh'
import { AdminError } from '../errors'
import { loadRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import { changePassword } from '../accounts/accounts'
import { requireFresh } from '../accounts/fresh'
import { usersAdmin } from '../accounts/users-admin'
import { requireOwnPassword } from '../accounts/own-password'
import { checkRepeat, type NewPassword } from '../accounts/password'
import type { OwnContext } from '../accounts/visit'
import * as words from '../words/accounts'

/**
 * The user whose password a page sets.
 * @throws {AdminError} `FORBIDDEN` for an actor who may not change this account; `NOT_FOUND`.
 */
export async function passwordPage(ctx: AdminContext, id: string): Promise<{ email: string }> {
  const record = await loadRecord(ctx, usersAdmin(ctx), { key: id, verb: 'change' })
  return { email: record.values.email ?? '' }
}

/**
 * Sets another user's password and ends their sessions. Changing one's own requires the current one:
 * `changeOwnPassword`.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`, `INVALID`
 */
export async function setPasswordOf(ctx: AdminContext, id: string, given: NewPassword): Promise<{ email: string }> {
  requireOneself(ctx)
  await passwordPage(ctx, id)
  requireFresh(ctx)
  if (id === ctx.actor.id) throw new AdminError('FORBIDDEN', words.ownPasswordElsewhere)
  checkRepeat(given)
  const changed = await changePassword(ctx.db, {
    user: { id },
    password: given.password,
    rules: ctx.site.accounts.passwords,
    by: { id: ctx.actor.id, label: ctx.actor.email },
  })
  await recordSecurity(ctx, { kind: 'password', account: changed.email })
  return changed
}

/** Changes the actor's own password. This session continues, all others end. @throws {AdminError} `INVALID` */
export async function changeOwnPassword(
  ctx: OwnContext,
  given: NewPassword & { current: string; keepSession: string },
): Promise<void> {
  const replaces = await requireOwnPassword(ctx, given.current)
  checkRepeat(given)
  await changePassword(ctx.db, {
    user: { id: ctx.actor.id },
    password: given.password,
    rules: ctx.site.accounts.passwords,
    by: { id: ctx.actor.id, label: ctx.actor.email },
    keepSession: given.keepSession,
    replaces,
  })
  await recordSecurity(ctx, { kind: 'password' })
}
