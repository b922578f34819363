import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import { numberFormat } from '../query/count-rows'
import { hasFacet, readFacet } from '../query/filters/facets'
import { filterablesNamed } from '../query/filters/filterable'
import { parseListState, queryWith } from '../query/list-state'
import { loadStatistics } from '../query/statistics'
import type { AdminContext } from '../site/context'
import { adminPath, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import type { FacetPage } from './shapes/filters'
import * as words from '../words/filters'

/**
 * How often each value of a column occurs under the other filters of a list, with a link to the list of its rows.
 *
 * @throws {AdminError} `FORBIDDEN` without permission to view; `BAD_QUERY` for a column that is hidden, secret, or not
 *   worth counting, or if the list itself is invalid.
 */
export async function facetPage(
  ctx: AdminContext,
  admin: Admin,
  { name, parameters }: { name: string; parameters: Parameters },
): Promise<FacetPage> {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  await loadStatistics(ctx)
  const state = parseListState(ctx, admin, parameters)
  const [filterable] = filterablesNamed(ctx, admin, name.split('.'))
  const column = filterable?.subject.kind === 'column' ? filterable.subject.column : null
  if (!filterable || !column || !hasFacet(ctx, filterable))
    throw new AdminError('BAD_QUERY', words.noFilter(name.slice(0, 40)))
  const facet = await readFacet(ctx, admin, { filterable, column, state })
  if (!facet) return { values: [], note: words.countsTookTooLong }
  const own = state.filters.flatMap((node) => (node.kind === 'filter' && node.path === name ? [node] : []))
  const without = Object.fromEntries(own.map((filter) => [filter.name, null]))
  const format = (rows: number) => numberFormat(ctx.locale).format(rows)
  return {
    values: facet.counts.map(({ operator, value, label, rows }) => ({
      label: label === '' ? words.noValue : label,
      rows: format(rows),
      href: `${adminPath(ctx, admin)}?${queryWith(state.parameters, { ...without, [`${name}.${operator}`]: value })}`,
      current: own.some((filter) => filter.operator.id === operator && filter.raw.includes(value)),
    })),
    note:
      facet.sample !== null
        ? words.fromSample(format(facet.sample))
        : facet.more
          ? words.mostFrequent(facet.counts.length)
          : null,
  }
}
