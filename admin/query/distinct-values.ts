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

/** Above this a list of values is of no help. */
const fewValues = 100
/** What is looked at, so that the cost does not grow with the table. */
const lookedAt = 10_000
const mostOptions = 20

/**
 * Whether a text has so few different values, by the planner's statistics, that a filter can offer them: a status, a country.
 * To be asked after `loadStatistics`; false without statistics.
 */
export function hasFewValues(ctx: AdminContext, column: ColumnModel): boolean {
  if (column.secret || column.link || column.type.heavy || column.valueType.search !== 'text') return false
  const distinct = columnStatistics(ctx, column)?.distinct ?? null
  return distinct !== null && distinct > 0 && distinct <= fewValues
}

/** The values of a column, the frequent ones first, among the first rows that this actor may view. */
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

/** Whether this actor may be offered the values: they are shown in the list anyway. */
export function mayOfferValues(ctx: AdminContext, admin: Admin, column: ColumnModel): boolean {
  return mayViewColumn(ctx, admin, column) && hasFewValues(ctx, column)
}
