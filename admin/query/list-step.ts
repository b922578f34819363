import { sql } from 'drizzle-orm'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { queryParameters } from '../site/paths'
import type { Admin } from '../site/site'
import { decodeCursor } from './cursor'
import { keysetBranches } from './keyset'
import { listWhere, RowsQuery } from './list-rows'
import { totalOrder } from './list-sort'
import { parseListState } from './list-state'
import { noSuchRow } from './load-record'
import { soundParts } from './row-key'
import { keySql, rootRef } from './table-ref'

export type Step = 'next' | 'previous'

/** Page parameters are irrelevant here: the position is that of the row itself. */
const placeWords = new Set(['page', 'after', 'before'])

/**
 * The key of the row beside one in a list, across the ends of its pages: two queries, whose cost does not grow with the
 * list. A row that no longer matches the list's filters still has a position in the order.
 *
 * @param request.list The query string of the list.
 * @returns Null at the end of the list, and in an order that has no positions.
 * @throws {AdminError} `BAD_QUERY` for a query string that is not of this list; `FORBIDDEN`, `NOT_FOUND`.
 */
export async function listStep(
  ctx: AdminContext,
  admin: Admin,
  { key, list, step }: { key: string; list: string; step: Step },
): Promise<string | null> {
  const { where: allowed } = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const parameters = queryParameters(list).filter(([name]) => !placeWords.has(name))
  const state = parseListState(ctx, admin, parameters)
  const ref = rootRef(admin.table)
  const terms = totalOrder(ctx, ref, state.sort)
  const query = new RowsQuery(ctx, { admin, ref, terms, fields: [] })
  const parts = soundParts(ctx, admin.table, key)
  if (parts === null) throw noSuchRow(admin)
  const isRow = sql`${keySql(ref, parts)} and ${allowed}`
  const [row] = await query.read({ where: isRow, branches: [sql`true`], backwards: false, limit: 1 })
  if (row?.key !== key) throw noSuchRow(admin)
  if (row.cursor === null) return null
  const backwards = step === 'previous'
  const branches = keysetBranches(terms, decodeCursor(ctx, terms, row.cursor), backwards)
  const [found] = await query.read({ where: listWhere(ctx, admin, state).where, branches, backwards, limit: 1 })
  return found?.key ?? null
}
