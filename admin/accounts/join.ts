import { eq } from 'drizzle-orm'
import { auditEntries, users } from '../brolly/tables'
import { recordSecurity } from '../audit/security-log'
import { AdminError } from '../errors'
import type { Database } from '../postgres/database'
import type { Actor, AdminContext } from '../site/context'
import type { Entries } from '../write/form-values'
import { afterCommitOf } from '../write/retry'
import { changePassword, createUser } from './accounts'
import { useLink, type MailLink } from './links'
import { makeActor, noAccount, readActor } from './actor'
import { ownProfile, saveOwnProfile } from './own-profile'
import { checkRepeat, type NewPassword } from './password'
import { queueAsked } from './reset-password'
import { visitor, type VisitContext } from './visit'
import * as words from '../words/accounts'

/** What a visitor fills in to get an account. */
export interface Joining extends NewPassword {
  token: string | null
  name: string
  /** What was posted for the profile, and the context to save it in; its actor is not looked at. */
  profile?: { readonly ctx: AdminContext; readonly entries: Entries }
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
  const fills = given.profile && (await ownProfile({ ...given.profile.ctx, actor: newcomer({ email: '' }) })) !== null
  const later: CommittedWork[] = []
  const joined = await useLink(visitor(visit), which, async (tx, { email }) => {
    const { accounts } = visit.site
    const { id } = await ofAccount(async () => {
      checkRepeat(given)
      const account = { email, name: nameOf(given), password: given.password, isStaff: false, isSuperuser: false }
      const profile = fills ? null : accounts.profile
      const none = { groups: [], permissions: [] }
      return createUser(tx, { ...account, ...none, by: email, rules: accounts.passwords, profile })
    })
    const actor = newcomer({ id, email, name: nameOf(given) })
    if (fills && given.profile) await fillProfile(tx, { ...given.profile, actor, later })
    return { id, email, isStaff: false }
  })
  later.forEach(afterCommitOf({}))
  await recordSecurity(visitor(visit), { kind: 'registered', account: joined.email })
  return joined
}

/**
 * Sets the name and the first password of the account that an invitation is for. Its groups are those that it has now.
 * @throws {AdminError} `INVALID` for a link that is no longer valid, or a password that is weak or mistyped; `TOO_MANY`.
 */
export async function acceptInvitation(visit: VisitContext, given: Joining): Promise<Joined> {
  const which = { token: given.token, purpose: 'invitation' } as const
  const later: CommittedWork[] = []
  const joined = await useLink(visitor(visit), which, async (tx, { userId, email }) => {
    if (userId === null) throw new Error('An invitation has no account.')
    await ofAccount(async () => {
      checkRepeat(given)
      const by = { id: userId, label: email }
      await renameTo(tx, { ...by, name: nameOf(given) })
      const rules = visit.site.accounts.passwords
      await changePassword(tx, { user: { id: userId }, password: given.password, by, rules })
    })
    const account = await readActor(tx, userId)
    if (account && given.profile) await fillProfile(tx, { ...given.profile, actor: account, later })
    return { id: userId, email, isStaff: account?.isStaff ?? false }
  })
  later.forEach(afterCommitOf({}))
  await recordSecurity(visitor(visit), { kind: 'invitation-accepted', account: joined.email })
  return joined
}

/** Who fills in the form behind a link: the account that it is for, or the one that does not exist yet. */
export async function joiningActor(
  db: Database,
  { userId, email }: Pick<MailLink, 'userId' | 'email'>,
): Promise<Actor> {
  return (userId === null ? null : await readActor(db, userId)) ?? newcomer({ email })
}

const newcomer = ({ id = noAccount, email, name = '' }: { id?: string; email: string; name?: string }): Actor =>
  makeActor({ id, email, name, isStaff: false, isSuperuser: false, groups: [], grants: [] })

/** Names what is wrong with the account as its inputs are named, which begin with `~` beside those of columns. */
async function ofAccount<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    const fields = Object.fromEntries(Object.entries(error.fields).map(([name, said]) => [`~${name}`, said]))
    throw new AdminError(error.code, error.message, {
      cause: error,
      fields,
      ...(error.retryAfter === null ? {} : { retryAfter: error.retryAfter }),
    })
  }
}

type CommittedWork = () => Promise<void> | void

interface Filling {
  readonly actor: Actor
  /** Gets what hooks of the table want to do once everything was committed. */
  readonly later: CommittedWork[]
}

/** Does nothing if there is nothing that the owner may fill in: then the form had no such fields. */
async function fillProfile(
  tx: Database,
  { ctx, actor, entries, later }: NonNullable<Joining['profile']> & Filling,
): Promise<void> {
  const own: AdminContext = { ...ctx, db: tx, actor, afterCommit: (work) => void later.push(work) }
  if ((await ownProfile(own)) !== null) await saveOwnProfile(own, entries)
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
