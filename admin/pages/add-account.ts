import { eq, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { groups, users } from '../brolly/tables'
import { AdminError } from '../errors'
import { createUser } from '../accounts/accounts'
import { requireFresh } from '../accounts/fresh'
import { nameOf } from '../accounts/join'
import { usersAdmin } from '../accounts/users-admin'
import { checkRepeat } from '../accounts/password'
import { queue } from '../mail/outbox'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import { adminPath, systemPath } from '../site/paths'
import type { Admin } from '../site/site'
import type { AddAccountPage } from './shapes/accounts'
import * as words from '../words/accounts'
import * as mailWords from '../words/mail'

/** How somebody gets into a new account. */
export const entries = ['invitation', 'password', 'none'] as const
export type AccountEntry = (typeof entries)[number]

/** The page on which a row of this table is added, if it has one of its own. */
export function ownAddPage(ctx: AdminContext, admin: Admin): string | null {
  return admin === usersAdmin(ctx) ? systemPath(ctx, 'users/add') : null
}

/** Whether accounts can be invited by mail. */
const invites = ({ site, mail }: AdminContext) => mail !== undefined && site.accounts.registration !== 'closed'

/**
 * The form for a new account. Only superusers give access to the admin, and groups.
 * @throws {AdminError} `FORBIDDEN` for an actor who may not add accounts.
 */
export async function addAccountPage(ctx: AdminContext): Promise<AddAccountPage> {
  const admin = usersAdmin(ctx)
  rowsAllowed(ctx, admin, { verb: 'add', alias: 't' })
  const { isSuperuser } = ctx.actor
  const all = isSuperuser
    ? await ctx.db.select({ id: groups.id, name: groups.name }).from(groups).orderBy(groups.name)
    : null
  return {
    listHref: adminPath(ctx, admin),
    listLabel: admin.plural,
    groups: all,
    mayGiveAccess: isSuperuser,
    entries: entries.filter((entry) => entry !== 'invitation' || invites(ctx)),
    noInvitations: invites(ctx) ? null : ctx.mail ? words.invitationsOff : mailWords.notSetUp,
  }
}

export interface NewAccount {
  email: string
  name: string
  isStaff: boolean
  isSuperuser: boolean
  groupIds: readonly string[]
  entry: AccountEntry
  password: string
  repeat: string
}

/**
 * Adds an account with its groups, and queues its invitation, in one transaction.
 * @throws {AdminError} `FORBIDDEN`; `INVALID` for an address, password or group; `CONFLICT` if the address is taken.
 */
export async function addAccount(ctx: AdminContext, given: NewAccount): Promise<{ id: string; email: string }> {
  const page = await addAccountPage(ctx)
  const { isStaff, isSuperuser, groupIds, entry } = given
  if (!page.mayGiveAccess && (isStaff || isSuperuser || groupIds.length > 0))
    throw new AdminError('FORBIDDEN', words.onlySuperusersGrant)
  if (isStaff || isSuperuser || groupIds.length > 0) requireFresh(ctx)
  if (!page.entries.includes(entry)) throw new AdminError('INVALID', page.noInvitations ?? words.chooseEntry)
  if (entry === 'password') checkRepeat(given)
  const joined = groupIds.map((id) => page.groups?.find((group) => group.id === id)?.name)
  const names = joined.filter((name) => name !== undefined)
  if (names.length !== groupIds.length) throw new AdminError('INVALID', words.unknownGrant)
  const account = await ctx.db.transaction(async (tx) => {
    const made = await createUser(tx, {
      email: given.email,
      name: nameOf(given),
      password: entry === 'password' ? given.password : null,
      isStaff,
      isSuperuser,
      groups: names,
      permissions: [],
      by: ctx.actor.email,
      byId: ctx.actor.id,
      rules: ctx.site.accounts.passwords,
      profile: ctx.site.accounts.profile,
      requestId: ctx.requestId,
    })
    if (entry === 'invitation') await queueInvitation({ ...ctx, db: tx }, made)
    return made
  })
  if (entry === 'invitation') await recordSecurity(ctx, { kind: 'invited', account: account.email })
  const detail = { added: 'true', staff: String(isStaff || isSuperuser), superuser: String(isSuperuser) }
  await recordSecurity(ctx, { kind: 'account', account: account.email, detail })
  return account
}

const queueInvitation = (ctx: AdminContext, { id, email }: { id: string; email: string }) =>
  queue(ctx.db, { kind: 'invitation', recipient: email, data: { userId: id, by: ctx.actor.name || ctx.actor.email } })

/**
 * An account that an invitation can be sent to, again or for the first time.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`; `INVALID` if it has a password, or if no invitations can be sent.
 */
export async function invitationPage(ctx: AdminContext, id: string): Promise<{ email: string }> {
  const record = await loadRecord(ctx, usersAdmin(ctx), { key: id, verb: 'change' })
  const [account] = await ctx.db
    .select({ email: users.email, open: sql<boolean>`${users.passwordHash} is null and ${users.isActive}` })
    .from(users)
    .where(eq(users.id, id))
  if (!account) throw new AdminError('NOT_FOUND', words.userNotFound)
  if (!account.open) throw new AdminError('INVALID', words.needsNoInvitation)
  if (!invites(ctx)) throw new AdminError('INVALID', ctx.mail ? words.invitationsOff : mailWords.notSetUp)
  return { email: record.values.email ?? account.email }
}

/** Queues an invitation; the links of earlier ones end when it is sent. @throws {AdminError} as `invitationPage`. */
export async function invite(ctx: AdminContext, id: string): Promise<{ email: string }> {
  const { email } = await invitationPage(ctx, id)
  await queueInvitation(ctx, { id, email })
  await recordSecurity(ctx, { kind: 'invited', account: email })
  return { email }
}
