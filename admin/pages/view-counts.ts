import { rowsAllowed } from '../permissions/rows-allowed'
import { countLimit, countRows, numberFormat, type Quantity, quantityWords } from '../query/count-rows'
import { listWhere } from '../query/list-rows'
import { parseListState } from '../query/list-state'
import { estimatedRows, loadStatistics } from '../query/statistics'
import { rootRef } from '../query/table-ref'
import { databaseFailure } from '../postgres/errors'
import type { AdminContext } from '../site/context'
import { queryParameters } from '../site/paths'
import type { Admin } from '../site/site'
import { isCostly } from './costly-list'
import { mostBeside } from './list-views'
import { openViews, viewsOfTable } from './saved-views'
import type { ViewRows } from './shapes/views'
import * as words from '../words/views'

/** For all views of a page together. */
const budgetMs = 2_000

/**
 * How many rows views find.
 *
 * @param admin The views beside its list. Default: those of all tables that the actor may open.
 * @throws {AdminError} `FORBIDDEN` without permission to view the table.
 */
export async function viewCounts(ctx: AdminContext, admin?: Admin): Promise<ViewRows[]> {
  if (!admin) return countViews(ctx, await openViews(ctx))
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const views = (await viewsOfTable(ctx, admin)).slice(0, mostBeside).map((view) => view.open())
  return countViews(
    ctx,
    views.map(({ href }) => ({ admin, href })),
  )
}

/**
 * How many rows each view finds for this actor, counted as its list counts them: never beyond the list's limit, and all of them
 * in two seconds. A view that is left over then, or that the planner expects to take long, is not counted.
 */
export async function countViews(
  ctx: AdminContext,
  views: readonly { admin: Admin; href: string | null }[],
): Promise<ViewRows[]> {
  await loadStatistics(ctx)
  const end = Date.now() + budgetMs
  const counted: ViewRows[] = []
  // One after the other: a page must not take all connections.
  for (const { admin, href } of views) {
    const leftMs = end - Date.now()
    if (leftMs <= 0) break
    if (href === null) continue
    const count = await countOf(ctx, admin, { query: href.split('?')[1] ?? '', leftMs })
    if (count !== null && count.kind !== 'unknown') counted.push({ href, rows: shortly(ctx, count) })
  }
  return counted
}

export const shortly = ({ locale }: AdminContext, count: Quantity): string =>
  count.kind === 'more than' ? words.rowsAtLeast(numberFormat(locale).format(countLimit)) : quantityWords(count, locale)

/** How many rows a list has for this actor, within `leftMs`; null if the planner expects that to take long. */
export async function countOf(
  ctx: AdminContext,
  admin: Admin,
  { query, leftMs }: { query: string; leftMs: number },
): Promise<Quantity | null> {
  const state = parseListState(ctx, admin, queryParameters(query))
  if (await isCostly(ctx, admin, state)) return null
  const { where, all } = listWhere(ctx, admin, state)
  try {
    return await countRows(ctx, {
      ref: rootRef(admin.table),
      where,
      within: null,
      everything: all,
      estimate: estimatedRows(ctx, admin.table),
      mostMs: leftMs,
    })
  } catch (error) {
    // A value that PostgreSQL refuses, or a view that has no data yet: the list itself says so.
    if (databaseFailure(error)) return null
    throw error
  }
}
