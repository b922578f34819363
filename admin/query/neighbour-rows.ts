import { sql, type SQL } from 'drizzle-orm'
import { sqlState } from '../errors/sql-state'
import { mayViewColumn, columnsAllowed } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { databaseFailure } from '../postgres/errors'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { ShownWay, WayIn } from '../site/ways-in'
import { liveSql } from '../site/soft-delete'
import { rankedColumns } from './list-columns'
import { columnField, findField, type ListField } from './list-field'
import { RowsQuery, type ReadRow } from './list-rows'
import { isCreationTime, totalOrder, type SortTerm } from './list-sort'
import { linkedSql } from './label-sql'
import { columnSql, rootRef, valueSql, type TableRef } from './table-ref'

/** The count of a block is exact up to this number. */
export const neighbourCountLimit = 1_000
const timeoutMs = 2_000

export interface NeighbourRows {
  rows: ReadRow[]
  /** A number above `neighbourCountLimit` means that there are more. */
  count: number
  /** There are rows, but finding the newest took too long. */
  tooSlow: boolean
}

interface Wanted {
  way: WayIn
  /** The record's values in the columns that the rows refer to. */
  values: readonly string[]
  fields: readonly ListField[]
  limit: number
}

/**
 * The newest rows that refer to a record in one way, and their number: one statement, which finds at most a thousand
 * rows. Only if there are more, a second one reads the newest by an index, and is stopped if that takes too long.
 */
export async function readNeighbours(
  ctx: AdminContext,
  { way, values, fields, limit }: Wanted,
): Promise<NeighbourRows> {
  const { child } = way
  const ref = rootRef(child.table)
  const where = neighboursWhere(ctx, { ref, way, values })
  const query = (sort: readonly SortTerm[]) =>
    new RowsQuery(ctx, { admin: child, ref, terms: totalOrder(ctx, ref, sort), fields })
  const found = await query(newestFirst(ctx, child)).readAmongFew({ where, limit, few: neighbourCountLimit })
  if (found.count <= neighbourCountLimit) return { ...found, tooSlow: false }
  try {
    const rows = await ctx.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`)
      const terms = totalOrder(ctx, ref, newestFirst(ctx, child, { indexed: true }))
      const newest = new RowsQuery({ ...ctx, db: tx }, { admin: child, ref, terms, fields })
      return newest.read({ where, branches: [sql`true`], backwards: false, limit })
    })
    return { rows, count: found.count, tooSlow: false }
  } catch (error) {
    if (databaseFailure(error)?.code !== sqlState.queryCanceled) throw error
    return { rows: [], count: found.count, tooSlow: true }
  }
}

interface Leading {
  ref: TableRef
  way: WayIn
  values: readonly string[]
}

/** The condition that a row refers to the record: its columns hold the record's values, and the actor may view it. */
function neighboursWhere(ctx: AdminContext, { ref, way, values }: Leading): SQL {
  const { where } = rowsAllowed(ctx, way.child, { verb: 'view', alias: ref.alias })
  const equal = way.columns.map((column, index) => {
    const target = way.parentColumns[index]
    // Types of a foreign key can be compared; a bigint that no integer can hold is simply not found.
    const type = way.link.source === 'foreign key' && target ? target : column
    return sql`${columnSql(ref, column)} = ${valueSql(values[index] ?? '', type)}`
  })
  // An actor who may not view the row on the other side must not learn that there is one.
  const other = way.join ? [sql`${linkedSql(ctx, { ref, link: way.join.other }, sql`true`)}`] : []
  return sql.join([...equal, ...other, where, liveSql(way.child, ref.alias)], sql` and `)
}

/**
 * The order with the newest rows first: by creation time if there is one, else by the key.
 *
 * @param options.indexed Only if an index has that order.
 */
function newestFirst(ctx: AdminContext, admin: Admin, { indexed = false } = {}): readonly SortTerm[] {
  const created = columnsAllowed(ctx, admin).find(
    (column) => isCreationTime(column) && (!indexed || admin.table.indexed.has(column.name)),
  )
  return created ? [{ field: columnField(created), descending: true }] : []
}

/** The fields that a block shows of its rows. */
export interface BlockFields {
  /** Shown instead of the row's own label, which would repeat the record's name: the other rows that name it. */
  naming: readonly ListField[]
  /** The row is named only by this record. */
  nameless: boolean
  shown: readonly ListField[]
}

/** The most informative columns: a status, and one number or date. Rows without a name have room for both. */
export function blockFields(ctx: AdminContext, { child, columns, join, shown: wanted }: ShownWay): BlockFields {
  const named = join ? [join.other] : child.label.kind === 'links' ? child.label.links : []
  const others = named.filter((link) => link.columns !== columns)
  const naming = others.flatMap((other) => {
    const column = child.table.columns.find((candidate) => candidate.link?.columns === other.columns)
    return column && other.columns.every((candidate) => mayViewColumn(ctx, child, candidate)) ? [column] : []
  })
  const nameless = named.length > 0 && others.length === 0
  if (wanted !== null) {
    const declared = wanted.map((name) => findField(ctx, child, name)).filter((field) => field !== undefined)
    return { naming: naming.map(columnField), nameless, shown: declared }
  }
  const taken = new Set<ColumnModel>([...columns, ...naming])
  const ranked = rankedColumns(ctx, child).filter(({ column, rank }) => rank > 10 && !taken.has(column))
  const between = (least: number, most: number) => ranked.find(({ rank }) => rank > least && rank <= most)?.column
  const best = [between(10, 20), between(40, 50), between(50, 60)].filter((column) => column !== undefined)
  const room = nameless || child.label.kind === 'key' ? 3 : 2
  const shown = best.length > 0 || join ? best.slice(0, room) : ranked.slice(0, 1).map(({ column }) => column)
  return { naming: naming.map(columnField), nameless, shown: shown.map(columnField) }
}
