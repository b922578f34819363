import { sql } from 'drizzle-orm'
import { requireOneself } from './fresh'
import { recordSecurity } from '../audit/security-log'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { queue } from '../mail/outbox'
import type { Database } from '../postgres/database'
import type { SecurityKind } from '../site/security-event'
import { changePassword } from './accounts'
import { limited } from './attempts'
import { useLink } from './links'
import { emailSpellings, isEmail, normalEmail } from './normal-email'
import { checkRepeat, type NewPassword } from './password'
import { visitor, type OwnContext, type Side, type VisitContext } from './visit'
import * as words from '../words/accounts'
import * as mailWords from '../words/mail'

/**
 * The address that a form asks a mail for.
 * @throws {AdminError} `INVALID`, with the message at the field `email`; `UNAVAILABLE` if the site sends no mail.
 */
export function mailAddress({ mail }: Pick<VisitContext, 'mail'>, given: string): string {
  if (!mail) throw new AdminError('UNAVAILABLE', mailWords.notSetUp)
  const email = normalEmail(given)
  if (isEmail(email) && email.length <= 254) return email
  throw new AdminError('INVALID', words.enterEmail, { fields: { email: words.enterEmail } })
}

interface AskedMail {
  readonly kind: 'reset' | 'registration'
  readonly event: SecurityKind
  readonly email: string
  readonly data?: Record<string, unknown>
}

/**
 * Queues a mail that a visitor asks for. One client cannot ask without limit; what others ask for does not make the owner of
 * an address wait, since the outbox limits the mails to one address.
 * @throws {AdminError} `INVALID`, `UNAVAILABLE`, `TOO_MANY`
 */
export async function queueAsked(visit: VisitContext, { kind, event, email, data }: AskedMail): Promise<void> {
  const recipient = mailAddress(visit, email)
  const origin = visitor(visit)
  await limited(origin, { what: kind, account: recipient, acrossClients: false }, () =>
    queue(visit.db, { kind, recipient, data }),
  )
  await recordSecurity(origin, { kind: event, account: recipient })
}

/**
 * Asks for a link to a new password. The work is the same for every address: whether it has an account is looked up
 * when the mail is written, after the response.
 * @throws {AdminError} `INVALID` for what is no address; `UNAVAILABLE` if the site sends no mail; `TOO_MANY`.
 */
export async function requestReset(visit: VisitContext, { email, side }: { email: string; side: Side }): Promise<void> {
  await queueAsked(visit, { kind: 'reset', event: 'reset-requested', email, data: { side } })
}

/**
 * Asks for a link to a first password, for the actor's own account. Who is logged in has proved whose account it is, so unlike
 * `requestReset` this is possible without a password so far.
 * @throws {AdminError} `INVALID` for an account with a password; `UNAVAILABLE` if the site sends no mail; `TOO_MANY`.
 */
export async function requestFirstPassword(ctx: OwnContext, side: Side): Promise<{ email: string }> {
  requireOneself(ctx)
  const { id, email, hasPassword } = ctx.actor
  if (hasPassword) throw new AdminError('INVALID', words.hasPasswordAlready)
  await queueAsked(ctx, { kind: 'reset', event: 'reset-requested', email, data: { side, owner: id } })
  return { email }
}

/** The active account with this address, however it is spelled. */
export async function accountWithEmail(
  db: Database,
  email: string,
): Promise<{ id: string; email: string; hasPassword: boolean } | null> {
  const [found] = await db.execute<{ id: string; email: string; hasPassword: boolean }>(sql`
    select u.id::text as id, u.email, u.password_hash is not null as "hasPassword" from brolly.users u
    where lower(u.email) = any(${formatArrayLiteral(emailSpellings(email))}::text::text[]) and u.is_active limit 1`)
  return found ?? null
}

/**
 * Sets the password of a reset link's account, and ends all its sessions. A refused password does not use the link up.
 * @throws {AdminError} `INVALID` for a link that is no longer valid, or a password that is weak or mistyped; `TOO_MANY`.
 */
export async function resetPassword(
  visit: VisitContext,
  given: NewPassword & { token: string | null },
): Promise<{ email: string }> {
  const which = { token: given.token, purpose: 'reset' } as const
  const changed = await useLink(visitor(visit), which, async (tx, { userId, email }) => {
    if (userId === null) throw new Error('A reset link has no account.')
    checkRepeat(given)
    return changePassword(tx, {
      user: { id: userId },
      password: given.password,
      rules: visit.site.accounts.passwords,
      by: { id: userId, label: email },
    })
  })
  await recordSecurity(visitor(visit), { kind: 'password-reset', account: changed.email })
  return changed
}
