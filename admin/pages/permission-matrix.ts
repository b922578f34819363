import { createHash } from 'node:crypto'
import { asc, count, eq, inArray } from 'drizzle-orm'
import { requireFresh } from '../accounts/fresh'
import { type GroupGrant, permissionEffect, type PermissionEffect } from '../accounts/permission-effect'
import { neededViews, type NeededView } from '../accounts/needed-views'
import { permissionNames } from '../accounts/permission-names'
import { grants, groups, userGroups } from '../brolly/tables'
import { AdminError } from '../errors'
import { mayAct } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { adminPath, systemPath, withQuery } from '../site/paths'
import { inTransaction } from '../write/retry'
import * as accountsWords from '../words/accounts'
import { grantedTables, type PermissionsPage, recordChange, replacePermissions } from './permissions-page'
import { isUuid } from '../schema/uuid'

const groupsPerPage = 8

export interface MatrixPage {
  groups: { id: string; name: string; members: number; href: string }[]
  tables: PermissionsPage['tables']
  /** `<id of the group> <permission>`, the values of the checkboxes. */
  granted: string[]
  /** `<id of the group> <hash>`: the permissions of each group that the page was made from. */
  bases: string[]
  /** Pages of groups. */
  previousHref: string | null
  nextHref: string | null
  /** Where a group is added; null without permission to. */
  addHref: string | null
}

/** What a posted matrix would change. */
export interface MatrixReview {
  /** `needed`: what the forms of the given permissions need to view besides. */
  groups: { id: string; name: string; members: number; given: string[]; taken: string[]; needed: NeededView[] }[]
  people: PermissionEffect[]
}

/** A posted matrix: the groups that it showed, and what was ticked. */
export interface PostedMatrix {
  groupIds: readonly string[]
  granted: readonly string[]
  bases: readonly string[]
}

/**
 * The permissions of all groups, a page of groups at a time. Only for superusers.
 *
 * @param page 1-based.
 * @throws {AdminError} `FORBIDDEN`
 */
export async function permissionMatrix(ctx: AdminContext, page: number): Promise<MatrixPage> {
  const { found, more } = await groupsOf(ctx, page)
  const granted = await grantedTo(
    ctx,
    found.map(({ id }) => id),
  )
  const admin = ctx.site.byPath('brolly.groups')
  const href = (to: number) => withQuery(systemPath(ctx, 'permissions'), to === 1 ? [] : [['page', String(to)]])
  return {
    groups: found.map((group) => ({ ...group, href: systemPath(ctx, `groups/${group.id}/permissions`) })),
    tables: grantedTables(ctx),
    granted: granted.map(valueOf),
    bases: found.map(({ id }) => baseOf(granted, id)),
    previousHref: page > 1 ? href(page - 1) : null,
    nextHref: more ? href(page + 1) : null,
    addHref: admin && mayAct(ctx, admin, 'add') ? `${adminPath(ctx, admin)}/add` : null,
  }
}

/**
 * What a posted matrix would change, without changing anything.
 *
 * @throws {AdminError} `FORBIDDEN`; `INVALID` for a permission or a group that does not exist; `CONFLICT` if the permissions of
 *   a changed group were changed by someone else since the page was made.
 */
export async function reviewMatrix(ctx: AdminContext, posted: PostedMatrix): Promise<MatrixReview> {
  const changed = await differenceOf(ctx, posted)
  const grantsOf = (side: 'given' | 'taken') =>
    changed.flatMap((group) => group[side].map((permission) => ({ groupId: group.id, permission })))
  return {
    groups: changed.map(({ id, name, members, given, taken, wanted }) => {
      return { id, name, members, given, taken, needed: neededViews(ctx, { given, has: wanted }) }
    }),
    people:
      changed.length === 0 ? [] : await permissionEffect(ctx, { given: grantsOf('given'), taken: grantsOf('taken') }),
  }
}

/** A posted matrix with the permissions to view that a review has found to be needed. */
export const withNeeded = (posted: PostedMatrix, { groups: reviewed }: MatrixReview): PostedMatrix => ({
  ...posted,
  granted: [
    ...posted.granted,
    ...reviewed.flatMap(({ id, needed }) => needed.map(({ permission }) => valueOf({ groupId: id, permission }))),
  ],
})

/**
 * Saves a posted matrix in one transaction, with an audit entry for each changed group.
 *
 * @returns The number of changed groups.
 * @throws As `reviewMatrix`.
 */
export async function saveMatrix(ctx: AdminContext, posted: PostedMatrix): Promise<number> {
  refuseOthers(ctx)
  requireFresh(ctx)
  const saved = await inTransaction(ctx, async (tx) => {
    const mine = inArray(groups.id, groupIdsOf(posted))
    // In the order of their ids, so that two superusers do not wait for each other.
    await tx.db.select({ id: groups.id }).from(groups).where(mine).orderBy(asc(groups.id)).for('update')
    const done = []
    for (const { id, name, wanted } of await differenceOf(tx, posted)) {
      const grantee = { kind: 'group', id } as const
      done.push({
        grantee,
        name,
        changes: await replacePermissions(tx, grantee, { permissions: wanted, groupIds: [], name }),
      })
    }
    return done
  })
  for (const { grantee, name, changes } of saved) await recordChange(ctx, grantee, { name, changes })
  return saved.length
}

async function groupsOf(ctx: AdminContext, page: number) {
  refuseOthers(ctx)
  const rows = await ctx.db
    .select({ id: groups.id, name: groups.name, members: count(userGroups.userId) })
    .from(groups)
    .leftJoin(userGroups, eq(userGroups.groupId, groups.id))
    .groupBy(groups.id)
    .orderBy(asc(groups.name), asc(groups.id))
    .limit(groupsPerPage + 1)
    .offset((page - 1) * groupsPerPage)
  return { found: rows.slice(0, groupsPerPage), more: rows.length > groupsPerPage }
}

function refuseOthers({ actor }: AdminContext): void {
  if (!actor.isSuperuser) throw new AdminError('FORBIDDEN', accountsWords.onlySuperusersGrant)
}

/** The permissions for tables of this site; others are not shown, and stay. */
async function grantedTo(ctx: AdminContext, ids: readonly string[]): Promise<GroupGrant[]> {
  if (ids.length === 0) return []
  const known = new Set(permissionNames(ctx.site))
  const rows = await ctx.db
    .select({ groupId: grants.groupId, permission: grants.permission })
    .from(grants)
    .where(inArray(grants.groupId, [...ids]))
  return rows
    .map(({ groupId, permission }) => ({ groupId: groupId ?? '', permission }))
    .filter(({ permission }) => known.has(permission))
}

const valueOf = ({ groupId, permission }: GroupGrant) => `${groupId} ${permission}`

const ofGroup = (granted: readonly GroupGrant[], id: string) =>
  granted.filter(({ groupId }) => groupId === id).map(({ permission }) => permission)

const baseOf = (granted: readonly GroupGrant[], id: string) =>
  `${id} ${createHash('sha256').update(ofGroup(granted, id).toSorted().join()).digest('base64url')}`

/** The ids of the groups; throws if one is none. */
function groupIdsOf({ groupIds }: PostedMatrix): string[] {
  const ids = [...new Set(groupIds)]
  if (ids.length === 0 || ids.length > groupsPerPage || !ids.every((id) => isUuid(id)))
    throw new AdminError('INVALID', accountsWords.unknownGrant)
  return ids
}

/** The changed groups with what they would have, and what they would be given. */
async function differenceOf(ctx: AdminContext, posted: PostedMatrix) {
  refuseOthers(ctx)
  const ids = groupIdsOf(posted)
  const known = new Set(permissionNames(ctx.site))
  const found = await ctx.db
    .select({ id: groups.id, name: groups.name, members: count(userGroups.userId) })
    .from(groups)
    .leftJoin(userGroups, eq(userGroups.groupId, groups.id))
    .where(inArray(groups.id, ids))
    .groupBy(groups.id)
    .orderBy(asc(groups.name))
  const wanted = [...new Set(posted.granted)].map((value): GroupGrant => {
    const [groupId = '', permission = ''] = value.split(' ')
    if (!ids.includes(groupId) || !known.has(permission)) throw new AdminError('INVALID', accountsWords.unknownGrant)
    return { groupId, permission }
  })
  const before = await grantedTo(ctx, ids)
  // Only what was changed here can collide with what others have changed, or with a group that is gone.
  const changedIds = ids.filter((id) => !posted.bases.includes(baseOf(wanted, id)))
  const changed = found.filter(({ id }) => changedIds.includes(id))
  if (changed.length < changedIds.length || !changed.every(({ id }) => posted.bases.includes(baseOf(before, id))))
    throw new AdminError('CONFLICT', accountsWords.permissionsMoved)
  const without = (list: readonly string[], others: readonly string[]) => list.filter((name) => !others.includes(name))
  return changed.map((group) => {
    const [had, has] = [ofGroup(before, group.id), ofGroup(wanted, group.id)]
    return { ...group, wanted: has, given: without(has, had), taken: without(had, has) }
  })
}
