import { AdminError } from '../errors'
import { mayAct } from '../permissions/rows-allowed'
import { cellEdits } from './cells/cell-columns'
import type { ListColumn, ListPage, ListPager } from './shapes/list'
import { actionsFor, listButtons } from './list-actions'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import { countLabel, countLimit, countRows, numberFormat, quantityWords, type RowCount } from '../query/count-rows'
import { isUnfilled, refuseBadValue } from '../postgres/errors'
import { costlyNotice, isCostly, rowsOrTimeout, timeoutNotice, unfilledNotice } from './costly-list'
import { filterChips } from './filter-metas'
import { filterPanel } from './filter-panel'
import type { FilterAnswer } from './filter-form'
import { choosableFields, labelColumns, leadsWithLabel } from '../query/list-columns'
import { columnField, isSortable, type ListField } from '../query/list-field'
import { listWhere, type ReadRows } from '../query/list-rows'
import { parseListState, queryWith, type ListState } from '../query/list-state'
import { drawnAs, rowOf } from './row-cells'
import { searchFields } from '../query/search-where'
import { estimatedRows, loadStatistics, statisticsOf } from '../query/statistics'
import { rootRef } from '../query/table-ref'
import { isCheap } from '../query/ways-seen'
import { presetsOf } from './saved-views'
import { viewsHref } from './views-page'
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

/**
 * The list page with what was typed into its filter panel and could not be done, and with a token if it is to be run
 * although the planner expects it to take long. Throws as `listPage` does.
 */
export async function draftedList(
  ctx: AdminContext,
  admin: Admin,
  { parameters, draft, run }: FilterAnswer & { run: string | null },
): Promise<ListPage> {
  const { where, all } = listWhere(ctx, admin, { filters: [], search: '' })
  await loadStatistics(ctx)
  const state = parseListState(ctx, admin, parameters)
  const estimate = estimatedRows(ctx, admin.table)
  const narrowed = state.filters.length > 0 || state.search !== ''
  const conditions = narrowed ? listWhere(ctx, admin, state) : { where, all }
  const asks = run === null && (await isCostly(ctx, admin, state))
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
  const reading = isBeyond || asks ? null : rowsOrTimeout(ctx, admin, { state, run })
  const drawing = filterPanel(ctx, admin, { state, draft })
  const answers = await Promise.all([counting, reading, filterChips(ctx, admin, state), drawing]).catch(
    (error: unknown) => (isUnfilled(error) ? null : refuseBadValue(error)),
  )
  const [count, read, chips, panel] = answers ?? [{ kind: 'exact', rows: 0 } as const, null, [], await drawing]
  checkPage(state, count)
  const leading = leadsWithLabel(ctx, admin)
  const edits = cellEdits(ctx, admin, state.fields)
  const rows = read ?? { rows: [], more: false, before: false }
  return {
    ...describe(ctx, admin, state),
    ...panel,
    chips,
    columns: [
      ...(leading ? [labelColumn(ctx, admin, { state, slow })] : []),
      ...state.fields.map((field) => ({
        ...listColumn(ctx, admin, { state, field, slow: slow(field) }),
        ...(edits.has(field.name) ? { edit: edits.get(field.name) } : {}),
      })),
    ],
    rows: rows.rows.map((row) => rowOf(ctx, { fields: state.fields, leading, row })),
    rowCount: rows.rows.length,
    countLabel: countLabel(count, ctx.locale),
    exactCount: count.kind === 'exact' ? count.rows : null,
    rangeLabel: rangeLabel(ctx, { state, rows, count }),
    pager: pagerOf(ctx, admin, { state, rows, count }),
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

function describe(ctx: AdminContext, admin: Admin, state: ListState) {
  const href = adminPath(ctx, admin)
  const shown = new Set(state.fields.map((field) => field.name))
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
    columnChoices: choosableFields(ctx, admin).map(({ name, label }) => ({ name, label, shown: shown.has(name) })),
    defaultColumnsHref: link(href, queryWith(state.parameters, { columns: null })),
    tableActions: actionsFor(ctx, admin, 'table'),
    cancelHref: apiPath(ctx, 'cancel'),
    actions: listButtons(ctx, admin),
    addHref: mayAct(ctx, admin, 'add') ? `${href}/add` : null,
    presets: presetsOf(ctx, admin, state.parameters),
    viewsHref: withQuery(viewsHref(ctx, admin), [['list', queryWith(state.parameters, {})]]),
    trashHref: deletedHref(ctx, admin),
    exportHref: mayAct(ctx, admin, 'export')
      ? link(apiPath(ctx, `export/${adminSlug(admin)}`), queryWith(state.parameters, {}))
      : null,
    listQuery: new URLSearchParams(state.parameters.map(([name, value]) => [name, value]))
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

interface ListPosition {
  state: ListState
  rows: ReadRows
  count: RowCount
}

function rangeLabel(ctx: AdminContext, { state, rows, count }: ListPosition): string {
  const format = (value: number) => numberFormat(ctx.locale).format(value)
  const total = quantityWords(count, ctx.locale)
  const shown = rows.rows.length
  if (shown === 0) return ''
  if (state.page !== null) {
    const first = (state.page - 1) * state.size + 1
    return listWords.rangeOf(format(first), format(first + shown - 1), total)
  }
  if (state.before === '') return listWords.lastOf(format(shown), total)
  return listWords.rowsOf(format(shown), total)
}

function pagerOf(ctx: AdminContext, admin: Admin, { state, rows, count }: ListPosition): ListPager {
  const href = adminPath(ctx, admin)
  const hrefWith = (changes: Record<string, string | null>) => link(href, queryWith(state.parameters, changes))
  const keyset = admin.table.key.length > 0 && (rows.rows[0]?.cursor ?? null) !== null
  const numbered = state.page !== null && (count.kind === 'exact' || !keyset)
  if (numbered) {
    const page = state.page ?? 1
    const last =
      count.kind === 'exact'
        ? Math.max(1, Math.ceil(count.rows / state.size))
        : Math.min(Math.floor(countLimit / state.size), rows.more ? page + 1 : page)
    const to = (number: number) => hrefWith({ page: number === 1 ? null : String(number) })
    return {
      firstHref: page > 1 ? to(1) : null,
      previousHref: page > 1 ? to(page - 1) : null,
      nextHref: page < last ? to(page + 1) : null,
      lastHref: page < last ? to(last) : null,
      pages:
        last > 1
          ? pageNumbers(page, last).map((number) =>
              number === null ? null : { page: number, href: to(number), current: number === page },
            )
          : [],
    }
  }
  const first = rows.rows[0]?.cursor ?? null
  const last = rows.rows.at(-1)?.cursor ?? null
  return {
    firstHref: rows.before ? hrefWith({}) : null,
    previousHref: rows.before && first !== null ? hrefWith({ before: first }) : null,
    nextHref: rows.more && last !== null ? hrefWith({ after: last }) : null,
    lastHref: rows.more ? hrefWith({ before: '' }) : null,
    pages: [],
  }
}

/** The first page, the last, and two on either side of the current one; null is a gap. */
export function pageNumbers(page: number, last: number): (number | null)[] {
  const wanted = [1, 2, page - 2, page - 1, page, page + 1, page + 2, last - 1, last]
  const numbers = [...new Set(wanted)].filter((number) => number >= 1 && number <= last).toSorted((a, b) => a - b)
  return numbers.flatMap((number, index) => {
    const previous = numbers[index - 1]
    return previous !== undefined && number - previous > 1 ? [null, number] : [number]
  })
}
