import { sql, type SQL } from 'drizzle-orm'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { readRecords, type LoadedRecord } from '../../query/load-record'
import { columnSql, fromSql, rootRef, valueSql } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import { liveSql } from '../../site/soft-delete'
import type { Inline } from './inline'

type Values = Readonly<Record<string, string | null>>

/** The largest exact count. Larger ones are shown as "1,000+". */
export const mostCounted = 1000

/**
 * The rows of this parent that the actor may act on, as a condition on the child table as `t`. A parent whose referenced
 * value is NULL has none.
 */
export function childrenWhere(
  ctx: AdminContext,
  inline: Inline,
  { parent, verb = 'view' }: { parent: Values; verb?: 'view' | 'change' | 'delete' },
): SQL {
  const { admin } = inline
  const allowed = rowsAllowed(ctx, admin, { verb, alias: rootRef(admin.table).alias })
  return sql`${tieSql(inline, parent)} and ${allowed.where} and ${liveSql(admin, rootRef(admin.table).alias)}`
}

export interface ChildPage {
  rows: LoadedRecord[]
  /** Exact up to `mostCounted`; otherwise `mostCounted + 1`. */
  count: number
}

/** One page of a parent's rows. A separate query counts them only if they do not all fit on the first page. */
export async function readChildren(
  ctx: AdminContext,
  inline: Inline,
  { parent, page }: { parent: Values; page: number },
): Promise<ChildPage> {
  if (!inline.may.view) return { rows: [], count: 0 }
  const { pageSize, admin } = inline
  const where = childrenWhere(ctx, inline, { parent })
  const rows = await readRecords(ctx, admin, {
    where,
    ...(inline.order.length === 0 ? {} : { order: orderSql(inline) }),
    limit: pageSize + 1,
    offset: (page - 1) * pageSize,
  })
  const all = page === 1 && rows.length <= pageSize
  return {
    rows: rows.slice(0, pageSize),
    count: all ? rows.length : await countChildren(ctx, inline, parent),
  }
}

/** How many rows of this parent the actor may view; exact up to `mostCounted`, otherwise `mostCounted + 1`. */
export async function countChildren(ctx: AdminContext, inline: Inline, parent: Values): Promise<number> {
  const where = childrenWhere(ctx, inline, { parent })
  const [row] = await ctx.db.execute<{ n: string }>(
    sql`select count(*)::text as n from (select 1 from ${fromSql(rootRef(inline.admin.table))} where ${where} limit ${sql.raw(String(mostCounted + 1))}) c`,
  )
  return Number(row?.n ?? 0)
}

/**
 * The highest position of a parent's rows that the actor may view; 0 without any. Hidden rows are ignored:
 * the position of a new row must not reveal them.
 */
export async function lastPosition(ctx: AdminContext, inline: Inline, parent: Values): Promise<number> {
  const ref = rootRef(inline.admin.table)
  if (inline.sortable === null || !inline.may.view) return 0
  const [row] = await ctx.db.execute<{ last: string | null }>(
    sql`select max(${columnSql(ref, inline.sortable)})::text as last from ${fromSql(ref)} where ${childrenWhere(ctx, inline, { parent })}`,
  )
  return Number(row?.last ?? 0)
}

/** The first page of rows of each parent, by the parent's key. All rows are read by one query. */
export async function readGrandchildren(
  ctx: AdminContext,
  inline: Inline,
  parents: readonly LoadedRecord[],
): Promise<Map<string, ChildPage>> {
  const found = new Map<string, ChildPage>()
  if (!inline.may.view || parents.length === 0) return found
  const rows = await readRecords(ctx, inline.admin, {
    where: firstOfEach(ctx, inline, parents),
    ...(inline.order.length === 0 ? {} : { order: orderSql(inline) }),
  })
  const tieOf = (values: readonly (string | null | undefined)[]) => JSON.stringify(values)
  const byTie = new Map<string, LoadedRecord[]>()
  for (const row of rows) {
    const tie = tieOf(inline.link.columns.map(({ key }) => row.values[key]))
    byTie.set(tie, [...(byTie.get(tie) ?? []), row])
  }
  for (const parent of parents) {
    const own = byTie.get(tieOf(inline.link.targetColumns.map(({ key }) => parent.values[key]))) ?? []
    const isWhole = own.length <= inline.pageSize
    const count = isWhole ? own.length : await countChildren(ctx, inline, parent.values)
    found.set(parent.key, { rows: own.slice(0, inline.pageSize), count })
  }
  return found
}

/** The condition that a row is on the first page of one of these parents, or the first row after it. */
function firstOfEach(ctx: AdminContext, inline: Inline, parents: readonly LoadedRecord[]): SQL {
  const ref = rootRef(inline.admin.table)
  const row = sql.identifier(ref.alias)
  const order = inline.order.length === 0 ? sql`` : sql` order by ${orderSql(inline)}`
  const pages = parents.map(
    ({ values }) =>
      sql`(select ${row}.tableoid, ${row}.ctid from ${fromSql(ref)} where ${childrenWhere(ctx, inline, { parent: values })}${order} limit ${sql.raw(String(inline.pageSize + 1))})`,
  )
  return sql`(${row}.tableoid, ${row}.ctid) in (${sql.join(pages, sql` union all `)})`
}

/** The condition that a row refers to this parent. */
function tieSql({ admin, link }: Inline, parent: Values): SQL {
  const ref = rootRef(admin.table)
  const ties = link.columns.map((column, index) => {
    const target = link.targetColumns[index]
    return sql`${columnSql(ref, column)} = ${valueSql((target && parent[target.key]) ?? null, column)}`
  })
  return sql.join(ties, sql` and `)
}

const orderSql = (inline: Inline): SQL =>
  sql.join(
    inline.order.map(({ column, descending }) => {
      const expression = columnSql(rootRef(inline.admin.table), column)
      return descending ? sql`${expression} desc nulls last` : expression
    }),
    sql`, `,
  )
