import { planOf } from '../advise/plan'
import { databaseFailure, unfilled } from '../postgres/errors'
import { sqlState } from '../errors/sql-state'
import { listRowsSql, readListRows, type ReadRows } from '../query/list-rows'
import type { ListState } from '../query/list-state'
import { estimatedRows } from '../query/statistics'
import { relationName } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { nameTransaction } from '../write/plan/cancel'
import * as databaseWords from '../words/database'
import * as words from '../words/list'

/** On a smaller table everything is fast enough to be run without a question. */
const largeRows = 100_000
/** In the planner's units: several seconds on common hardware. */
const mostCost = 500_000

/** Whether the planner expects a search or filter to read so much that the user is asked first. It costs no row. */
export async function isCostly(ctx: AdminContext, admin: Admin, state: ListState): Promise<boolean> {
  const narrowed = state.filters.length > 0 || state.search !== ''
  if (!narrowed || (estimatedRows(ctx, admin.table) ?? 0) <= largeRows) return false
  try {
    // Up to the last row of the page, so that what is found at once is not asked for.
    return (await planOf(ctx.db, listRowsSql(ctx, admin, state))).cost > mostCost
  } catch (error) {
    // A value that PostgreSQL refuses: the list itself says so.
    if (databaseFailure(error)) return false
    throw error
  }
}

/**
 * The rows; null if that takes too long or is cancelled.
 *
 * @param run The token by which the user who asked for it can cancel it; null if nobody did.
 */
export async function rowsOrTimeout(
  ctx: AdminContext,
  admin: Admin,
  { state, run }: { state: ListState; run: string | null },
): Promise<ReadRows | null> {
  try {
    if (run === null) return await readListRows(ctx, admin, state)
    return await ctx.db.transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      await nameTransaction(within, run)
      return readListRows(within, admin, state)
    })
  } catch (error) {
    if (databaseFailure(error)?.code === sqlState.queryCanceled) return null
    throw error
  }
}

/** The view has no data until it is populated, which is not necessarily a mistake. */
export function unfilledNotice({ table }: Admin): string {
  return table.kind === 'materialized view' ? databaseWords.viewNotFilled(relationName(table)) : unfilled
}

const subjectOf = (state: ListState) =>
  state.search !== '' ? words.theSearch : state.filters.length > 0 ? words.theFilter : words.theOrder

export const timeoutNotice = (state: ListState): string => words.tookTooLong(subjectOf(state))
export const costlyNotice = (state: ListState): string => words.wouldTakeLong(subjectOf(state))
