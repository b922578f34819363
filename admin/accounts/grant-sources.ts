import { sql } from 'drizzle-orm'
import { formatArrayLiteral } from '../fields/array-literal'
import type { Actor } from '../site/context'
import type { Database } from '../postgres/database'
import { emailSpellings } from './normal-email'
import { makeActor } from './actor'

/** A user, and where their permissions come from. */
export interface GrantSources {
  readonly actor: Actor
  readonly isActive: boolean
  /** By permission: the names of groups, and null for a grant to the user. */
  readonly sources: ReadonlyMap<string, readonly (string | null)[]>
}

/** The user with this email address, as the user would act; null if there is none. */
export async function grantSources(db: Database, email: string): Promise<GrantSources | null> {
  const [user] = await db.execute<
    Record<'id' | 'email' | 'name' | 'active' | 'staff' | 'superuser' | 'groups', string>
  >(sql`
    select u.id::text as id, u.email, u.name, u.is_active::text as active, u.is_staff::text as staff,
      u.is_superuser::text as superuser, coalesce((select json_agg(g.name order by g.name) from brolly.user_groups ug
        join brolly.groups g on g.id = ug.group_id where ug.user_id = u.id)::text, '[]') as groups
    from brolly.users u where lower(u.email) = any(${formatArrayLiteral(emailSpellings(email))}::text::text[])`)
  if (!user) return null
  const granted = await db.execute<{ permission: string; source: string | null }>(sql`
    select p.permission, g.name as source from brolly.grants p left join brolly.groups g on g.id = p.group_id
    where p.user_id = ${user.id}::text::uuid or p.group_id in (
      select ug.group_id from brolly.user_groups ug where ug.user_id = ${user.id}::text::uuid)
    order by g.name nulls first`)
  const sources = new Map<string, (string | null)[]>()
  for (const { permission, source } of granted) sources.set(permission, [...(sources.get(permission) ?? []), source])
  const actor = makeActor({
    id: user.id,
    email: user.email,
    name: user.name,
    isStaff: user.staff === 'true',
    isSuperuser: user.superuser === 'true',
    // Written by json_agg above.
    groups: JSON.parse(user.groups) as string[],
    grants: [...sources.keys()],
  })
  return { actor, isActive: user.active === 'true', sources }
}

/** Users who have a permission: their number, and the emails of the first fifty. */
export interface Holders {
  readonly count: number
  readonly emails: readonly string[]
}

const emailsShown = 50

/**
 * The active users of the admin who have one of these permissions by a grant, without superusers, who have all.
 *
 * @param permissions Any of them: to view, permission to change is enough.
 */
export async function holdersOf(db: Database, permissions: readonly string[]): Promise<Holders> {
  const [row] = await db.execute<{ count: string; emails: string }>(sql`
    with holders as (
      select distinct u.email from brolly.users u
      left join brolly.user_groups ug on ug.user_id = u.id
      join brolly.grants p on p.user_id = u.id or p.group_id = ug.group_id
      where u.is_active and u.is_staff and not u.is_superuser
        and p.permission = any(${formatArrayLiteral(permissions)}::text::text[]))
    select count(*)::text as count,
      coalesce((select json_agg(email) from (select email from holders order by email limit ${sql.raw(String(emailsShown))}) h)::text, '[]') as emails
    from holders`)
  // Written by json_agg above.
  return { count: Number(row?.count ?? 0), emails: JSON.parse(row?.emails ?? '[]') as string[] }
}
