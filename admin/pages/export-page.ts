import { rowsAllowed } from '../permissions/rows-allowed'
import { parseListState, queryWith } from '../query/list-state'
import { loadStatistics } from '../query/statistics'
import { rootAlias } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, queryParameters, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { columnChoices } from './list-choices'
import type { ExportPage } from './shapes/list'

/**
 * The form that exports a list as one likes: which columns, in which format.
 *
 * @param query The list's query string.
 * @throws {AdminError} `FORBIDDEN` without permission to export; `BAD_QUERY` if the list is invalid.
 */
export async function exportPage(ctx: AdminContext, admin: Admin, query: string): Promise<ExportPage> {
  rowsAllowed(ctx, admin, { verb: 'export', alias: rootAlias })
  await loadStatistics(ctx)
  const state = parseListState(ctx, admin, queryParameters(query))
  const list = queryWith(state.parameters, { columns: null, totals: null, group: null, size: null })
  return {
    plural: admin.plural,
    listHref: withQuery(adminPath(ctx, admin), query),
    action: apiPath(ctx, `export/${adminSlug(admin)}`),
    hidden: queryParameters(list).map(([name, value]) => ({ name, value })),
    columns: columnChoices(ctx, admin, state).map(({ name, label, shown }) => ({ name, label, shown })),
    isNarrowed: state.filters.length > 0 || state.search !== '',
    timeZone: ctx.timeZone,
  }
}
