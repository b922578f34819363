import { eq, inArray, sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { writeEntries } from '../audit/write-entries'
import { grants, groups, userGroups, users } from '../brolly/tables'
import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import { softDelete } from '../site/soft-delete'
import { inTransaction } from '../write/retry'
import { ownPermissions, permissionNames } from '../accounts/permission-names'
import type { Admin } from '../site/site'
import * as accountsWords from '../words/accounts'
import * as rowsWords from '../words/rows'

/** The user or group whose permissions a page shows. */
export type Grantee = { kind: 'user' | 'group'; id: string }

export interface PermissionsPage {
  title: string
  /** `own`: the names of further permissions that the table's actions require, with those actions. */
  tables: { path: string; label: string; purge: boolean; own: { name: string; label: string }[] }[]
  granted: string[]
  /** For a user: all groups, and whether the user is a member. */
  groups: { id: string; name: string; member: boolean }[] | null
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

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
    tables: ctx.site.admins.map((admin) => ({
      path: admin.path,
      label: admin.plural,
      purge: softDelete(admin) !== null,
      own: ownPermissions(admin).map((name) => ({ name, label: actionsNeeding(admin, name) })),
    })),
    granted: granted.map((row) => row.permission),
    groups: grantee.kind === 'user' ? await memberships(ctx, grantee.id) : null,
  }
}

/** "Refund, Refund half" */
const actionsNeeding = ({ options }: Admin, permission: string): string =>
  (options.actions ?? [])
    .filter((action) => action.permission === permission)
    .map(({ label }) => label)
    .join(', ')

async function granteeName(ctx: AdminContext, { kind, id }: Grantee): Promise<string> {
  if (!ctx.actor.isSuperuser) throw new AdminError('FORBIDDEN', accountsWords.onlySuperusersGrant)
  const missing = new AdminError('NOT_FOUND', rowsWords.noSuch(kind))
  if (!uuid.test(id)) throw missing
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
  const known = new Set(permissionNames(ctx.site))
  const wanted = new Set(given.permissions)
  const stranger = [...wanted].find((permission) => !known.has(permission))
  if (stranger !== undefined || !given.groupIds.every((id) => uuid.test(id)))
    throw new AdminError('INVALID', accountsWords.unknownGrant)
  const changes: Record<string, [string, string]> = {}
  await inTransaction(ctx, async (tx) => {
    await lockGrantee(tx, grantee)
    const before = await permissionsPage(tx, grantee)
    const mine = grantee.kind === 'user' ? { userId: grantee.id } : { groupId: grantee.id }
    await tx.db.delete(grants).where(eq(grantee.kind === 'user' ? grants.userId : grants.groupId, grantee.id))
    // Permissions for tables that are no longer in the site stay until the table is back or the user or group is
    // deleted.
    const kept = before.granted.filter((permission) => !known.has(permission))
    const rows = [...wanted, ...kept].map((permission) => ({ ...mine, permission }))
    if (rows.length > 0) await tx.db.insert(grants).values(rows)
    if (grantee.kind === 'user') await replaceGroups(tx, grantee.id, given.groupIds)
    const after = await permissionsPage(tx, grantee)
    const note = (what: string, old: string, now: string) => {
      if (old !== now) changes[what] = [old, now]
    }
    note('permissions', before.granted.toSorted().join(', '), after.granted.toSorted().join(', '))
    note('groups', groupNames(before), groupNames(after))
    const table = ctx.site.byPath(grantee.kind === 'user' ? 'brolly.users' : 'brolly.groups')?.table
    if (table && Object.keys(changes).length > 0)
      await writeEntries(tx, [{ table, key: grantee.id, label: name, action: 'permissions', changes }])
  })
  if (Object.keys(changes).length > 0)
    await recordSecurity(ctx, {
      kind: 'permissions',
      account: grantee.kind === 'user' ? name : '',
      detail: { [grantee.kind]: name, ...difference(changes) },
    })
  return name
}

/** What was added and removed: `{ permissions: '+products.view -orders.view' }`. */
function difference(changes: Record<string, [string, string]>): Record<string, string> {
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
