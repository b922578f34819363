import type { FilterMeta } from '../fields/filter-meta'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { ListFilter } from '../query/filters/filter'
import { filterablesBeyond, filterablesNamed, stepsFrom } from '../query/filters/filterable'
import { type LineSuggestion, suggestLine } from '../query/filters/suggest-line'
import type { ListState } from '../query/list-state'
import { loadStatistics } from '../query/statistics'
import type { AdminContext } from '../site/context'
import { adminSlug, apiPath } from '../site/paths'
import type { Admin } from '../site/site'
import { facetPage } from './facet-page'
import { filterMeta, filterMetas, filterText } from './filter-metas'
import type { FilterDraft, FilterPanel, FilterRow } from './shapes/filters'

/** What can be filtered by, with that of the given paths, and the panel for it. */
export async function filterPanel(
  ctx: AdminContext,
  admin: Admin,
  { state, draft }: { state: ListState; draft: FilterDraft | null },
): Promise<{ filters: FilterMeta[]; panel: FilterPanel }> {
  const own = filterMetas(ctx, admin)
  const known = new Set(own.map(({ name }) => name))
  const set = await Promise.all(state.filters.flatMap((node) => (node.kind === 'filter' ? [rowOf(ctx, node)] : [])))
  const beyond = [...set, ...(draft?.rows ?? [])].flatMap(({ column }) => {
    if (known.has(column)) return []
    known.add(column)
    const found = column.endsWith('.')
      ? filterablesBeyond(ctx, admin, column.slice(0, -1))
      : filterablesNamed(ctx, admin, column.split('.')).slice(0, 1)
    return found.map((filterable) => filterMeta(ctx, admin, filterable))
  })
  const filters = [
    ...own,
    ...beyond.filter(({ name }, index) => beyond.findIndex((meta) => meta.name === name) === index),
  ]
  const counts = draft?.counts ?? null
  const typed = draft?.rows?.map((row): FilterRow => {
    const label = filters.find(({ name }) => name === row.column)?.label ?? row.column
    const same = set.find(({ column, values }) => column === row.column && values.join() === row.values.join())
    return { ...row, label, text: same?.text ?? row.values.join(',') }
  })
  return {
    filters,
    panel: {
      rows: typed ?? set,
      steps: stepsFrom(ctx, admin).map(({ name, label }) => ({ name: `${name}.`, label })),
      line: draft?.line ?? { text: '', problem: null },
      open: draft !== null,
      edit: draft?.edit ?? null,
      counts: counts === null ? null : await countsOf(ctx, admin, { name: counts, state }),
      href: apiPath(ctx, `filters/${adminSlug(admin)}`),
    },
  }
}

/** @throws {AdminError} `BAD_QUERY` for a column that is not counted. */
async function countsOf(
  ctx: AdminContext,
  admin: Admin,
  { name, state }: { name: string; state: ListState },
): Promise<FilterPanel['counts']> {
  const { parameters } = state
  const page = await facetPage(ctx, admin, { name, parameters })
  return { ...page, label: filterablesNamed(ctx, admin, name.split('.'))[0]?.label ?? name }
}

async function rowOf(ctx: AdminContext, filter: ListFilter): Promise<FilterRow> {
  const { path, label, operator, raw } = filter
  return {
    column: path,
    label,
    operator: operator.id,
    values: [...raw],
    text: await filterText(ctx, filter),
    problem: null,
    isNew: false,
  }
}

/**
 * The columns one step away that a filter can use.
 * @throws {AdminError} `FORBIDDEN` without permission to view.
 */
export async function filtersBeyond(ctx: AdminContext, admin: Admin, step: string): Promise<FilterMeta[]> {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  await loadStatistics(ctx)
  return filterablesBeyond(ctx, admin, step).map((filterable) => filterMeta(ctx, admin, filterable))
}

/**
 * How a filter line can go on.
 * @throws {AdminError} `FORBIDDEN` without permission to view.
 */
export async function lineSuggestions(ctx: AdminContext, admin: Admin, line: string): Promise<LineSuggestion[]> {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  return suggestLine(ctx, admin, line)
}
