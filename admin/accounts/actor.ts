import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/database'
import type { Actor } from '../site/context'

/** An account as `accountColumns` reads it. */
export interface AccountRow extends Record<string, unknown> {
  id: string
  email: string
  name: string
  is_staff: string
  is_superuser: string
  has_password: string
  /** Of a session; absent for what is never fresh, such as a token. */
  is_fresh?: string
  groups: string
  grants: string
}

/**
 * The permissions of an account, its own and those of its groups, as a JSON array; NULL without any. Some may be in it twice: to sort
 * them out takes longer than to read them. Two queries use the two indexes; `or` would read the permissions of everybody.
 */
export const grantsOf = (alias: string) => {
  const account = sql.raw(alias)
  return sql`(select json_agg(p.permission)::text from (
    select permission from brolly.grants where user_id = ${account}.id union all
    select g.permission from brolly.user_groups ug join brolly.grants g on g.group_id = ug.group_id where ug.user_id = ${account}.id) p)`
}

/** What an actor is made of: the account in `brolly.users u`, its groups and its permissions. */
export const accountColumns = sql`u.id::text as id, u.email, u.name, u.is_staff::text as is_staff, u.is_superuser::text as is_superuser,
  (u.password_hash is not null)::text as has_password,
  coalesce((select json_agg(g.name) from brolly.user_groups ug join brolly.groups g on g.id = ug.group_id where ug.user_id = u.id)::text, '[]') as groups,
  coalesce(${grantsOf('u')}, '[]') as grants`

/** The account with this id as an actor, active or not; null if there is none. */
export async function readActor(db: Database, id: string): Promise<(Actor & { isActive: boolean }) | null> {
  const [row] = await db.execute<AccountRow & { is_active: string }>(
    sql`select ${accountColumns}, u.is_active::text as is_active from brolly.users u where u.id = ${id}::text::uuid`,
  )
  return row ? { ...actorOf(row), isActive: row.is_active === 'true' } : null
}

export function actorOf(row: AccountRow): Actor {
  return makeActor({
    id: row.id,
    email: row.email,
    name: row.name,
    isStaff: row.is_staff === 'true',
    isSuperuser: row.is_superuser === 'true',
    hasPassword: row.has_password === 'true',
    isFresh: row.is_fresh === 'true',
    groups: namesIn(row.groups),
    grants: namesIn(row.grants),
  })
}

function namesIn(json: string): string[] {
  const names: unknown = JSON.parse(json)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

interface ActorData {
  id: string
  email: string
  name?: string
  /** Default true. */
  isStaff?: boolean
  isSuperuser: boolean
  /** Default true. */
  hasPassword?: boolean
  /** Default true, as for a command; `actorOf` knows of sessions and tokens. */
  isFresh?: boolean
  groups: readonly string[]
  grants: readonly string[]
}

/** The id of an actor who has no account, as a uuid that no account gets. */
export const noAccount = '00000000-0000-0000-0000-000000000000'

export function makeActor({
  groups,
  grants,
  name = '',
  isStaff = true,
  hasPassword = true,
  isFresh = true,
  ...account
}: ActorData): Actor {
  const groupSet = new Set(groups)
  const has = { groups: groupSet, grants: new Set(grants), in: (group: string) => groupSet.has(group) }
  return { ...account, name, isStaff, hasPassword, isFresh, ...has }
}
