import { sql } from 'drizzle-orm'
import { groupsAdmin, usersAdmin } from '../accounts/users-admin'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord } from '../query/load-record'
import type { AdminContext } from '../site/context'
import { adminPath, systemPath, withQuery, type Parameters } from '../site/paths'
import type { MembersPage } from './shapes/members'

const perPage = 100

/**
 * The members of a group that the actor may view, by email address.
 *
 * @param parameters `after`: the email address that the page before ended with.
 * @throws {AdminError} `FORBIDDEN` for an actor who may view no groups or no users; `NOT_FOUND`.
 */
export async function membersPage(ctx: AdminContext, id: string, parameters: Parameters = []): Promise<MembersPage> {
  const admin = usersAdmin(ctx)
  const group = await loadRecord(ctx, groupsAdmin(ctx), { key: id })
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: 'u' })
  const after = new Map(parameters).get('after') ?? null
  const rows = await ctx.db.execute<{ id: string; email: string; name: string }>(sql`
    select u.id::text as id, u.email, u.name from brolly.users u
    where ${where} and exists (select 1 from brolly.user_groups m where m.user_id = u.id and m.group_id = ${group.key}::text::uuid)
      and ${after === null ? sql`true` : sql`lower(u.email) > lower(${after.replaceAll('\0', '')}::text)`}
    order by lower(u.email) limit ${perPage + 1}`)
  const shown = rows.slice(0, perPage)
  const here = systemPath(ctx, `groups/${group.key}/members`)
  const last = shown.at(-1)?.email
  return {
    group: group.label,
    groupHref: `${adminPath(ctx, groupsAdmin(ctx))}/${group.key}`,
    members: shown.map(({ id: userId, email, name }) => ({
      email,
      name,
      href: `${adminPath(ctx, admin)}/${userId}`,
    })),
    nextHref: rows.length > perPage && last !== undefined ? withQuery(here, [['after', last]]) : null,
    firstHref: after === null ? null : here,
  }
}
