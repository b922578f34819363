import { AdminError } from '../errors'
import { mayAct } from '../permissions/rows-allowed'
import { cellEdits } from './cells/cell-columns'
import type { ListColumn, ListPage } from './shapes/list'
import { actionsFor, listButtons } from './list-actions'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, systemPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import { countLabel, countLimit, countRows, type RowCount } from '../query/count-rows'
import { isUnfilled, refuseBadValue } from '../postgres/errors'
import { costlyNotice, isCostly, rowsOrTimeout, timeoutNotice, unfilledNotice } from './costly-list'
import { filterChips } from './filter-metas'
import { filterPanel } from './filter-panel'
import type { FilterAnswer } from './filter-form'
import { labelColumns, leadsWithLabel } from '../query/list-columns'
import { columnField, isSortable, type ListField } from '../query/list-field'
import { listWhere } from '../query/list-rows'
import { parseListState, queryWith, wholeParameter, withoutIdle, type ListState } from '../query/list-state'
import { drawnAs, rowOf } from './row-cells'
import { searchFields } from '../query/search-where'
import { estimatedRows, loadStatistics, statisticsOf } from '../query/statistics'
import { rootRef } from '../query/table-ref'
import { isCheap } from '../query/ways-seen'
import { presetsOf, type ListOpening } from './list-views'
import { groupsPage } from './groups-page'
import { pagerOf, rangeLabel } from './list-pager'
import { viewsHref } from './views-href'
import { columnChoices, shownTotals } from './list-choices'
import { unindexedNotice } from './unindexed'
import { deletedHref } from './marked-row'
import * as listWords from '../words/list'
import * as neighboursWords from '../words/neighbours'

const slowSortRows = 100_000
const sizes = [25, 50, 100, 250]

/**
 * A list page: at most one query for the rows, one bounded count, and (once a minute, for all tables) the estimates.
 *
 * @throws {AdminError} `FORBIDDEN` without permission to view; `BAD_QUERY` for a query string that is not valid for
 *   this list.
 */
export const listPage = (ctx: AdminContext, admin: Admin, parameters: Parameters): Promise<ListPage> =>
  draftedList(ctx, admin, { parameters, draft: null, run: null })

const plainOpening: ListOpening = { start: '', defaultView: null, notice: null, side: null }

interface AskedList extends FilterAnswer {
  /** The token of a list that is to be run although the planner expects it to take long; null otherwise. */
  run: string | null
  /** What the table's plain URL opens, which is found out while the list is read. Default: the list itself. */
  opening?: Promise<ListOpening>
}

/**
 * The list page with what was typed into its filter panel and could not be done. Throws as `listPage` does.
 */
export async function draftedList(ctx: AdminContext, admin: Admin, asked: AskedList): Promise<ListPage> {
  const [page, grouped] = await Promise.all([rowsPage(ctx, admin, asked), groupsPage(ctx, admin, asked.parameters)])
  return grouped ? { ...page, ...grouped } : page
}

/** The list with its rows, unless it is grouped. */
async function rowsPage(
  ctx: AdminContext,
  admin: Admin,
  { parameters, draft, run, opening = Promise.resolve(plainOpening) }: AskedList,
): Promise<ListPage> {
  const { where, all } = listWhere(ctx, admin, { filters: [], search: '' })
  await loadStatistics(ctx)
  const state = parseListState(ctx, admin, parameters)
  const estimate = estimatedRows(ctx, admin.table)
  const narrowed = state.filters.length > 0 || state.search !== ''
  const conditions = narrowed ? listWhere(ctx, admin, state) : { where, all }
  const isGrouped = state.grouping !== null
  const asks = run === null && !isGrouped && (await isCostly(ctx, admin, state))
  const counting = asks
    ? ({ kind: 'unknown' } as const)
    : countRows(ctx, {
        ref: rootRef(admin.table),
        where: conditions.where,
        within: narrowed ? { where, everything: all } : null,
        everything: conditions.all,
        estimate,
      })
  const indexed = statisticsOf(ctx, admin.table)?.indexed ?? admin.table.indexed
  const slow = (field: ListField) =>
    (estimate ?? 0) > slowSortRows && !(field.kind === 'column' && indexed.has(field.column.name))
  // A page beyond all numbered ones is rejected whatever the count, so its rows need not be read.
  const isBeyond = (state.page ?? 1) > Math.ceil(countLimit / state.size)
  const reading = isBeyond || asks || isGrouped ? null : rowsOrTimeout(ctx, admin, { state, run })
  const drawing = filterPanel(ctx, admin, { state, draft })
  const naming = opening.then(({ start }) => filterChips(ctx, admin, keepingWhole(state, start)))
  const answers = await Promise.all([counting, reading, naming, drawing]).catch((error: unknown) =>
    isUnfilled(error) ? null : refuseBadValue(error),
  )
  const [count, read, chips, panel] = answers ?? [{ kind: 'exact', rows: 0 } as const, null, [], await drawing]
  checkPage(state, count)
  const leading = leadsWithLabel(ctx, admin)
  const edits = cellEdits(ctx, admin, state.fields)
  const rows = read ?? { rows: [], more: false, before: false }
  const opened = await opening
  const shown = keepingWhole(state, opened.start)
  return {
    ...describe(ctx, admin, { state: shown, opened }),
    ...panel,
    chips,
    columns: [
      ...(leading ? [labelColumn(ctx, admin, { state: shown, slow })] : []),
      ...state.fields.map((field) => ({
        ...listColumn(ctx, admin, { state: shown, field, slow: slow(field) }),
        ...(edits.has(field.name) ? { edit: edits.get(field.name) } : {}),
      })),
    ],
    rows: rows.rows.map((row) => rowOf(ctx, { fields: state.fields, leading, row })),
    rowCount: rows.rows.length,
    countLabel: countLabel(count, ctx.locale),
    exactCount: count.kind === 'exact' ? count.rows : null,
    rangeLabel: rangeLabel(ctx, { state, rows, count }),
    pager: pagerOf(ctx, admin, { state: shown, rows, count }),
    empty: rows.rows.length > 0 || read === null ? null : narrowed ? 'no match' : all ? 'no rows' : 'none visible',
    notice:
      answers === null
        ? unfilledNotice(admin)
        : asks
          ? costlyNotice(state)
          : read === null
            ? timeoutNotice(state)
            : null,
    asksToRun: asks,
  }
}

function checkPage(state: ListState, count: RowCount): void {
  if (state.page === null || state.page === 1) return
  const last =
    count.kind === 'exact' ? Math.max(1, Math.ceil(count.rows / state.size)) : Math.floor(countLimit / state.size)
  if (state.page > last)
    throw new AdminError(
      'BAD_QUERY',
      count.kind === 'exact' ? listWords.noPageOf(state.page, last) : listWords.numberedUpTo(last),
    )
}

/**
 * The state with `view=all`, so that a link from this list never ends at the plain URL where that opens something else: `queryWith` and
 * `withoutIdle` keep it where nothing else is left.
 */
const keepingWhole = (state: ListState, start: string): ListState =>
  start === '' ? state : { ...state, parameters: [...state.parameters, wholeParameter] }

function describe(ctx: AdminContext, admin: Admin, { state, opened }: { state: ListState; opened: ListOpening }) {
  const href = adminPath(ctx, admin)
  // “SKU” stays unchanged.
  const hints = searchFields(ctx, admin).map(({ field }) =>
    field.label.replaceAll(/\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase()),
  )
  const filtered = state.parameters.filter(([name]) => name.includes('.'))
  return {
    table: adminSlug(admin),
    href,
    title: admin.plural,
    singular: admin.singular,
    plural: admin.plural,
    search: hints.length > 0 ? { value: state.search, hint: [...new Set(hints)].slice(0, 4).join(', ') } : null,
    clearFiltersHref:
      filtered.length > 0
        ? link(href, queryWith(state.parameters, Object.fromEntries(filtered.map(([name]) => [name, null]))))
        : null,
    sizes: sizes.map((size) => ({
      size,
      href: link(href, queryWith(state.parameters, { size: String(size) })),
      current: size === state.size,
    })),
    columnChoices: columnChoices(ctx, admin, state),
    defaultColumnsHref: link(href, queryWith(state.parameters, { columns: null })),
    groups: null,
    totals: shownTotals(state),
    totalsHref: apiPath(ctx, `totals/${adminSlug(admin)}`),
    totalValues: null,
    tableActions: actionsFor(ctx, admin, 'table'),
    cancelHref: apiPath(ctx, 'cancel'),
    actions: listButtons(ctx, admin),
    addHref: mayAct(ctx, admin, 'add') ? `${href}/add` : null,
    ...presetsOf(ctx, admin, { parameters: state.parameters, opened }),
    openingNote: opened.notice,
    viewsHref: withQuery(viewsHref(ctx, admin), [['list', queryWith(state.parameters, {})]]),
    trashHref: deletedHref(ctx, admin),
    exportOptionsHref: mayAct(ctx, admin, 'export')
      ? withQuery(systemPath(ctx, `export-options/${adminSlug(admin)}`), [['list', queryWith(state.parameters, {})]])
      : null,
    exportHref: mayAct(ctx, admin, 'export')
      ? link(apiPath(ctx, `export/${adminSlug(admin)}`), queryWith(state.parameters, {}))
      : null,
    listQuery: new URLSearchParams(withoutIdle(state.parameters).map(([name, value]) => [name, value]))
      .toString()
      .replaceAll('%2C', ','),
    linked: admin.table.key.length > 0,
    hiddenParameters: state.parameters
      .filter(([name]) => !['q', 'page', 'after', 'before'].includes(name))
      .map(([name, value]) => ({ name, value })),
    readOnlyNote:
      admin.table.kind !== 'table'
        ? listWords.readOnly(admin.table.kind)
        : admin.table.key.length === 0
          ? listWords.noKey
          : null,
  }
}

const link = (href: string, query: string) => (query === '' ? href : `${href}?${query}`)

/** The row's label, if no single column shows it, sorted by the columns it consists of, if any. */
function labelColumn(
  ctx: AdminContext,
  admin: Admin,
  { state, slow }: { state: ListState; slow: (field: ListField) => boolean },
): ListColumn {
  const columns = labelColumns(ctx, admin)
  const names = columns.map((column) => column.name)
  const sortable = names.length > 0
  const current = names.every((name, index) => state.sort[index]?.field.name === name) ? state.sort[0] : undefined
  const sort = names.map((name) => `${current && !current.descending ? '-' : ''}${name}`).join(',')
  return {
    name: '',
    label: admin.singular.charAt(0).toUpperCase() + admin.singular.slice(1),
    kind: 'text',
    align: 'left',
    sortHref: sortable ? link(adminPath(ctx, admin), queryWith(state.parameters, { sort })) : null,
    sorted: sortable && current ? (current.descending ? 'desc' : 'asc') : null,
    sortRank: null,
    addSortHref: null,
    slowSort: columns.some((column) => slow(columnField(column))),
  }
}

function listColumn(
  ctx: AdminContext,
  admin: Admin,
  { state, field, slow }: { state: ListState; field: ListField; slow: boolean },
): ListColumn {
  const href = adminPath(ctx, admin)
  const index = state.sort.findIndex((term) => term.field.name === field.name)
  const current = state.sort[index]
  const sortable = isSortable(field)
  const flipped = `${current && !current.descending ? '-' : ''}${field.name}`
  const others = state.sort
    .filter((term) => term.field.name !== field.name)
    .map((term) => `${term.descending ? '-' : ''}${term.field.name}`)
  return {
    name: field.name,
    label: field.label,
    ...drawnAs(field),
    sortHref: sortable ? link(href, queryWith(state.parameters, { sort: flipped })) : null,
    sorted: current ? (current.descending ? 'desc' : 'asc') : null,
    sortRank: current && state.sort.length > 1 ? index + 1 : null,
    addSortHref: sortable ? link(href, queryWith(state.parameters, { sort: [...others, flipped].join(',') })) : null,
    slowSort: sortable && slow,
    ...(field.kind === 'many' && !isCheap(ctx, field.many.way)
      ? { notice: unindexedNotice(ctx, field.many.way, neighboursWords.notShown) }
      : {}),
  }
}
