import { sql } from 'drizzle-orm'
import { grants, userGroups, users } from '../brolly/tables'
import type { AdminContext } from '../site/context'

/** A permission of a group. */
export interface GroupGrant {
  readonly groupId: string
  readonly permission: string
}

/** Who would get or lose a permission: their number, and the emails of the first. */
export interface PermissionEffect {
  readonly permission: string
  readonly gains: { readonly count: number; readonly emails: readonly string[] }
  readonly loses: { readonly count: number; readonly emails: readonly string[] }
}

const emailsShown = 5

/**
 * What changes of groups' permissions mean for users: only those who gain a permission that they have from nowhere else, or lose
 * their only source of it. Superusers and inactive users are left out.
 */
export async function permissionEffect(
  ctx: AdminContext,
  { given, taken }: { given: readonly GroupGrant[]; taken: readonly GroupGrant[] },
): Promise<PermissionEffect[]> {
  const pairs = (
    list: readonly GroupGrant[],
  ) => sql`select (x ->> 'groupId')::uuid as group_id, x ->> 'permission' as permission
    from jsonb_array_elements(${JSON.stringify(list)}::text::jsonb) x`
  const holders = (source: string) => sql`
    select ug.user_id, g.permission from ${sql.identifier(source)} g join ${userGroups} ug on ug.group_id = g.group_id
    union select user_id, permission from ${grants} where user_id is not null and permission in (select permission from concerned)`
  const rows = await ctx.db.execute<{ permission: string; gains: boolean; count: string; emails: string[] }>(sql`
    with given as (${pairs(given)}), taken as (${pairs(taken)}),
    concerned as (select permission from given union select permission from taken),
    now_granted as (
      select group_id, permission from ${grants} where group_id is not null and permission in (select permission from concerned)),
    then_granted as (
      (select * from now_granted except select * from taken) union select * from given),
    before as (${holders('now_granted')}), after as (${holders('then_granted')}),
    moved as (
      select user_id, permission, true as gains from (select * from after except select * from before) a
      union all select user_id, permission, false from (select * from before except select * from after) b)
    select m.permission, m.gains, count(*)::text as count,
      to_json((array_agg(u.email order by u.email))[1:${sql.raw(String(emailsShown))}]) as emails
    from moved m join ${users} u on u.id = m.user_id
    where u.is_active and not u.is_superuser group by m.permission, m.gains order by m.permission`)
  const nobody = { count: 0, emails: [] }
  return [...new Set(rows.map(({ permission }) => permission))].map((permission) => {
    const side = (gains: boolean) => {
      const row = rows.find((each) => each.permission === permission && each.gains === gains)
      return row ? { count: Number(row.count), emails: row.emails } : nobody
    }
    return { permission, gains: side(true), loses: side(false) }
  })
}
