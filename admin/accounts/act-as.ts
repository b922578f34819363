import { and, eq, isNotNull } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { sessions, users } from '../brolly/tables'
import { AdminError } from '../errors'
import { isUuid } from '../schema/uuid'
import type { Actor, AdminContext } from '../site/context'
import * as words from '../words/act-as'
import * as rowsWords from '../words/rows'
import { readActor } from './actor'
import { requireFresh } from './fresh'
import { mayEnterAdmin } from './may-enter'

/** The permission to act as users with no more permissions than the actor. Superusers have it. */
export const impersonate = 'brolly.users.impersonate'

/** `view` shows what the user sees, read-only. `act` allows changes, with both names in the audit log. */
export type ActingMode = 'view' | 'act'

export interface ActAsPage {
  id: string
  email: string
  /** The reason why a mode is not possible; null if it is. */
  problems: Readonly<Record<ActingMode, string | null>>
}

/**
 * The user whom the actor wants to act as, with the reasons against viewing and acting.
 * @throws {AdminError} `FORBIDDEN` if the actor may act as nobody at all; `NOT_FOUND`.
 */
export async function actAsPage(ctx: AdminContext, userId: string): Promise<ActAsPage> {
  const target = await targetOf(ctx, userId)
  return {
    id: target.id,
    email: target.email,
    problems: { view: problemWith(ctx.actor, target, 'view'), act: problemWith(ctx.actor, target, 'act') },
  }
}

/**
 * Switches a session of the actor to viewing the admin as another user, or to acting as them.
 *
 * @param request.session The hash of the request's session.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`; `INVALID` for a session that is not Brolly's; `UNCONFIRMED` as `requireFresh` does.
 */
export async function startActing(
  ctx: AdminContext,
  { userId, mode, session }: { userId: string; mode: ActingMode; session: string },
): Promise<{ email: string }> {
  requireFresh(ctx)
  const target = await targetOf(ctx, userId)
  const problem = problemWith(ctx.actor, target, mode)
  if (problem !== null) throw new AdminError('FORBIDDEN', problem)
  // Otherwise the session could open nothing, not even the button to return.
  if (!(await mayEnterAdmin(ctx.site, target))) throw new AdminError('FORBIDDEN', words.notInAdmin)
  const [begun] = await ctx.db
    .update(sessions)
    .set({ asUserId: target.id, asReader: mode === 'view' })
    .where(and(eq(sessions.idHash, session), eq(sessions.userId, ctx.actor.id)))
    .returning({ id: sessions.idHash })
  // If another library keeps the sessions, there is none to record it in.
  if (!begun) throw new AdminError('INVALID', words.noSession)
  await recordSecurity(ctx, { kind: 'acting-started', account: target.email, detail: { mode } })
  return { email: target.email }
}

/** Returns a session to its own user. @returns The user whom it acted as; null if it did not. */
export async function stopActing(
  ctx: Pick<AdminContext, 'db' | 'site' | 'client' | 'requestId'>,
  session: string,
): Promise<{ id: string; email: string } | null> {
  const [before] = await ctx.db
    .select({ id: users.id, email: users.email, ownerId: sessions.userId })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.asUserId))
    .where(and(eq(sessions.idHash, session), isNotNull(sessions.asUserId)))
  if (!before) return null
  await ctx.db.update(sessions).set({ asUserId: null, asReader: false }).where(eq(sessions.idHash, session))
  const [owner] = await ctx.db
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(eq(users.id, before.ownerId))
  await recordSecurity({ ...ctx, actor: owner ?? null }, { kind: 'acting-ended', account: before.email })
  return { id: before.id, email: before.email }
}

/** Whether there may be users whom the actor can act as. An actor who already acts as another user has to return first. */
export const mayActAsSomebody = ({ actedBy, isSuperuser, grants }: Actor): boolean =>
  !actedBy && (isSuperuser || grants.has(impersonate))

async function targetOf(ctx: AdminContext, userId: string): Promise<Actor & { isActive: boolean }> {
  if (!mayActAsSomebody(ctx.actor)) throw new AdminError('FORBIDDEN', words.mayNotAct)
  const target = isUuid(userId) ? await readActor(ctx.db, userId) : null
  if (!target) throw new AdminError('NOT_FOUND', rowsWords.noSuch('user'))
  return target
}

function problemWith(owner: Actor, target: Actor & { isActive: boolean }, mode: ActingMode): string | null {
  if (target.id === owner.id) return words.notOneself
  if (!target.isActive || !target.isStaff) return words.notInAdmin
  if (!mayActAs(owner, target)) return words.notAbove
  return mode === 'view' && !owner.isSuperuser ? words.onlySuperusersLook : null
}

/** Prevents an escalation: nobody acts as a superuser, and others only as a user whose permissions they all have. */
export const mayActAs = (
  owner: Pick<Actor, 'isSuperuser' | 'grants'>,
  target: Pick<Actor, 'isSuperuser' | 'grants'>,
): boolean =>
  !target.isSuperuser &&
  (owner.isSuperuser ||
    (owner.grants.has(impersonate) && [...target.grants].every((permission) => owner.grants.has(permission))))
