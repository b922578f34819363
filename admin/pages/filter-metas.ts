import { isPeriod } from '../fields/filter-operators'
import type { FilterChip, FilterMeta } from '../fields/filter-meta'
import { isLimited } from '../permissions/choices-allowed'
import { columnsAllowed } from '../permissions/columns-allowed'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import { betweenWords, groupWords, negated, notGroup, operatorLabels } from '../words/filters'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath } from '../site/paths'
import type { Admin } from '../site/site'
import { mayOfferValues } from '../query/distinct-values'
import { type Filterable, type FilterNode, type ListFilter, valueColumn } from '../query/filters/filter'
import { declaredChoices, declaredSeen } from '../query/filters/declared'
import { hasFacet } from '../query/filters/facets'
import { filterableColumn, filterableMany, filterablesNamed } from '../query/filters/filterable'
import { findField } from '../query/list-field'
import { queryWith, type ListState } from '../query/list-state'
import { lookupLabel, mayPick } from '../query/lookup'
import { manySeen } from '../query/many-rows'
import { manyNamed } from '../site/many'

/** Everything that this actor may filter by, the declared ones first. */
export function filterMetas(ctx: AdminContext, admin: Admin): FilterMeta[] {
  const declared: readonly (string | { id: string })[] = admin.options.list?.filters ?? []
  const rank = ({ name: own, hops, subject }: Filterable) => {
    const index = declared.findIndex((name) => {
      if (typeof name === 'object') return subject.kind === 'declared' && name.id === subject.filter.id
      if (hops.length > 0) return pathNamed(ctx, admin, name) === own
      if (subject.kind === 'many') return manyNamed(ctx.site, admin, name) === subject.many
      return subject.kind === 'column' && (name === subject.column.key || name === subject.column.link?.name)
    })
    return index < 0 ? declared.length : index
  }
  const found = [
    ...columnsAllowed(ctx, admin).map(filterableColumn),
    ...manySeen(ctx, admin).map(filterableMany),
    ...declaredSeen(ctx, admin),
    ...declared.flatMap((name) => alongPath(ctx, admin, name)),
  ].filter((filterable) => filterable !== null)
  return found
    .map((filterable, index) => ({ filterable, index }))
    .toSorted((a, b) => rank(a.filterable) - rank(b.filterable) || a.index - b.index)
    .map(({ filterable }) => filterMeta(ctx, admin, filterable))
}

/** The path of a column of a related row, as in URLs; null for any other name. */
function pathNamed(ctx: AdminContext, admin: Admin, name: string): string | null {
  const field = name.includes('.') ? findField(ctx, admin, name) : undefined
  return field?.kind === 'path' ? field.name : null
}

function alongPath(ctx: AdminContext, admin: Admin, declared: string | object): Filterable[] {
  const path = typeof declared === 'string' ? pathNamed(ctx, admin, declared) : null
  if (path === null) return []
  return filterablesNamed(ctx, admin, path.split('.'))
    .filter(({ hops, operators }) => hops.length > 0 && operators.length > 0)
    .slice(0, 1)
}

/** A filter as the panel offers it. */
export function filterMeta(ctx: AdminContext, admin: Admin, filterable: Filterable): FilterMeta {
  const { name, label, operators, hops, subject } = filterable
  const column = valueColumn(filterable)
  const offered = operators.map(({ id, takes }) => ({ id, label: operatorLabels[id], takes }))
  if (subject.kind === 'declared') {
    const { choices, input = 'text' } = subject.filter
    const looked = `${apiPath(ctx, `lookup/${adminSlug(admin)}`)}?column=${name}&filter=1`
    const values =
      typeof choices === 'function' ? { lookup: looked, linked: true } : choices && { options: [...choices] }
    return { name, label, operators: offered, inputType: input, ...values }
  }
  if (!column || (subject.kind === 'column' && subject.keys.length > 0))
    return { name, label, operators: offered, inputType: column ? 'text' : 'number' }
  const options = subject.kind === 'many' ? undefined : column.type.meta(column).options
  const from = subject.kind === 'many' ? subject.many.way.child : (hops.at(-1)?.to ?? admin)
  const lookup = column.link ? mayPick(ctx, column.link) : !options && mayOfferValues(ctx, from, column)
  return {
    name,
    label,
    operators: offered,
    ...(options ? { options } : {}),
    ...(lookup ? { lookup: lookupPath(ctx, from, column) } : {}),
    ...(lookup && column.link ? { linked: true } : {}),
    inputType: column.valueType.filterInput,
    ...(hasFacet(ctx, filterable) ? { facet: true } : {}),
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
    state.filters.map(async (node) => {
      const own = state.parameters.filter(([name]) =>
        node.kind === 'filter' ? name === node.name : name.startsWith(node.name),
      )
      const query = queryWith(state.parameters, Object.fromEntries(own.map(([name]) => [name, null])))
      return {
        name: node.name,
        editHref: editHref(href, state, node),
        ...(await nodeWords(ctx, node)),
        removeHref: query === '' ? href : `${href}?${query}`,
      }
    }),
  )
}

/** The list with its panel open at this filter; null for a group, which only its URL changes. */
function editHref(href: string, { parameters }: ListState, node: FilterNode): string | null {
  if (node.kind === 'group') return null
  return `${href}?${queryWith([...parameters, ['~edit', node.path]], {})}`
}

type ChipWords = Pick<FilterChip, 'label' | 'operator' | 'value'>

async function nodeWords(ctx: AdminContext, node: FilterNode): Promise<ChipWords> {
  if (node.kind === 'filter') return chipWords(ctx, node)
  const inner = await Promise.all(
    node.nodes.map(async (member) => {
      const { label, operator, value } = await nodeWords(ctx, member)
      const sentence = [label, operator, value].filter((part) => part !== '').join(' ')
      return member.kind === 'group' && member.of !== 'not' ? `(${sentence})` : sentence
    }),
  )
  const sentence = inner.join(groupWords[node.of])
  return { label: node.of === 'not' ? notGroup(sentence) : sentence, operator: '', value: '' }
}

/** A chip names up to this many linked rows, at the cost of a query each; more are shown by key. */
const mostNamed = 5

async function chipWords(ctx: AdminContext, filter: ListFilter): Promise<ChipWords> {
  const { label, operator, test } = filter
  const words = { label, operator: operatorLabels[operator.id] }
  if (operator.takes === 'boolean') {
    const yes = test.values[0] === 'true'
    return { ...words, operator: yes ? words.operator : negated(words.operator), value: '' }
  }
  return { ...words, value: await filterText(ctx, filter) }
}

const texts = new WeakMap<ListFilter, Promise<string>>()

/** The values of a filter in words. Its chip and its row in the panel show them, so linked rows are looked up once. */
export function filterText(ctx: AdminContext, filter: ListFilter): Promise<string> {
  const text = texts.get(filter) ?? readText(ctx, filter)
  texts.set(filter, text)
  return text
}

async function readText(ctx: AdminContext, filter: ListFilter): Promise<string> {
  const { operator, raw, subject } = filter
  if (subject.kind === 'declared') {
    const choices = (await declaredChoices(ctx, subject.filter)) ?? []
    return raw.map((text) => choices.find(({ value }) => value === text)?.label ?? text).join(', ')
  }
  const column = subject.kind === 'column' && subject.keys.length > 0 ? null : valueColumn(filter)
  const shown = column && operator.takes !== 'boolean' ? await shownValues(ctx, column, filter) : raw
  return operator.takes === 'two' ? betweenWords(shown) : shown.join(', ')
}

/** Values as users know them: the names of linked rows, the labels of choices. */
async function shownValues(ctx: AdminContext, column: ColumnModel, { raw, test, operator }: ListFilter) {
  const { values } = test
  // What a text contains is no value of its own.
  const isValue = values.length === raw.length && ['eq', 'ne', 'in', 'not_in'].includes(operator.id)
  const options = column.type.meta(column).options
  const linked = column.link && isValue && values.length <= mostNamed
  const labels = linked ? await Promise.all(values.map((value) => lookupLabel(ctx, column, value))) : []
  return raw.map((text, index) => {
    const value = values[index] ?? text
    const name = labels[index] ?? null
    if (name !== null) return name
    const option = options?.find((candidate) => candidate.value === value)
    if (option) return option.label
    const isTyped = column.link !== null || isPeriod(text, column) || value === text
    return isTyped ? text : column.valueType.toText(value, column, ctx)
  })
}
