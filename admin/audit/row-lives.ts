import { and, eq, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** The entries of every row that ever had this key. */
export function ofKey(admin: Admin, key: string): SQL {
  return and(eq(auditEntries.table, admin.path), eq(auditEntries.key, key)) ?? sql`false`
}

interface Life {
  key: string
  /** The row has been deleted: its own deletion is the last entry, not the end of the previous row's history. */
  deleted: boolean
}

/**
 * The entries of the last row that had this key, and of none before it. The history of a row starts with its addition
 * and ends with its deletion. The history of a row that was not added here starts after the last deletion.
 */
export function ofLastLife(admin: Admin, life: Life): SQL {
  return sql`${ofKey(admin, life.key)} and ${auditEntries.id} >= ${firstIdSql(admin, life)}`
}

function firstIdSql(admin: Admin, { key, deleted }: Life): SQL {
  const last = (action: string, more: SQL = sql``) =>
    sql`coalesce((select max(e.id) from ${auditEntries} e where e."table" = ${admin.path} and e.key = ${key} and e.action = ${action}${more}), 0)`
  const ended = deleted ? last('delete', sql` and e.id < ${last('delete')}`) : last('delete')
  return sql`greatest(${ended} + 1, ${last('add')})`
}

/** An id below all entries of the last row that had this key, and above those of the rows before it. */
export async function firstOfLastLife(ctx: AdminContext, admin: Admin, life: Life): Promise<bigint> {
  const [row] = await ctx.db.execute<{ first: string }>(sql`select ${firstIdSql(admin, life)}::text as first`)
  return BigInt(row?.first ?? 0)
}
