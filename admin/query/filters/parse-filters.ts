import { badQuery, shorten } from '../../errors/bad-query'
import type { AdminContext } from '../../site/context'
import type { Parameters } from '../../site/paths'
import type { Admin } from '../../site/site'
import { type FilterGroup, type FilterNode, groupKinds, type GroupKind, type ListFilter } from './filter'
import { filterablesNamed } from './filterable'
import * as words from '../../words/filters'

/** More is a mistake or an attack; the planner's time grows with each. */
export const mostFilters = 100
/** The number of related tables that all filters of a list lead through. */
export const mostSteps = 60
export const deepestGroup = 8
const longestName = 1_000

/** Whether a parameter of a list is a filter: a name with a dot. */
export const isFilterName = (name: string): boolean => name.includes('.')

/** A group with its members while the parameters are read; the names of filters stand for themselves. */
interface Draft {
  readonly of: GroupKind
  readonly name: string
  readonly members: Map<string, Draft | { readonly names: readonly string[]; readonly values: string[] }>
}

/**
 * The filters among a list's parameters, all of which a row must match. `or.1.status.eq` belongs to the group `or.1.`, of
 * whose members one must match; `and.1.` is a group within a group, and `not.1.` leaves out the rows that match it.
 *
 * @throws {AdminError} `BAD_QUERY` naming the parameter.
 */
export function parseFilters(ctx: AdminContext, admin: Admin, parameters: Parameters): FilterNode[] {
  const filters = parameters.filter(([name]) => isFilterName(name))
  if (filters.length > mostFilters) throw badQuery(words.tooManyFilters(mostFilters, filters.length))
  const root: Draft = { of: 'and', name: '', members: new Map() }
  for (const [name, value] of filters) place(root, name, value)
  const nodes = nodesOf(ctx, admin, root)
  const steps = (all: readonly FilterNode[]): number =>
    all.reduce((sum, node) => sum + (node.kind === 'filter' ? node.hops.length : steps(node.nodes)), 0)
  if (steps(nodes) > mostSteps) throw badQuery(words.tooManySteps(mostSteps))
  return nodes
}

const isGroup = (name: string | undefined): name is GroupKind => groupKinds.some((kind) => kind === name)

function place(root: Draft, name: string, value: string): void {
  if (name.length > longestName) throw badQuery(words.noFilter(shorten(name)))
  let names = name.split('.')
  let draft = root
  for (let depth = 0; names.length > 3 && isGroup(names[0]) && /^\d{1,6}$/u.test(names[1] ?? ''); depth++) {
    if (depth === deepestGroup) throw badQuery(words.tooDeep(deepestGroup))
    const key = `${names[0]}.${names[1]}.`
    const found = draft.members.get(key)
    const inner: Draft =
      found && 'of' in found ? found : { of: names[0], name: `${draft.name}${key}`, members: new Map() }
    draft.members.set(key, inner)
    draft = inner
    names = names.slice(2)
  }
  const own = names.join('.')
  const member = draft.members.get(own)
  if (member && 'values' in member) member.values.push(value)
  else draft.members.set(own, { names, values: [value] })
}

function nodesOf(ctx: AdminContext, admin: Admin, draft: Draft): FilterNode[] {
  return [...draft.members.values()].map((member): FilterGroup | ListFilter =>
    'of' in member
      ? { kind: 'group', of: member.of, name: member.name, nodes: nodesOf(ctx, admin, member) }
      : filterOf(ctx, admin, { ...member, group: draft.name }),
  )
}

interface Written {
  names: readonly string[]
  values: readonly string[]
  group: string
}

function filterOf(ctx: AdminContext, admin: Admin, { names, values, group }: Written): ListFilter {
  const path = names.slice(0, -1)
  const id = names.at(-1) ?? ''
  const name = `${group}${names.join('.')}`
  const found = filterablesNamed(ctx, admin, path)
  const [first] = found
  if (!first) throw badQuery(words.noFilter(shorten(name)))
  // The same filter twice means either value; only "is" supports that.
  const repeated = values.length > 1 && id === 'eq'
  const wanted = repeated ? 'in' : id
  const meant = found.find(({ operators }) => operators.some((operator) => operator.id === wanted))
  const operator = meant?.operators.find((candidate) => candidate.id === wanted)
  if (!meant || !operator) throw badQuery(words.noOperator(first.label, shorten(id)))
  if (values.length > 1 && !repeated) throw badQuery(words.filterTwice(shorten(name)))
  const isList = operator.takes === 'many' || operator.takes === 'two'
  const raw = isList && !repeated ? (values[0] ?? '').split(',') : values
  const { hops, label, subject } = meant
  return {
    kind: 'filter',
    name,
    path: path.join('.'),
    label,
    hops,
    subject,
    operator,
    raw,
    test: operator.test(raw, ctx),
  }
}
