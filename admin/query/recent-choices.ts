import { sql } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { isUuid } from '../schema/uuid'

/** The number of the actor's latest changes to look through, so that the cost does not grow with the history. */
const lookedThrough = 200
const mostRecent = 5

/**
 * The values that this actor last saved in a column, newest first, from the history. They may no longer exist, and the
 * actor may no longer view what they refer to.
 */
export async function recentChoices(
  { db, actor }: AdminContext,
  { path }: Admin,
  { name, secret }: ColumnModel,
): Promise<string[]> {
  // A command has an actor without an account.
  if (secret || !isUuid(actor.id)) return []
  const { id, actorId, table, changes } = auditEntries
  const latest = sql`select ${id} as id, ${table} as path, ${changes} -> ${name}::text ->> 1 as value
    from ${auditEntries} where ${actorId} = ${actor.id}::uuid order by ${id} desc limit ${lookedThrough}`
  const rows = await db.execute<{ value: string }>(sql`
    select value from (${latest}) latest where path = ${path} and value is not null
    group by value order by max(id) desc limit ${mostRecent}`)
  return rows.map(({ value }) => value)
}
