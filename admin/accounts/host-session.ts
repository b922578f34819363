import { sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { formatArrayLiteral } from '../fields/array-literal'
import { isUuid } from '../schema/uuid'
import type { Actor } from '../site/context'
import type { HostUser } from '../site/host-auth'
import { writeLog } from '../site/log'
import { createUser } from './accounts'
import { accountColumns, actorOf, type AccountRow } from './actor'
import { emailSpellings, isEmail, normalEmail } from './normal-email'
import type { Audience } from './sessions'
import { visitor, type VisitContext } from './visit'

/**
 * The actor of a request for which a library of the project keeps the session (`accounts.auth`). The account, its groups and its
 * permissions are read on every request, so what is changed there takes effect with the next one.
 *
 * @param user What the library said.
 * @returns Null for a visitor, for an account that does not exist, is inactive or not of this audience, and for an address that is
 *   not verified.
 */
export async function actorOfHost(
  visit: VisitContext,
  user: HostUser | null,
  { audience = 'staff' }: { audience?: Audience } = {},
): Promise<Actor | null> {
  if (user === null) return null
  const row = (await accountOf(visit, user)) ?? (await madeAccount(visit, user))
  if (!row || row.is_active !== 'true' || (audience === 'staff' && row.is_staff !== 'true')) return null
  return actorOf({ ...row, is_fresh: String(user.isFresh ?? true) })
}

type HostRow = AccountRow & { is_active: string }

async function accountOf({ db }: Pick<VisitContext, 'db'>, user: HostUser): Promise<HostRow | null> {
  const which = whichAccount(user)
  if (which === null) return null
  const [row] = await db.execute<HostRow>(
    sql`select ${accountColumns}, u.is_active::text as is_active from brolly.users u where ${which} limit 1`,
  )
  return row ?? null
}

function whichAccount({ id, email, emailVerified }: HostUser) {
  if (id !== undefined) return isUuid(id) ? sql`u.id = ${id}::text::uuid` : null
  if (email === undefined || emailVerified !== true) return null
  return sql`lower(u.email) = any(${formatArrayLiteral(emailSpellings(email))}::text::text[])`
}

/** The account that is made for somebody who has none, if the site wants that. */
async function madeAccount(visit: VisitContext, user: HostUser): Promise<HostRow | null> {
  const { id, email, emailVerified, name = '' } = user
  if (visit.site.accounts.auth?.create !== true || id !== undefined || email === undefined || emailVerified !== true)
    return null
  if (!isEmail(normalEmail(email))) return null
  const newAccount = { email, name: name.slice(0, 200), password: null, isStaff: false, isSuperuser: false }
  try {
    const made = await createUser(visit.db, {
      ...newAccount,
      groups: [],
      permissions: [],
      by: normalEmail(email),
      profile: visit.site.accounts.profile,
    })
    await recordSecurity(visitor(visit), { kind: 'registered', account: made.email })
  } catch (error) {
    // Another request of the same user may have made it; what is there is read below.
    writeLog({ level: 'info', event: 'host-auth', error: error instanceof Error ? error.name : '' })
  }
  return accountOf(visit, user)
}
