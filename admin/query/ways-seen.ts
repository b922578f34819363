import { mayViewColumn } from '../permissions/columns-allowed'
import { mayAct } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { shownWays } from '../site/declared-ways'
import type { ShownWay, WayIn } from '../site/ways-in'
import type { LoadedRecord } from './load-record'
import { statisticsOf } from './statistics'

/**
 * The ways in that a record shows and that exist for this actor: the actor may view the referring table and the columns on both sides, because
 * they reveal which rows belong together. A join table whose other side may not be viewed is treated like any other
 * table.
 */
export function waysSeen(ctx: AdminContext, admin: Admin, values: LoadedRecord['values']): ShownWay[] {
  return shownWays(ctx.site, admin, { actor: ctx.actor, record: values })
    .filter((way) => isSeen(ctx, admin, way))
    .map((way) =>
      way.join === null || seesThrough(ctx, way)
        ? way
        : { ...way, join: null, label: way.declared ? way.label : way.child.plural },
    )
}

/** Whether the actor may view the referring table and the columns on both sides. */
export function isSeen(ctx: AdminContext, admin: Admin, { child, columns, parentColumns }: WayIn): boolean {
  return (
    mayAct(ctx, child, 'view') &&
    columns.every((column) => !column.secret && mayViewColumn(ctx, child, column)) &&
    // Columns of the key are part of every URL of the row.
    parentColumns.every(
      (column) => !column.secret && (admin.table.key.includes(column) || mayViewColumn(ctx, admin, column)),
    )
  )
}

/** Whether the actor may view the rows on the other side of a join table. */
export function seesThrough(ctx: AdminContext, { child, join }: WayIn): boolean {
  return (
    join !== null &&
    mayAct(ctx, join.otherAdmin, 'view') &&
    join.other.columns.every((column) => !column.secret && mayViewColumn(ctx, child, column))
  )
}

/** Tables of at most this size are read quickly as a whole. */
const fewRows = 100_000
/** The same limit in bytes, if the planner does not know the number of rows. */
const fewBytes = 8 * 1024 * 1024
/** This many rows per value of an index's first column are read quickly. */
const fewPerValue = 10_000

/** Whether the referring rows are found without reading a large table: by an index, or because the table is small. */
export function isCheap(ctx: AdminContext, { child, columns, indexed }: WayIn): boolean {
  const known = statisticsOf(ctx, child.table)
  if (!known) return indexed
  if (known.rows === null ? known.bytes <= fewBytes : known.rows <= fewRows) return true
  const names = new Set(columns.map(({ name }) => name))
  return known.indexes.some((index) => {
    const leading = index.slice(0, names.size)
    if (leading.length === names.size && leading.every((name) => names.has(name))) return true
    const [first] = leading
    const distinct = first !== undefined && names.has(first) ? known.columns.get(first)?.distinct : undefined
    return distinct != null && distinct > 0 && (known.rows ?? 0) / distinct <= fewPerValue
  })
}
