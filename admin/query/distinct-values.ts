import { sql } from 'drizzle-orm'
import { escapeLike } from '../fields/operators'
import { mayViewColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { ColumnModel } from '../schema/model'
import type { LookupAnswer } from '../fields/field-meta'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { columnStatistics } from './statistics'
import { columnSql, fromSql, rootRef } from './table-ref'

/** A longer list of values does not help. */
const fewValues = 100
/** The number of rows to examine, so that the cost does not grow with the table. */
const lookedAt = 10_000
const mostOptions = 20

/**
 * Whether a text column has so few distinct values, by the planner's statistics, that a filter can offer them: a
 * status, a country. Requires `loadStatistics`; false without statistics.
 */
export function hasFewValues(ctx: AdminContext, column: ColumnModel): boolean {
  if (column.secret || column.link || column.type.heavy || column.valueType.search !== 'text') return false
  const distinct = columnStatistics(ctx, column)?.distinct ?? null
  return distinct !== null && distinct > 0 && distinct <= fewValues
}

/** The values of a column, most frequent first, among the first rows that this actor may view. */
export async function distinctValues(
  ctx: AdminContext,
  admin: Admin,
  { column, search, page = 1 }: { column: ColumnModel; search: string; page?: number },
): Promise<LookupAnswer> {
  const ref = rootRef(admin.table)
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const rows = await ctx.db.execute<{ value: string }>(sql`
    select value from (
      select ${columnSql(ref, column)}::text as value from ${fromSql(ref)} where ${where} limit ${lookedAt}) seen
    where value <> '' and value ilike ${`%${escapeLike(search)}%`}::text
    group by value order by count(*) desc, value limit ${mostOptions + 1} offset ${(page - 1) * mostOptions}`)
  return {
    more: rows.length > mostOptions,
    options: rows.slice(0, mostOptions).map(({ value }) => ({ value, label: value, key: value })),
  }
}

/** Whether the values may be offered to this actor, who can see them in the list anyway. */
export function mayOfferValues(ctx: AdminContext, admin: Admin, column: ColumnModel): boolean {
  return mayViewColumn(ctx, admin, column) && hasFewValues(ctx, column)
}
