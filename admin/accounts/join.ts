import { eq } from 'drizzle-orm'
import { auditEntries, users } from '../brolly/tables'
import { recordSecurity } from '../audit/security-log'
import { AdminError } from '../errors'
import type { Database } from '../postgres/database'
import { changePassword, createUser } from './accounts'
import { useLink } from './links'
import { checkRepeat, type NewPassword } from './password'
import { queueAsked } from './reset-password'
import { visitor, type VisitContext } from './visit'
import * as words from '../words/accounts'

/** What a visitor fills in to get an account. */
export interface Joining extends NewPassword {
  token: string | null
  name: string
}

/** The account that came about. */
export interface Joined {
  id: string
  email: string
  isStaff: boolean
}

const longestName = 200

/** The name of an account, as it is stored. @throws {AdminError} `INVALID`, with the message at the field `name`. */
export function nameOf({ name }: Pick<Joining, 'name'>): string {
  const trimmed = name.trim()
  if (trimmed.length > longestName || /\p{Cc}/u.test(trimmed))
    throw new AdminError('INVALID', words.nameNotPossible, { fields: { name: words.nameNotPossible } })
  return trimmed
}

/**
 * Asks for a link to an account of one's own. The answer and the work are the same for every address: who has an account
 * gets a mail that says so.
 * @throws {AdminError} `NOT_FOUND` unless registration is open; `INVALID` for what is no address; `TOO_MANY`.
 */
export async function requestRegistration(visit: VisitContext, { email }: { email: string }): Promise<void> {
  requireOpen(visit)
  await queueAsked(visit, { kind: 'registration', event: 'registration-requested', email })
}

function requireOpen({ site }: Pick<VisitContext, 'site'>): void {
  if (site.accounts.registration !== 'open') throw new AdminError('NOT_FOUND', words.registrationClosed)
}

/**
 * Makes the account of a registration link, whose address is thereby known to be right. It is not staff, and in no group.
 * @throws {AdminError} `INVALID` for a link that is no longer valid, or a password that is weak or mistyped; `CONFLICT` if the
 *   address has got an account in the meantime; `NOT_FOUND` if registration has been closed; `TOO_MANY`.
 */
export async function register(visit: VisitContext, given: Joining): Promise<Joined> {
  requireOpen(visit)
  const which = { token: given.token, purpose: 'registration' } as const
  const joined = await useLink(visitor(visit), which, async (tx, { email }) => {
    checkRepeat(given)
    const rules = visit.site.accounts.passwords
    const account = { email, name: nameOf(given), password: given.password, isStaff: false, isSuperuser: false }
    const { id } = await createUser(tx, {
      ...account,
      groups: [],
      permissions: [],
      by: email,
      rules,
      profile: visit.site.accounts.profile,
    })
    return { id, email, isStaff: false }
  })
  await recordSecurity(visitor(visit), { kind: 'registered', account: joined.email })
  return joined
}

/**
 * Sets the name and the first password of the account that an invitation is for. Its groups are those that it has now.
 * @throws {AdminError} `INVALID` for a link that is no longer valid, or a password that is weak or mistyped; `TOO_MANY`.
 */
export async function acceptInvitation(visit: VisitContext, given: Joining): Promise<Joined> {
  const which = { token: given.token, purpose: 'invitation' } as const
  const joined = await useLink(visitor(visit), which, async (tx, { userId, email }) => {
    if (userId === null) throw new Error('An invitation has no account.')
    checkRepeat(given)
    const by = { id: userId, label: email }
    await renameTo(tx, { ...by, name: nameOf(given) })
    const rules = visit.site.accounts.passwords
    await changePassword(tx, { user: { id: userId }, password: given.password, by, rules })
    const [account] = await tx.select({ isStaff: users.isStaff }).from(users).where(eq(users.id, userId))
    return { id: userId, email, isStaff: account?.isStaff ?? false }
  })
  await recordSecurity(visitor(visit), { kind: 'invitation-accepted', account: joined.email })
  return joined
}

async function renameTo(tx: Database, { id, label, name }: { id: string; label: string; name: string }): Promise<void> {
  const [before] = await tx.select({ name: users.name }).from(users).where(eq(users.id, id))
  if (!before || before.name === name || name === '') return
  await tx.update(users).set({ name }).where(eq(users.id, id))
  await tx.insert(auditEntries).values({
    actorId: id,
    actorLabel: label,
    table: 'brolly.users',
    key: id,
    label,
    action: 'change',
    changes: { name: [before.name, name] },
  })
}
