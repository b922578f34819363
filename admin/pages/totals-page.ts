import { rowsAllowed } from '../permissions/rows-allowed'
import { refuseBadValue } from '../postgres/errors'
import { sql } from 'drizzle-orm'
import { listWhere } from '../query/list-rows'
import { parseListState } from '../query/list-state'
import { readTotals } from '../query/list-totals'
import { loadStatistics } from '../query/statistics'
import { rootAlias } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import type { Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import { type Selection, selectionWhere } from '../write/selection'
import type { TotalsPage } from './shapes/list'
import * as words from '../words/totals'

/**
 * The totals that a list asks for, of all rows that match, or of the selected ones.
 *
 * @param selection Default: all rows that match.
 * @throws {AdminError} `FORBIDDEN` without permission to view; `BAD_QUERY` if the list is invalid; `INVALID` or `NOT_FOUND` for a
 *   selection that is none.
 */
export async function totalsPage(
  ctx: AdminContext,
  admin: Admin,
  { parameters, selection = null }: { parameters: Parameters; selection?: Selection | null },
): Promise<TotalsPage> {
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: rootAlias })
  await loadStatistics(ctx)
  const state = parseListState(ctx, admin, parameters)
  if (state.totals.length === 0) return { values: {}, note: null }
  const where =
    selection === null
      ? listWhere(ctx, admin, state).where
      : sql`${allowed.where} and (${selectionWhere(ctx, admin, selection)})`
  const { values, missing } = await readTotals(ctx, admin, { totals: state.totals, where }).catch(refuseBadValue)
  return { values: Object.fromEntries(values), note: missing === null ? null : missingWords[missing] }
}

const missingWords = { slow: words.someTooSlow, impossible: words.cannotBeTotalled }
