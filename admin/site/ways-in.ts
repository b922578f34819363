import { joinTableOf, type JoinTable } from '../schema/join-table'
import type { ColumnModel, Link, TableModel } from '../schema/model'
import { inSentence } from '../schema/names'
import type { Admin, Site } from './site'

/**
 * A way in which rows refer to the rows of a table: by another table's foreign key, or by its `one()` of `relations()`
 * without one. A table that refers to itself has ways in from itself.
 */
export interface WayIn {
  /**
   * The name in URLs and declarations: the path of the referring table (`orders`), followed by the link's name if
   * several of its keys refer here (`orders.payer`).
   */
  readonly name: string
  /** The label in sentence case: "Orders", "Orders as payer"; for a join table, that of the other side: "Topics". */
  readonly label: string
  /** The referring table; for a join table, the join table itself. */
  readonly child: Admin
  readonly link: Link
  /** The referring columns and, in the same order, the columns they refer to: a key, or other unique columns. */
  readonly columns: readonly ColumnModel[]
  readonly parentColumns: readonly ColumnModel[]
  /**
   * Whether the schema in code has an index that starts with the first of these columns; the database may have others.
   */
  readonly indexed: boolean
  /** If the child is a join table: the join table, and the link to the rows on its other side. */
  readonly join: { readonly table: JoinTable; readonly other: Link; readonly otherAdmin: Admin } | null
}

/** A way in with its declared options. */
export interface ShownWay extends WayIn {
  /** By property; null for the defaults. */
  readonly shown: readonly string[] | null
  /** The number of rows to show; null for the default. */
  readonly limit: number | null
  /** Whether it was declared by name. */
  readonly declared: boolean
}

const known = new WeakMap<Site, Map<TableModel, readonly WayIn[]>>()

/** Every way in to the rows of a table, with the referring tables in the order of the navigation. */
export function incomingWays(site: Site, table: TableModel): readonly WayIn[] {
  const ways = known.get(site) ?? new Map<TableModel, readonly WayIn[]>()
  known.set(site, ways)
  const found = ways.get(table) ?? readWays(site, table)
  ways.set(table, found)
  return found
}

/** The ways in with a name: one by its full name, or all those from one table. */
export function waysNamed(ways: readonly WayIn[], name: string): readonly WayIn[] {
  const exact = ways.filter((way) => way.name === name || `${way.child.path}.${way.link.name}` === name)
  return exact.length > 0 ? exact : ways.filter(({ child }) => child.path === name || child.table.exportName === name)
}

function readWays(site: Site, table: TableModel): readonly WayIn[] {
  const order = new Map(site.admins.map((admin, index) => [admin.table, index]))
  const links = table.backlinks
    .filter((link, index, all) => !isItsOwnKey(link) && !isRepeated(link, all.slice(0, index)))
    .filter((link) => link.source === 'foreign key' || !isCoveredByForeignKey(link, table.backlinks))
    .toSorted((a, b) => (order.get(a.from) ?? 0) - (order.get(b.from) ?? 0))
  const ways = links.map((link) => wayOf(site, link, links.filter(({ from }) => from === link.from).length > 1))
  return withDistinctLabels(ways)
}

function wayOf(site: Site, link: Link, hasSiblings: boolean): WayIn {
  const child = site.adminOf(link.from)
  const join = joinOf(site, link)
  const as = hasSiblings || link.from === link.target
  return {
    name: hasSiblings ? `${child.path}.${link.name}` : child.path,
    label: join
      ? `${join.otherAdmin.plural}${join.other.target === link.target ? ` as ${roleOf(join.other)}` : ''}`
      : `${child.plural}${as ? ` as ${roleOf(link)}` : ''}`,
    child,
    link,
    columns: link.columns,
    parentColumns: link.targetColumns,
    indexed: link.from.indexed.has(link.columns[0]?.name ?? ''),
    join,
  }
}

function joinOf(site: Site, link: Link): WayIn['join'] {
  const table = joinTableOf(link.from)
  const other = table?.links.find((candidate) => !sameColumns(candidate, link))
  // If both sides share only a tenant column, neither is the other side.
  if (!table || !other || !table.links.some((candidate) => sameColumns(candidate, link))) return null
  return { table, other, otherAdmin: site.adminOf(other.target) }
}

/** "payer": the role of the row for those that refer to it. */
function roleOf(link: Link): string {
  const lastColumn = link.columns.at(-1)
  return inSentence(lastColumn && link.columns.length === 1 ? lastColumn.label : link.label)
}

/**
 * Ways in with the same label are distinguished by the table that they pass through and, if necessary, by their
 * columns.
 */
function withDistinctLabels(ways: readonly WayIn[]): readonly WayIn[] {
  const isTaken = (way: WayIn, all: readonly WayIn[]) => all.some((other) => other !== way && other.label === way.label)
  const through = ways.map((way) =>
    isTaken(way, ways)
      ? {
          ...way,
          label: `${way.label} ${way.join ? `through ${inSentence(way.child.plural)}` : `as ${roleOf(way.link)}`}`,
        }
      : way,
  )
  return through.map((way) =>
    isTaken(way, through) ? { ...way, label: `${way.label} (${way.columns.map(({ name }) => name).join(', ')})` } : way,
  )
}

const pairs = (link: Link) => link.columns.map((column, index) => `${column.name}=${link.targetColumns[index]?.name}`)

const sameColumns = (a: Link, b: Link) =>
  a.columns.length === b.columns.length && a.columns.every((column) => b.columns.includes(column))

/** A key that refers to itself: it always refers to its own row. */
const isItsOwnKey = (link: Link) =>
  link.from === link.target && link.columns.every((column, index) => column === link.targetColumns[index])

/** A second foreign key over the same columns. */
const isRepeated = (link: Link, before: readonly Link[]) =>
  before.some((other) => other.from === link.from && pairs(other).toSorted().join() === pairs(link).toSorted().join())

/** A relation on part of a foreign key's columns, or on more: the database already knows which rows belong together. */
function isCoveredByForeignKey(link: Link, all: readonly Link[]): boolean {
  const own = new Set(pairs(link))
  return all.some((other) => {
    if (other.source !== 'foreign key' || other.from !== link.from) return false
    const theirs = pairs(other)
    return theirs.every((pair) => own.has(pair)) || [...own].every((pair) => theirs.includes(pair))
  })
}
