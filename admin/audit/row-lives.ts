import { and, eq, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { Admin } from '../site/site'

/** The entries of every row that ever had this key. */
export function ofKey(admin: Admin, key: string): SQL {
  return and(eq(auditEntries.table, admin.path), eq(auditEntries.key, key)) ?? sql`false`
}

/**
 * The entries of the last row that had this key, and of none before it. A life begins with what was added and ends with what
 * was deleted; a row that came from elsewhere begins after the last delete.
 *
 * @param deleted The row is gone: its own delete is the last entry of its life, not the end of the one before.
 */
export function ofLastLife(admin: Admin, key: string, { deleted }: { deleted: boolean }): SQL {
  const last = (action: string, more: SQL = sql``) =>
    sql`coalesce((select max(e.id) from ${auditEntries} e where e."table" = ${admin.path} and e.key = ${key} and e.action = ${action}${more}), 0)`
  const ended = deleted ? last('delete', sql` and e.id < ${last('delete')}`) : last('delete')
  return sql`${ofKey(admin, key)} and ${auditEntries.id} > ${ended} and ${auditEntries.id} >= ${last('add')}`
}
