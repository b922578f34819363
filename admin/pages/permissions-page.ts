import { eq, inArray, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { writeEntries } from '../audit/write-entries'
import { grants, groups, userGroups, users } from '../brolly/tables'
import { impersonate } from '../accounts/act-as'
import { AdminError } from '../errors'
import { hasPersonal, reveal } from '../permissions/may-reveal'
import { shareViews } from '../permissions/share-views'
import { viewSecurity } from '../permissions/view-security'
import { verbs } from '../site/admin'
import type { AdminContext } from '../site/context'
import { softDelete } from '../site/soft-delete'
import { inTransaction } from '../write/retry'
import { requireFresh } from '../accounts/fresh'
import { neededViews, type NeededView } from '../accounts/needed-views'
import { ownPermissions, permissionNames } from '../accounts/permission-names'
import type { Admin } from '../site/site'
import * as actWords from '../words/act-as'
import * as accountsWords from '../words/accounts'
import * as rowsWords from '../words/rows'
import * as securityWords from '../words/security'
import * as viewWords from '../words/views'
import { isUuid } from '../schema/uuid'

/** The user or group whose permissions a page shows. */
export type Grantee = { kind: 'user' | 'group'; id: string }

export interface PermissionsPage {
  title: string
  /** `verbs`: what can be granted besides `purge`; of the security log, only to view. `own`: the names of further permissions that the table's actions require, with those actions. */
  tables: { path: string; label: string; purge: boolean; verbs: string[]; own: { name: string; label: string }[] }[]
  granted: string[]
  /** For a user: all groups, and whether the user is a member. */
  groups: { id: string; name: string; member: boolean }[] | null
}

/**
 * The groups and permissions of a user, or the permissions of a group. Only for superusers: an actor who may grant
 * permissions could grant themselves any.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function permissionsPage(ctx: AdminContext, grantee: Grantee): Promise<PermissionsPage> {
  const name = await granteeName(ctx, grantee)
  const granted = await ctx.db
    .select({ permission: grants.permission })
    .from(grants)
    .where(eq(grantee.kind === 'user' ? grants.userId : grants.groupId, grantee.id))
  return {
    title: name,
    tables: grantedTables(ctx),
    granted: granted.map((row) => row.permission),
    groups: grantee.kind === 'user' ? await memberships(ctx, grantee.id) : null,
  }
}

/** The tables of the site, and what can be granted for each besides the verbs. */
export const grantedTables = ({ site }: Pick<AdminContext, 'site'>): PermissionsPage['tables'] => [
  ...site.admins.map((admin) => ({
    path: admin.path,
    label: admin.plural,
    purge: softDelete(admin) !== null,
    verbs: [...verbs],
    own: ownPermissions(admin).map((name) => ({ name, label: actionsNeeding(admin, name) })),
  })),
  { path: pathOf(viewSecurity), label: securityWords.title, purge: false, verbs: ['view'], own: [] },
  { path: pathOf(shareViews), label: viewWords.shared, purge: false, verbs: ['add'], own: [] },
]

const pathOf = (permission: string) => permission.slice(0, permission.lastIndexOf('.'))

/** "Refund, Refund half" */
const actionsNeeding = ({ options, table }: Admin, permission: string): string =>
  [
    ...(permission === reveal && hasPersonal({ table }) ? [accountsWords.revealValues] : []),
    ...(`${table.path}.${permission}` === impersonate ? [actWords.permission] : []),
    ...(options.actions ?? []).filter((action) => action.permission === permission).map(({ label }) => label),
  ].join(', ')

async function granteeName(ctx: AdminContext, { kind, id }: Grantee): Promise<string> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', accountsWords.onlySuperusersGrant)
  const missing = new AdminError('NOT_FOUND', rowsWords.noSuch(kind))
  if (!isUuid(id)) throw missing
  const [found] =
    kind === 'user'
      ? await ctx.db.select({ name: users.email }).from(users).where(eq(users.id, id))
      : await ctx.db.select({ name: groups.name }).from(groups).where(eq(groups.id, id))
  if (!found) throw missing
  return found.name
}

async function memberships(ctx: AdminContext, userId: string) {
  const rows = await ctx.db.execute<{ id: string; name: string; member: string }>(sql`
    select g.id::text as id, g.name, exists(select 1 from ${userGroups} ug where ug.group_id = g.id and ug.user_id = ${userId}::text::uuid)::text as member
    from ${groups} g order by g.name`)
  return rows.map((row) => ({ id: row.id, name: row.name, member: row.member === 'true' }))
}

/**
 * Replaces the permissions (and, for a user, the groups); the audit entry lists what was added and removed.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`; `INVALID` for a permission that is not of this site.
 */
export async function savePermissions(
  ctx: AdminContext,
  grantee: Grantee,
  given: { permissions: readonly string[]; groupIds: readonly string[] },
): Promise<string> {
  const name = await granteeName(ctx, grantee)
  requireFresh(ctx)
  const known = new Set(permissionNames(ctx.site))
  if (!given.permissions.every((permission) => known.has(permission)) || !given.groupIds.every((id) => isUuid(id)))
    throw new AdminError('INVALID', accountsWords.unknownGrant)
  const changes = await inTransaction(ctx, (tx) => replacePermissions(tx, grantee, { ...given, name }))
  await recordChange(ctx, grantee, { name, changes })
  return name
}

/**
 * What the forms of the permissions that are about to be granted need to view besides, and neither these permissions nor the chosen
 * groups allow. Nothing is saved.
 *
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function neededBy(
  ctx: AdminContext,
  grantee: Grantee,
  { permissions, groupIds }: { permissions: readonly string[]; groupIds: readonly string[] },
): Promise<NeededView[]> {
  const before = new Set((await permissionsPage(ctx, grantee)).granted)
  const ids = grantee.kind === 'user' ? groupIds.filter((id) => isUuid(id)) : []
  const inherited =
    ids.length === 0
      ? []
      : await ctx.db.select({ permission: grants.permission }).from(grants).where(inArray(grants.groupId, ids))
  return neededViews(ctx, {
    given: permissions.filter((permission) => !before.has(permission)),
    has: [...permissions, ...inherited.map(({ permission }) => permission)],
  })
}

/** What was changed, before and after, as in the audit log. */
export type GrantChanges = Record<string, [string, string]>

/** Tells the security log of a committed change. */
export async function recordChange(
  ctx: AdminContext,
  grantee: Grantee,
  { name, changes }: { name: string; changes: GrantChanges },
): Promise<void> {
  if (Object.keys(changes).length === 0) return
  await recordSecurity(ctx, {
    kind: 'permissions',
    account: grantee.kind === 'user' ? name : '',
    detail: { [grantee.kind]: name, ...difference(changes) },
  })
}

/** Replaces them inside a transaction, for permissions of this site, with an audit entry. */
export async function replacePermissions(
  tx: AdminContext,
  grantee: Grantee,
  { permissions, groupIds, name }: { permissions: readonly string[]; groupIds: readonly string[]; name: string },
): Promise<GrantChanges> {
  const known = new Set(permissionNames(tx.site))
  await lockGrantee(tx, grantee)
  const before = await permissionsPage(tx, grantee)
  const mine = grantee.kind === 'user' ? { userId: grantee.id } : { groupId: grantee.id }
  await tx.db.delete(grants).where(eq(grantee.kind === 'user' ? grants.userId : grants.groupId, grantee.id))
  // Permissions for tables that are no longer in the site stay until the table is back or the user or group is
  // deleted.
  const kept = before.granted.filter((permission) => !known.has(permission))
  const rows = [...new Set(permissions), ...kept].map((permission) => ({ ...mine, permission }))
  if (rows.length > 0) await tx.db.insert(grants).values(rows)
  if (grantee.kind === 'user') await replaceGroups(tx, grantee.id, groupIds)
  const after = await permissionsPage(tx, grantee)
  const changes: GrantChanges = {}
  const note = (what: string, old: string, now: string) => {
    if (old !== now) changes[what] = [old, now]
  }
  note('permissions', before.granted.toSorted().join(', '), after.granted.toSorted().join(', '))
  note('groups', groupNames(before), groupNames(after))
  const table = tx.site.byPath(grantee.kind === 'user' ? 'brolly.users' : 'brolly.groups')?.table
  if (table && Object.keys(changes).length > 0)
    await writeEntries(tx, [{ table, key: grantee.id, label: name, action: 'permissions', changes }])
  return changes
}

/** What was added and removed: `{ permissions: '+products.view -orders.view' }`. */
function difference(changes: GrantChanges): Record<string, string> {
  const listed = (text: string) => new Set(text.split(', ').filter((name) => name !== ''))
  return Object.fromEntries(
    Object.entries(changes).map(([what, [before, after]]) => {
      const [old, now] = [listed(before), listed(after)]
      const added = [...now].filter((name) => !old.has(name)).map((name) => `+${name}`)
      const removed = [...old].filter((name) => !now.has(name)).map((name) => `-${name}`)
      return [what, [...added, ...removed].join(' ')]
    }),
  )
}

/** Two superusers who save the same permissions do so one after the other. */
async function lockGrantee(ctx: AdminContext, { kind, id }: Grantee): Promise<void> {
  const table = kind === 'user' ? users : groups
  await ctx.db.select({ id: table.id }).from(table).where(eq(table.id, id)).for('update')
}

const groupNames = (page: PermissionsPage) =>
  (page.groups ?? [])
    .filter((group) => group.member)
    .map((group) => group.name)
    .join(', ')

async function replaceGroups(ctx: AdminContext, userId: string, ids: readonly string[]): Promise<void> {
  await ctx.db.delete(userGroups).where(eq(userGroups.userId, userId))
  const found =
    ids.length === 0
      ? []
      : await ctx.db
          .select({ id: groups.id })
          .from(groups)
          .where(inArray(groups.id, [...ids]))
  if (found.length > 0) await ctx.db.insert(userGroups).values(found.map((group) => ({ userId, groupId: group.id })))
}
