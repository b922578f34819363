import type { AdminContext } from '../site/context'
import { queryParameters } from '../site/paths'
import type { Admin } from '../site/site'
import { listPage } from './list-page'
import type { GroupRows } from './shapes/list'

/** A group shows so many rows below it; its link leads to all of them. */
const rowsShown = 10

/**
 * The first rows of a group, in the columns of its list.
 *
 * @param query The query string of the list of its rows.
 * @throws {AdminError} as `listPage` does
 */
export async function groupRows(ctx: AdminContext, admin: Admin, query: string): Promise<GroupRows> {
  const left = new Set(['size', 'page', 'after', 'before', 'totals', 'group'])
  const kept = queryParameters(query).filter(([name]) => !left.has(name))
  const page = await listPage(ctx, admin, [...kept, ['size', String(rowsShown)]])
  const { columns, rows, href, linked, filters, pager } = page
  return { columns, rows, href, linked, filters, listQuery: query, more: pager.nextHref !== null }
}
