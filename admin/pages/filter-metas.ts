import { isLimited } from '../permissions/choices-allowed'
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
import {
  filterableColumn,
  filterableMany,
  queryWith,
  type Filterable,
  type ListFilter,
  type ListState,
} from '../query/list-state'
import { manySeen } from '../query/many-rows'
import { manyNamed } from '../site/many'

/** Everything that this actor may filter by, the declared ones first. */
export function filterMetas(ctx: AdminContext, admin: Admin): FilterMeta[] {
  const declared: readonly string[] = admin.options.list?.filters ?? []
  const rank = ({ column, many }: Filterable) => {
    const index = declared.findIndex((name) =>
      many ? manyNamed(ctx.site, admin, name) === many : name === column.key || name === column.link?.name,
    )
    return index < 0 ? declared.length : index
  }
  const found = [
    ...columnsAllowed(ctx, admin).map(filterableColumn),
    ...manySeen(ctx, admin).map(filterableMany),
  ].filter((filterable) => filterable !== null)
  return found
    .map((filterable, index) => ({ filterable, index }))
    .toSorted((a, b) => rank(a.filterable) - rank(b.filterable) || a.index - b.index)
    .map(({ filterable }) => filterMeta(ctx, admin, filterable))
}

function filterMeta(ctx: AdminContext, admin: Admin, { name, label, column, many, operators }: Filterable): FilterMeta {
  const options = many ? undefined : column.type.meta(column).options
  const lookup = column.link ? mayPick(ctx, column.link) : !options && mayOfferValues(ctx, admin, column)
  const from = many ? many.way.child : admin
  return {
    name,
    label,
    operators: operators.map(({ id, takes }) => ({ id, label: operatorLabels[id], takes })),
    ...(options ? { options } : {}),
    ...(lookup ? { lookup: lookupPath(ctx, from, column) } : {}),
    ...(lookup && column.link ? { linked: true } : {}),
    inputType: column.valueType.filterInput,
  }
}

function lookupPath(ctx: AdminContext, admin: Admin, { name, link }: ColumnModel): string {
  const limited = link && isLimited(admin, link) ? '&filter=1' : ''
  return `${apiPath(ctx, `lookup/${adminSlug(admin)}`)}?column=${escapeName(name)}${limited}`
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
  { label, column, operator, raw, values }: ListFilter,
): Promise<Omit<FilterChip, 'removeHref'>> {
  const words = { label, operator: operatorLabels[operator.id] }
  if (operator.takes === 'boolean') {
    const yes = values[0] === 'true'
    return { ...words, operator: yes ? words.operator : negated(words.operator), value: '' }
  }
  const options = column.type.meta(column).options
  const linked = column.link && !operator.raw && values.length <= mostNamed
  const labels = linked ? await Promise.all(values.map((value) => lookupLabel(ctx, column, value))) : []
  const shown = raw.map((text, index) => {
    const value = values[index] ?? text
    const name = labels[index] ?? null
    if (name !== null) return name
    const option = options?.find((candidate) => candidate.value === value)
    if (option) return option.label
    return operator.raw || column.link ? text : column.valueType.toText(value, column, ctx)
  })
  return { ...words, value: shown.join(', ') }
}
