import type { PgTable } from 'drizzle-orm/pg-core'
import type { ColumnModel, Link } from '../schema/model'
import type { NeighbourOptions, OptionRequest } from './admin'
import type { Admin, Site } from './site'
import { incomingWays, waysNamed, type ShownWay, type WayIn } from './ways-in'

/** An entry of `record.neighbours`, with the types of its tables erased. */
export type DeclaredNeighbour = string | NeighbourOptions<PgTable, PgTable>

/** In `record.neighbours`: all that are not listed. */
export const otherWays = '*'

/** The value of `record.neighbours` for a request; undefined if it is not declared. */
export function declaredNeighbours(
  admin: Admin,
  request: OptionRequest,
): false | readonly DeclaredNeighbour[] | undefined {
  const declared = admin.options.record?.neighbours
  const value = typeof declared === 'function' ? declared(request) : declared
  // The compiler has checked each entry against its own table, whose type is erased here.
  return value as false | readonly DeclaredNeighbour[] | undefined
}

/** The ways in that a record shows, as declared, regardless of permissions. */
export function shownWays(site: Site, admin: Admin, request: OptionRequest): readonly ShownWay[] {
  const ways = incomingWays(site, admin.table)
  const declared = declaredNeighbours(admin, request)
  if (declared === false) return []
  if (declared === undefined) return ways.map((way) => plain(way, false))
  const named = declared.map((entry) =>
    entry === otherWays ? otherWays : waysOfEntry(site, admin, entry).map((way) => withOptions(way, entry)),
  )
  const taken = new Set(named.flatMap((entry) => (entry === otherWays ? [] : entry.map(({ name }) => name))))
  const all = named.flatMap((entry) =>
    entry === otherWays ? ways.filter(({ name }) => !taken.has(name)).map((way) => plain(way, false)) : entry,
  )
  // A way in that is listed twice is shown once, at its first position; `check` reports it.
  return all.filter((way, index) => all.findIndex(({ name }) => name === way.name) === index)
}

/** The ways in that an entry refers to; empty if it is misspelled, which `check` reports. */
export function waysOfEntry(site: Site, admin: Admin, entry: DeclaredNeighbour): readonly WayIn[] {
  const ways = incomingWays(site, admin.table)
  if (typeof entry === 'string') return waysNamed(ways, entry)
  const child = childOf(site, entry)
  if (!child) return []
  if (entry.on !== undefined) {
    const added = addedWay(admin, { child, on: entry.on })
    return added ? [added] : []
  }
  return ways.filter((way) => way.child === child && (entry.via === undefined || isVia(way, entry.via)))
}

/** The admin of the table that an entry names; undefined if the schema does not export it. */
export function childOf(site: Site, { of }: NeighbourOptions<PgTable, PgTable>): Admin | undefined {
  const table = site.schema.bySource(of)
  return table && site.adminOf(table)
}

/** By the relation's name, or by a column's property. */
const isVia = ({ link }: WayIn, via: string) => link.name === via || link.columns.some(({ key }) => key === via)

function addedWay(admin: Admin, { child, on }: { child: Admin; on: Record<string, unknown> }): WayIn | undefined {
  const pairs = Object.entries(on).map(([own, other]) => ({
    column: child.table.columns.find(({ key }) => key === own),
    parent: admin.table.columns.find(({ key }) => key === other),
  }))
  const columns = pairs.map(({ column }) => column).filter((column): column is ColumnModel => column !== undefined)
  const parentColumns = pairs
    .map(({ parent }) => parent)
    .filter((column): column is ColumnModel => column !== undefined)
  if (pairs.length === 0 || columns.length !== pairs.length || parentColumns.length !== pairs.length) return undefined
  const link: Link = {
    name: columns.map(({ key }) => key).join('_'),
    label: columns.at(-1)?.label ?? child.plural,
    from: child.table,
    columns,
    target: admin.table,
    targetColumns: parentColumns,
    source: 'relations',
    onDelete: 'no action',
  }
  return {
    name: `${child.path}.${link.name}`,
    label: child.plural,
    child,
    link,
    columns,
    parentColumns,
    indexed: child.table.indexed.has(columns[0]?.name ?? ''),
    join: null,
  }
}

const plain = (way: WayIn, declared: boolean): ShownWay => ({ ...way, shown: null, limit: null, declared })

function withOptions(way: WayIn, entry: DeclaredNeighbour): ShownWay {
  if (typeof entry === 'string') return plain(way, true)
  const { columns = null, limit = null, label = way.label } = entry
  return { ...way, label, shown: columns, limit, declared: true }
}
