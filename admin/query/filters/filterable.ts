import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { filterOperators, type FilterOperator } from '../../fields/filter-operators'
import type { OperatorId } from '../../fields/filter-meta'
import { columnsAllowed, mayViewColumn } from '../../permissions/columns-allowed'
import { mayAct } from '../../permissions/rows-allowed'
import { escapeName, unescapeName } from '../../schema/keys'
import type { ColumnModel } from '../../schema/model'
import { inSentence } from '../../schema/names'
import type { AdminContext } from '../../site/context'
import type { ManyRelation } from '../../site/many'
import type { Admin } from '../../site/site'
import { incomingWays } from '../../site/ways-in'
import { countLimit } from '../count-rows'
import { manySeen } from '../many-rows'
import { isSeen } from '../ways-seen'
import { declaredSeen } from './declared'
import type { Filterable, Hop } from './filter'
import * as words from '../../words/filters'

/** A path along a table's link to itself could be infinite, and each step is one more table in the query. */
export const longestPath = 6

interface Step extends Hop {
  /** In URLs, escaped. */
  readonly name: string
}

/**
 * The ways from the rows of a table to related ones that exist for this actor: links to one row, and tables whose rows
 * refer here.
 */
export function stepsFrom(ctx: AdminContext, admin: Admin): Step[] {
  const links = admin.table.links
    .filter(({ columns }) => columns.every((column) => !column.secret && mayViewColumn(ctx, admin, column)))
    .map((link) => ({ link, to: ctx.site.adminOf(link.target) }))
    .filter(({ link, to }) => mayAct(ctx, to, 'view') && link.targetColumns.every(({ secret }) => !secret))
    .map(({ link, to }): Step => ({
      name: escapeName(link.name),
      label: link.label,
      to,
      near: link.columns,
      far: link.targetColumns,
      toMany: false,
    }))
  const taken = new Set(links.map(({ name }) => name))
  const ways = incomingWays(ctx.site, admin.table)
    .filter((way) => !way.child.system && isSeen(ctx, admin, way))
    .map((way): Step => {
      const names = [way.name, `${way.child.table.schema ?? 'public'}.${way.name}`].map(escapeName)
      return {
        name: names.find((name) => !taken.has(name)) ?? '',
        label: way.join ? way.child.plural : way.label,
        to: way.child,
        near: way.parentColumns,
        far: way.columns,
        toMany: true,
      }
    })
  return [...links, ...ways.filter(({ name }) => name !== '')]
}

/** A filter by a column of the table itself; null if it has none. */
export function filterableColumn(column: ColumnModel): Filterable | null {
  if (column.secret || column.type.operators.length === 0) return null
  return {
    ...columnAt([], column),
    operators: filterOperators(column).filter(({ id }) => id !== 'null' || !column.notNull),
  }
}

const columnAt = (hops: readonly Step[], column: ColumnModel): Filterable => ({
  name: [...hops.map(({ name }) => name), escapeName(column.name)].join('.'),
  label: words.alongPath([...hops.map(({ label }) => label), column.label]),
  hops,
  subject: { kind: 'column', column, keys: [] },
  // A NOT NULL column can be asked for NULL as well: a saved URL may be older than the constraint.
  operators: filterOperators(column),
})

const manyOperators = new Set<OperatorId>(['eq', 'ne', 'in', 'null'])

/** Null if rows of the other side are identified by several columns. */
export function filterableMany(many: ManyRelation): Filterable | null {
  const [column, ...more] = many.way.join.other.columns
  if (!column || more.length > 0) return null
  const operators = filterOperators(column).filter(({ id }) => manyOperators.has(id))
  return {
    name: escapeName(many.name),
    label: many.label,
    hops: [],
    subject: { kind: 'many', column, many },
    operators,
  }
}

const none: FilterOperator = {
  id: 'none',
  takes: 'boolean',
  test: ([given = '']) => {
    const value = { true: true, '1': true, false: false, '0': false }[given.toLowerCase()]
    if (value === undefined) throw new AdminError('BAD_QUERY', words.takesBoolean)
    return { values: [String(value)], where: () => sql`true`, ...(value ? { unless: () => sql`true` } : {}) }
  },
}

const readCount = (text: string): string => {
  if (!/^\d{1,5}$/u.test(text) || Number(text) > countLimit)
    throw new AdminError('BAD_QUERY', words.countValue(countLimit))
  return String(Number(text))
}

const compared = (id: OperatorId, sign: string): FilterOperator => ({
  id,
  takes: 'one',
  test: (raws) => {
    const values = raws.map(readCount)
    return { values, where: (count) => sql`${count} ${sql.raw(sign)} ${sql.raw(values[0] ?? '0')}` }
  },
})

const counts: readonly FilterOperator[] = [
  compared('gte', '>='),
  compared('lte', '<='),
  compared('eq', '='),
  compared('ne', '<>'),
  compared('gt', '>'),
  compared('lt', '<'),
  {
    id: 'between',
    takes: 'two',
    test: ([from = '', to = '', ...more]) => {
      if (to === '' || more.length > 0) throw new AdminError('BAD_QUERY', words.takesTwo)
      const values = [readCount(from), readCount(to)]
      return { values, where: (count) => sql`${count} between ${sql.raw(values.join(' and '))}` }
    },
  },
]

/** The last name of a path that stands for the number of related rows. */
const countName = 'count'

const rowsAt = (hops: readonly Step[]): Filterable => ({
  name: hops.map(({ name }) => name).join('.'),
  label: words.alongPath(hops.map(({ label }) => label)),
  hops,
  subject: { kind: 'rows' },
  operators: [none],
})

const countAt = (hops: readonly Step[]): Filterable => ({
  ...rowsAt(hops),
  name: [...hops.map(({ name }) => name), countName].join('.'),
  label: words.alongPath([...hops.map(({ label }) => label), words.numberOf]),
  subject: { kind: 'count' },
  operators: counts,
})

/** A value inside a column, such as a key of JSON: `attributes->colour`. */
function insideAt(hops: readonly Step[], column: ColumnModel, keys: readonly string[]): Filterable[] {
  const operators = column.valueType.inside?.(keys)
  const plain = columnAt(hops, column)
  return operators
    ? [
        {
          ...plain,
          name: [plain.name, ...keys.map(escapeName)].join('->'),
          label: words.alongPath([plain.label, ...keys]),
          subject: { kind: 'column', column, keys },
          operators: filterOperators(column, operators),
        },
      ]
    : []
}

/**
 * What a path means, in the order in which its meanings are tried: a column, a many-to-many relation, a declared filter,
 * related rows, their number. Empty if it names nothing that this actor may view.
 *
 * @throws {AdminError} `BAD_QUERY` for a path that is too long.
 */
export function filterablesNamed(ctx: AdminContext, admin: Admin, names: readonly string[]): Filterable[] {
  if (names.length > longestPath + 1) throw new AdminError('BAD_QUERY', words.pathTooLong(longestPath))
  const hops: Step[] = []
  let current = admin
  for (const name of names.slice(0, -1)) {
    const step = stepsFrom(ctx, current).find((candidate) => candidate.name === name)
    if (!step) return []
    hops.push(step)
    current = step.to
  }
  const last = names.at(-1) ?? ''
  const [columnName = '', ...keys] = last.split('->')
  const column = columnsAllowed(ctx, current).find((candidate) => escapeName(candidate.name) === columnName)
  const found: Filterable[] = []
  if (column && !column.secret) {
    const inner = keys.map(unescapeName).filter((key) => key !== null)
    if (keys.length === 0) found.push(columnAt(hops, column))
    else if (inner.length === keys.length) found.push(...insideAt(hops, column, inner))
  }
  const many = hops.length === 0 && manySeen(ctx, admin).find((candidate) => escapeName(candidate.name) === last)
  const related = (many && filterableMany(many)) || null
  if (related) found.push(related)
  if (hops.length === 0) found.push(...declaredSeen(ctx, admin).filter(({ name }) => name === last))
  const step = stepsFrom(ctx, current).find((candidate) => candidate.name === last)
  if (step) found.push(rowsAt([...hops, step]))
  if (last === countName && hops.at(-1)?.toMany) found.push(countAt(hops))
  return found
}

/** What can be filtered by one step away: the columns of related rows, whether there are any, and how many. */
export function filterablesBeyond(ctx: AdminContext, admin: Admin, step: string): Filterable[] {
  const found = stepsFrom(ctx, admin).find(({ name }) => name === step)
  if (!found) return []
  const columns = columnsAllowed(ctx, found.to)
    .filter((column) => filterableColumn(column) !== null)
    .map((column) => columnAt([found], column))
  return [...columns, rowsAt([found]), ...(found.toMany ? [countAt([found])] : [])]
}

/** The label of a path's first step, in sentence case. */
export const stepLabel = ({ label }: Hop): string => label.charAt(0).toUpperCase() + inSentence(label).slice(1)
