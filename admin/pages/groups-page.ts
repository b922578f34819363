import { rowsAllowed } from '../permissions/rows-allowed'
import { refuseBadValue } from '../postgres/errors'
import { numberFormat } from '../query/count-rows'
import type { ListFilter } from '../query/filters/filter'
import { mostGroups, readGroups, type ListGrouping, type RowGroup } from '../query/list-group'
import { listWhere } from '../query/list-rows'
import { parseListState, queryWith, type ListState } from '../query/list-state'
import { loadStatistics } from '../query/statistics'
import { rootAlias } from '../query/table-ref'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import { isList } from './saved-views'
import type { ListPage } from './shapes/list'
import * as words from '../words/groups'

type Grouped = Pick<ListPage, 'groups' | 'rowCount' | 'rangeLabel' | 'pager' | 'sizes' | 'empty' | 'notice'>

/**
 * What a list shows in place of its rows if it is grouped; null if it is not.
 *
 * @throws {AdminError} `FORBIDDEN` without permission to view; `BAD_QUERY` if the list is invalid.
 */
export async function groupsPage(ctx: AdminContext, admin: Admin, parameters: Parameters): Promise<Grouped | null> {
  if (!parameters.some(([name]) => name === 'group')) return null
  rowsAllowed(ctx, admin, { verb: 'view', alias: rootAlias })
  await loadStatistics(ctx)
  const state = parseListState(ctx, admin, parameters)
  const { grouping, totals } = state
  if (grouping === null) return null
  const { where } = listWhere(ctx, admin, state)
  const read = await readGroups(ctx, admin, { grouping, totals, where }).catch(refuseBadValue)
  const groups = read?.groups ?? []
  const most = Math.max(...groups.map(({ rows }) => rows), 1)
  const note = read?.more
    ? grouping.unit
      ? words.latest(mostGroups)
      : words.mostRows(mostGroups)
    : words.groups(groups.length)
  return {
    groups: {
      label: groupingLabel(grouping),
      removeHref: withQuery(adminPath(ctx, admin), queryWith(state.parameters, { group: null })),
      rowsHref: apiPath(ctx, `groups/${adminSlug(admin)}`),
      rows: groups.map((group) => ({
        label: group.label,
        rows: numberFormat(ctx.locale).format(group.rows),
        share: group.rows / most,
        href: hrefOf(ctx, admin, { state, grouping, group }),
        totals: Object.fromEntries(group.totals),
      })),
      note,
    },
    rowCount: groups.length,
    rangeLabel: note,
    pager: { firstHref: null, previousHref: null, nextHref: null, lastHref: null, pages: [] },
    sizes: [],
    empty: read !== null && groups.length === 0 ? 'no match' : null,
    notice: read === null ? words.tooSlow : null,
  }
}

/** "Created at by month" */
const groupingLabel = ({ column, unit }: ListGrouping): string =>
  unit === null ? column.label : words.byPeriod(column.label, unit)

interface GroupOf {
  state: ListState
  grouping: ListGrouping
  group: RowGroup
}

/** The list of a group's rows; null if no filter takes the value. */
function hrefOf(ctx: AdminContext, admin: Admin, { state, grouping, group }: GroupOf): string | null {
  const query = queryWith(state.parameters, { group: null, ...filterOf(state, { grouping, group }) })
  return isList(ctx, admin, query) ? withQuery(adminPath(ctx, admin), query) : null
}

/** The filter for a group's rows, and the filters whose place it takes. */
function filterOf(
  { filters }: ListState,
  { grouping, group }: Pick<GroupOf, 'grouping' | 'group'>,
): Record<string, string | null> {
  const name = grouping.unit === null ? grouping.name : grouping.name.slice(0, -grouping.unit.length - 1)
  const own = filters.filter((node): node is ListFilter => node.kind === 'filter' && node.path === name)
  // A value that passed the filters of its column needs none of them; a part of a period may have passed.
  const replaced = grouping.unit === null || group.value === null ? own : []
  const without = Object.fromEntries(replaced.map((filter) => [filter.name, null]))
  if (group.value === null) return { ...without, [`${name}.null`]: 'true' }
  const { value } = group
  if (grouping.unit === null || own.every(({ operator }) => operator.id !== 'eq'))
    return { ...without, [`${name}.eq`]: value }
  return own.every(({ operator }) => operator.id !== 'between')
    ? { [`${name}.between`]: `${value},${value}` }
    : { [`${name}.eq`]: value }
}
