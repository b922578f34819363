import { and, eq, sql } from 'drizzle-orm'
import { recordSecurity } from '../../audit/security-log'
import { auditEntries, identities, mailLinks, users } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { sqlState } from '../../errors/sql-state'
import type { Database } from '../../postgres/database'
import { databaseFailure } from '../../postgres/errors'
import * as words from '../../words/sign-on'
import { createUser } from '../accounts'
import { hasInvitation } from '../links'
import { hasEmail } from '../normal-email'
import { visitor, type Side, type VisitContext } from '../visit'
import { applyGroupClaims, claimedGroups, type GroupChange } from './group-claims'
import type { SignOnIdentity } from './identity'

/** The account that somebody gets into. */
export interface SignedOn {
  readonly id: string
  readonly email: string
}

/** Why somebody does not get in. It is in the security log, and not told to them. */
type Reason = 'unknown' | 'not verified' | 'not connected' | 'inactive' | 'no access'

class Refused extends Error {
  constructor(readonly reason: Reason) {
    super(reason)
  }
}

/** What came about by the log-in, for the security log. */
interface Outcome extends SignedOn {
  readonly came: 'known' | 'linked' | 'invited' | 'registered'
  readonly groups: GroupChange | null
}

/**
 * The account of an identity that a provider has vouched for. The first time, an account is found by its verified address if there is
 * an invitation for it or the site allows it (`signOn.linkByEmail`), or made if registration is open. Groups follow the claims.
 *
 * All refusals are the same for the visitor.
 * @throws {AdminError} `FORBIDDEN`
 */
export async function signOn(
  visit: VisitContext,
  identity: SignOnIdentity,
  { side }: { side: Side },
): Promise<SignedOn> {
  const origin = visitor(visit)
  const detail = { provider: identity.provider }
  try {
    const { came, groups, id, email } = await enterOnce(visit, identity, side)
    if (came === 'registered') await recordSecurity(origin, { kind: 'registered', account: email, detail })
    if (came === 'invited') await recordSecurity(origin, { kind: 'invitation-accepted', account: email, detail })
    if (came !== 'known') await recordSecurity(origin, { kind: 'identity-linked', account: email, detail })
    if (groups && groups.added.length + groups.removed.length > 0)
      await recordSecurity(origin, {
        kind: 'permissions',
        account: email,
        detail: { ...detail, groups: signs(groups) },
      })
    return { id, email }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const told = { ...detail, what: 'sign-on', reason: error.reason }
    await recordSecurity(origin, { kind: 'log-in-failed', account: identity.email ?? '', detail: told })
    throw new AdminError('FORBIDDEN', words.refused)
  }
}

const signs = ({ added, removed }: GroupChange) =>
  [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)].join(' ')

/** Again, if somebody made the same account or identity at the same time: then it is there. */
async function enterOnce(visit: VisitContext, identity: SignOnIdentity, side: Side): Promise<Outcome> {
  const enterNow = () => visit.db.transaction((tx) => enter({ ...visit, db: tx }, identity, side))
  try {
    return await enterNow()
  } catch (error) {
    const isTwice =
      databaseFailure(error)?.code === sqlState.uniqueViolation ||
      (error instanceof AdminError && error.code === 'CONFLICT')
    if (!isTwice) throw error
    return enterNow()
  }
}

async function enter(visit: VisitContext, identity: SignOnIdentity, side: Side): Promise<Outcome> {
  const { db: tx, site } = visit
  const found = (await knownAccount(tx, identity)) ?? (await accountByEmail(visit, identity, side))
  const [account] = await tx.select().from(users).where(eq(users.id, found.id)).for('update')
  if (!account?.isActive) throw new Refused('inactive')
  if (side === 'admin' && !account.isStaff) throw new Refused('no access')
  if (found.came !== 'known') await insertIdentity(tx, { id: account.id, email: account.email }, identity)
  await tx
    .update(identities)
    .set({
      lastUsedAt: sql`now()`,
      provider: identity.provider,
      ...(identity.email === null ? {} : { email: identity.email }),
    })
    .where(and(eq(identities.issuer, identity.issuer), eq(identities.subject, identity.subject)))
  const claimed = claimedGroups(identity, site.accounts.signOn.groups)
  const groups = claimed && (await applyGroupClaims(tx, account, claimed))
  return { id: account.id, email: account.email, came: found.came, groups }
}

type Found = Pick<Outcome, 'id' | 'came'>

async function knownAccount(tx: Database, { issuer, subject }: SignOnIdentity): Promise<Found | null> {
  const [known] = await tx
    .select({ id: identities.userId })
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)))
  return known ? { id: known.id, came: 'known' } : null
}

/** An account that is not connected yet, by the address that the provider has verified. */
async function accountByEmail({ db: tx, site }: VisitContext, identity: SignOnIdentity, side: Side): Promise<Found> {
  const { email, emailVerified, name } = identity
  if (email === null || !emailVerified) throw new Refused('not verified')
  const [account] = await tx.select().from(users).where(hasEmail(email)).for('update')
  if (account) {
    if (account.passwordHash === null && (await hasInvitation(tx, account.id))) {
      await tx.delete(mailLinks).where(and(eq(mailLinks.userId, account.id), eq(mailLinks.purpose, 'invitation')))
      if (account.name === '' && name !== '') await tx.update(users).set({ name }).where(eq(users.id, account.id))
      return { id: account.id, came: 'invited' }
    }
    // Made or connected by a request at the same time, for which the lock has just waited.
    const known = await knownAccount(tx, identity)
    if (known) return known
    if (!site.accounts.signOn.linkByEmail) throw new Refused('not connected')
    return { id: account.id, came: 'linked' }
  }
  if (site.accounts.registration !== 'open' || side !== 'site') throw new Refused('unknown')
  const newAccount = { email, name, password: null, isStaff: false, isSuperuser: false, groups: [], permissions: [] }
  const { id } = await createUser(tx, { ...newAccount, by: email, profile: site.accounts.profile })
  return { id, came: 'registered' }
}

/** Connects an identity, with an audit entry. Fails if it is connected to any account. */
export async function insertIdentity(tx: Database, account: SignedOn, identity: SignOnIdentity): Promise<void> {
  const { provider, issuer, subject, email } = identity
  await tx.insert(identities).values({ provider, issuer, subject, userId: account.id, email: email ?? '' })
  await writeIdentityAudit(tx, account, { provider, change: [null, email ?? subject] })
}

export const writeIdentityAudit = (
  tx: Database,
  account: SignedOn,
  { provider, change }: { provider: string; change: readonly [string | null, string | null] },
) =>
  tx.insert(auditEntries).values({
    actorId: account.id,
    actorLabel: account.email,
    table: 'brolly.users',
    key: account.id,
    label: account.email,
    action: 'sign-on',
    changes: { [provider]: change },
  })
