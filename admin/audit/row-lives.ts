import { and, eq, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { Admin } from '../site/site'

/** The entries of every row that ever had this key. */
export function ofKey(admin: Admin, key: string): SQL {
  return and(eq(auditEntries.table, admin.path), eq(auditEntries.key, key)) ?? sql`false`
}

/**
 * The entries of the last row that had this key, and of none before it. The history of a row starts with its addition
 * and ends with its deletion. The history of a row that was not added here starts after the last deletion.
 *
 * @param deleted The row has been deleted: its own deletion is the last entry, not the end of the previous row's
 *   history.
 */
export function ofLastLife(admin: Admin, key: string, { deleted }: { deleted: boolean }): SQL {
  const last = (action: string, more: SQL = sql``) =>
    sql`coalesce((select max(e.id) from ${auditEntries} e where e."table" = ${admin.path} and e.key = ${key} and e.action = ${action}${more}), 0)`
  const ended = deleted ? last('delete', sql` and e.id < ${last('delete')}`) : last('delete')
  return sql`${ofKey(admin, key)} and ${auditEntries.id} > ${ended} and ${auditEntries.id} >= ${last('add')}`
}
