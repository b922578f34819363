import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { FilterChip, FilterMeta } from '../fields/filter-meta'
import { negated, operatorLabels } from '../words/filters'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath } from '../site/paths'
import type { Admin } from '../site/site'
import { mayOfferValues } from '../query/distinct-values'
import { lookupLabel, mayPick } from '../query/lookup'
import { queryWith, type ListFilter, type ListState } from '../query/list-state'

/** All columns that this actor may filter by, the declared ones first. */
export function filterMetas(ctx: AdminContext, admin: Admin): FilterMeta[] {
  const declared: readonly string[] = admin.options.list?.filters ?? []
  const rank = (column: ColumnModel) => {
    const index = declared.findIndex((name) => name === column.key || name === column.link?.name)
    return index < 0 ? declared.length : index
  }
  return columnsAllowed(ctx, admin)
    .filter((column) => !column.secret && column.type.operators.length > 0)
    .map((column, index) => ({ column, index }))
    .toSorted((a, b) => rank(a.column) - rank(b.column) || a.index - b.index)
    .map(({ column }) => filterMeta(ctx, admin, column))
}

function filterMeta(ctx: AdminContext, admin: Admin, column: ColumnModel): FilterMeta {
  const options = column.type.meta(column).options
  const lookup = column.link ? mayPick(ctx, column.link) : !options && mayOfferValues(ctx, admin, column)
  return {
    name: escapeName(column.name),
    label: column.label,
    operators: column.type.operators
      .filter(({ id }) => id !== 'null' || !column.notNull)
      .map(({ id, takes }) => ({ id, label: operatorLabels[id], takes })),
    ...(options ? { options } : {}),
    ...(lookup ? { lookup: `${apiPath(ctx, `lookup/${adminSlug(admin)}`)}?column=${escapeName(column.name)}` } : {}),
    ...(lookup && column.link ? { linked: true } : {}),
    inputType: column.valueType.filterInput,
  }
}

/** The active filters in words, each with a link that removes it. */
export function filterChips(ctx: AdminContext, admin: Admin, state: ListState): Promise<FilterChip[]> {
  const href = adminPath(ctx, admin)
  return Promise.all(
    state.filters.map(async (filter) => {
      const query = queryWith(state.parameters, { [filter.name]: null })
      return { ...(await chipWords(ctx, filter)), removeHref: query === '' ? href : `${href}?${query}` }
    }),
  )
}

/** A chip names up to this many linked rows, at the cost of a query each; more are shown by key. */
const mostNamed = 5

async function chipWords(
  ctx: AdminContext,
  { column, operator, raw, values }: ListFilter,
): Promise<Omit<FilterChip, 'removeHref'>> {
  const words = { label: column.label, operator: operatorLabels[operator.id] }
  if (operator.takes === 'boolean') {
    const yes = values[0] === 'true'
    return { ...words, operator: yes ? words.operator : negated(words.operator), value: '' }
  }
  const options = column.type.meta(column).options
  const linked = column.link && !operator.raw && values.length <= mostNamed
  const labels = linked ? await Promise.all(values.map((value) => lookupLabel(ctx, column, value))) : []
  const shown = raw.map((text, index) => {
    const value = values[index] ?? text
    const label = labels[index] ?? null
    if (label !== null) return label
    const option = options?.find((candidate) => candidate.value === value)
    if (option) return option.label
    return operator.raw || column.link ? text : column.valueType.toText(value, column, ctx)
  })
  return { ...words, value: shown.join(', ') }
}
