import { eq, sql } from 'drizzle-orm'
import { authenticators, passkeys, pendingLogIns, recoveryCodes, users } from '../../brolly/tables'
import { AdminError } from '../../errors'
import type { Database } from '../../postgres/database'
import { requireFresh } from '../fresh'
import { hasEmail } from '../normal-email'
import { hasWayIn } from '../way-in'
import type { OwnContext } from '../visit'
import { accountHasFactor, endOtherSessions, lockOwner } from './added-factor'
import { noteFactorChange, recordFactor, type FactorOrigin, type FactorOwner } from './note-change'
import { countRecoveryCodes, replaceRecoveryCodes } from './recovery-codes'
import { lacksFactor } from './required'
import * as accountWords from '../../words/accounts'
import * as words from '../../words/factors'

/** The second factors of an account. Times are PostgreSQL's text. */
export interface Factors {
  /** When the authenticator app was added; null if there is none. */
  readonly authenticator: string | null
  readonly passkeys: readonly PasskeySummary[]
  /** How many recovery codes are left. */
  readonly recoveryCodes: number
}

export interface PasskeySummary {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly isBackedUp: boolean
}

/** The factors of an account, for its owner or for who may change it. */
export async function factorsOf(db: Database, userId: string): Promise<Factors> {
  const [app] = await db
    .select({ at: authenticators.createdAt })
    .from(authenticators)
    .where(eq(authenticators.userId, userId))
  const keys = await db
    .select({
      id: passkeys.id,
      name: passkeys.name,
      createdAt: passkeys.createdAt,
      lastUsedAt: passkeys.lastUsedAt,
      isBackedUp: passkeys.isBackedUp,
    })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(passkeys.createdAt, passkeys.id)
  return { authenticator: app?.at ?? null, passkeys: keys, recoveryCodes: await countRecoveryCodes(db, userId) }
}

/** Which factor is removed: the authenticator app, or a passkey by its id. */
export type RemovedFactor = { readonly kind: 'authenticator' } | { readonly kind: 'passkey'; readonly id: string }

/**
 * Removes a factor of the actor's own account and ends its other sessions: whoever has found or stolen the factor may have opened
 * one. With the last factor the recovery codes go, too.
 *
 * @param keepSession The hash of the session that goes on.
 * @throws {AdminError} `UNCONFIRMED`; `NOT_FOUND`; `INVALID` if the account must have a factor, or if nothing else would be left
 *   to log in with.
 */
export async function removeOwnFactor(
  ctx: OwnContext,
  { removed, keepSession }: { removed: RemovedFactor; keepSession: string | null },
): Promise<void> {
  requireFresh(ctx)
  const { actor, db, site } = ctx
  const what = await db.transaction(async (tx) => {
    await lockOwner(tx, actor.id)
    const name = await deleteFactor(tx, actor.id, removed)
    if (removed.kind === 'passkey' && !(await hasWayIn(tx, actor.id))) throw new AdminError('INVALID', words.onlyWayIn)
    const [account] = await tx.execute<{ lacks: boolean }>(sql`
      select ${lacksFactor('u', site.accounts.sessions.factorRequiredFor)} as lacks
      from brolly.users u where u.id = ${actor.id}::text::uuid`)
    if (account?.lacks === true) throw new AdminError('INVALID', words.requiredHere)
    if (!(await accountHasFactor(tx, actor.id)))
      await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, actor.id))
    await endOtherSessions(tx, actor.id, keepSession)
    await noteFactorChange(tx, ctx, {
      owner: actor,
      changes: { [name]: [null, words.removed] },
      told: words.wasRemoved(name),
    })
    return name
  })
  await recordFactor(ctx, 'factor-removed', { owner: actor, detail: { factor: what } })
}

/** @returns What the factor is called. */
async function deleteFactor(tx: Database, userId: string, removed: RemovedFactor): Promise<string> {
  if (removed.kind === 'authenticator') {
    const gone = await tx.delete(authenticators).where(eq(authenticators.userId, userId)).returning()
    if (gone.length === 0) throw new AdminError('NOT_FOUND', words.noFactor)
    return words.authenticator
  }
  const [gone] = await tx
    .delete(passkeys)
    .where(sql`${passkeys.id} = ${removed.id} and ${passkeys.userId} = ${userId}::text::uuid`)
    .returning({ name: passkeys.name })
  if (!gone) throw new AdminError('NOT_FOUND', words.noSuchPasskey)
  return words.passkeyNamed(gone.name)
}

/**
 * Makes new recovery codes for the actor's own account; earlier ones are void.
 * @returns The codes, to be shown once.
 * @throws {AdminError} `UNCONFIRMED`; `INVALID` for an account without a factor.
 */
export async function renewRecoveryCodes(ctx: OwnContext): Promise<string[]> {
  requireFresh(ctx)
  const { actor, db } = ctx
  const codes = await db.transaction(async (tx) => {
    await lockOwner(tx, actor.id)
    if (!(await accountHasFactor(tx, actor.id))) throw new AdminError('INVALID', words.noFactor)
    await noteFactorChange(tx, ctx, {
      owner: actor,
      changes: { [words.recoveryCodes]: [null, words.replaced] },
      told: words.codesRenewed,
    })
    return replaceRecoveryCodes(tx, actor.id)
  })
  await recordFactor(ctx, 'recovery-codes-renewed', { owner: actor, detail: {} })
  return codes
}

/** The account with this address, for a command. @throws {AdminError} `NOT_FOUND` */
export async function accountByEmail(db: Database, email: string): Promise<FactorOwner> {
  const [account] = await db.select({ id: users.id, email: users.email }).from(users).where(hasEmail(email))
  if (!account) throw new AdminError('NOT_FOUND', accountWords.noUserWithEmail(email))
  return account
}

/**
 * Removes all factors of an account and ends its sessions, for an owner who has lost them.
 *
 * @param by Who does it, for a command that has no actor.
 * @returns The names of the factors; empty if there were none, and then nothing was changed.
 */
export async function removeAllFactors(
  origin: FactorOrigin,
  { owner, by }: { owner: FactorOwner; by?: string },
): Promise<string[]> {
  const names = await origin.db.transaction(async (tx) => {
    await lockOwner(tx, owner.id)
    const { authenticator, passkeys: keys } = await factorsOf(tx, owner.id)
    const found = [
      ...(authenticator === null ? [] : [words.authenticator]),
      ...keys.map(({ name }) => words.passkeyNamed(name)),
    ]
    if (found.length === 0) return found
    for (const table of [authenticators, passkeys, recoveryCodes, pendingLogIns])
      await tx.delete(table).where(eq(table.userId, owner.id))
    await endOtherSessions(tx, owner.id, null)
    await noteFactorChange(tx, origin, {
      owner,
      changes: Object.fromEntries(found.map((name) => [name, [null, words.removed]])),
      told: words.wasRemoved(found.join(', ')),
      by,
    })
    return found
  })
  if (names.length > 0) {
    const detail = { factor: names.join(', '), ...(by === undefined ? {} : { by }) }
    await recordFactor(origin, 'factor-removed', { owner, detail })
  }
  return names
}
