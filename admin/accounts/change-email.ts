import { and, eq, ne, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { auditEntries, sessions, users } from '../brolly/tables'
import { databaseFailure } from '../postgres/errors'
import { AdminError } from '../errors'
import { sqlState } from '../errors/sql-state'
import { queue } from '../mail/outbox'
import type { Database } from '../postgres/database'
import { isTaken, notPresentPassword } from './accounts'
import { limited } from './attempts'
import { stateForEmail, useLink, type MailLink } from './links'
import { requireOwnPassword } from './own-password'
import { mailAddress } from './reset-password'
import { visitor, type OwnContext, type Side, type VisitContext } from './visit'
import * as words from '../words/accounts'

/**
 * Asks for a change of the actor's own address. A mail with a link goes to the new address, and a notice with a link to cancel
 * to the present one; nothing changes before the link is used. A later request replaces an earlier one. The answer is the same
 * for an address that has an account already.
 *
 * @throws {AdminError} `INVALID` for what is no address, or for a wrong password; `UNAVAILABLE` if the site sends no mail;
 *   `TOO_MANY`.
 */
export async function requestEmailChange(
  ctx: OwnContext,
  given: { email: string; current: string; side: Side },
): Promise<{ email: string }> {
  const recipient = mailAddress(ctx, given.email)
  const { id, email: present } = ctx.actor
  if (recipient === present) throw new AdminError('INVALID', words.sameEmail, { fields: { email: words.sameEmail } })
  const hash = await requireOwnPassword(ctx, given.current)
  await limited(ctx, { what: 'email', account: present, acrossClients: false }, () =>
    ctx.db.transaction(async (tx) => {
      // The mails may be written much later: they are void if the account, above all its password, is another by then.
      const state = await stateForEmail(tx, id)
      const mine = and(eq(users.id, id), eq(users.passwordHash, hash))
      if ((await tx.select({ id: users.id }).from(users).where(mine)).length === 0) throw notPresentPassword()
      const data = { userId: id, side: given.side, present, state }
      await dropEmailChange(tx, id)
      await queue(tx, { kind: 'email', recipient, data })
      await queue(tx, { kind: 'email-notice', recipient: present, data: { ...data, wanted: recipient } })
    }),
  )
  await recordSecurity(ctx, { kind: 'email-requested', detail: { to: recipient } })
  return { email: recipient }
}

/** Ends a change that was asked for: its link, and its mail if that is still waiting. */
async function dropEmailChange(tx: Database, userId: string): Promise<void> {
  await tx.execute(sql`delete from brolly.mail_links where purpose = 'email' and user_id = ${userId}::text::uuid`)
  await tx.execute(sql`
    update brolly.mails set due_at = null where kind = 'email' and due_at is not null and data ->> 'userId' = ${userId}::text`)
}

/**
 * Gives the account of a link its new address, and ends its sessions but one.
 *
 * @param given.keepSession The hash of the session that goes on, if it is of this account.
 * @throws {AdminError} `INVALID` for a link that is no longer valid; `CONFLICT` if the address has an account by now; `TOO_MANY`.
 */
export async function confirmEmail(
  visit: VisitContext,
  given: { token: string | null; keepSession: string | null },
): Promise<{ email: string }> {
  const changed = await useLink(visitor(visit), { token: given.token, purpose: 'email' }, async (tx, link) => {
    const account = await accountOfLink(tx, link)
    if (await isTaken(tx, link.email, account.id)) throw emailTaken(link.email)
    await tx.update(users).set({ email: link.email }).where(eq(users.id, account.id))
    const kept = given.keepSession === null ? undefined : ne(sessions.idHash, given.keepSession)
    await tx.delete(sessions).where(and(eq(sessions.userId, account.id), kept))
    await tx.insert(auditEntries).values({
      actorId: account.id,
      actorLabel: account.email,
      requestId: visit.requestId ?? null,
      table: 'brolly.users',
      key: account.id,
      label: link.email,
      action: 'change',
      changes: { email: [account.email, link.email] },
    })
    return { email: link.email, before: account.email }
  }).catch((error: unknown) => {
    // Somebody took the address between the check and the commit.
    if (databaseFailure(error)?.code === sqlState.uniqueViolation) throw emailTaken()
    throw error
  })
  await recordSecurity(visitor(visit), {
    kind: 'email-changed',
    account: changed.email,
    detail: { from: changed.before },
  })
  return { email: changed.email }
}

const emailTaken = (email?: string) =>
  new AdminError('CONFLICT', email === undefined ? words.thisEmailTaken : words.emailTaken(email))

/**
 * Cancels a change of the address, by the link that was sent to the present one.
 * @throws {AdminError} `INVALID` for a link that is no longer valid; `TOO_MANY`.
 */
export async function cancelEmailChange(visit: VisitContext, token: string | null): Promise<{ email: string }> {
  const { email } = await useLink(visitor(visit), { token, purpose: 'email-cancel' }, async (tx, link) => {
    const account = await accountOfLink(tx, link)
    await dropEmailChange(tx, account.id)
    return account
  })
  await recordSecurity(visitor(visit), { kind: 'email-cancelled', account: email })
  return { email }
}

async function accountOfLink(tx: Database, { userId }: MailLink): Promise<{ id: string; email: string }> {
  const [account] = await tx
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(eq(users.id, userId ?? ''))
    .for('update')
  if (!account) throw new Error('A link for an address has no account.')
  return account
}
