import { sql, type SQL } from 'drizzle-orm'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { readRecords, type LoadedRecord } from '../../query/load-record'
import { columnSql, fromSql, rootRef, valueSql } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import type { Inline } from './inline'

type Values = Readonly<Record<string, string | null>>

/** Counts end here: "1,000+". */
export const mostCounted = 1000

/**
 * The rows of this parent that the actor may act on so, as a condition on the child table as `t`. A parent without the value
 * that is referred to has none.
 */
export function childrenWhere(
  ctx: AdminContext,
  inline: Inline,
  { parent, verb = 'view' }: { parent: Values; verb?: 'view' | 'change' | 'delete' },
): SQL {
  const { admin } = inline
  const allowed = rowsAllowed(ctx, admin, { verb, alias: rootRef(admin.table).alias })
  return sql`${tieSql(inline, parent)} and ${allowed.where}`
}

export interface ChildPage {
  rows: LoadedRecord[]
  /** Exact up to `mostCounted`, else one more. */
  count: number
}

/** One page of a parent's rows; the count is a query of its own only where the first page does not hold them all. */
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

/** How many rows of this parent the actor may view; exact up to `mostCounted`, else one more. */
export async function countChildren(ctx: AdminContext, inline: Inline, parent: Values): Promise<number> {
  const where = childrenWhere(ctx, inline, { parent })
  const [row] = await ctx.db.execute<{ n: string }>(
    sql`select count(*)::text as n from (select 1 from ${fromSql(rootRef(inline.admin.table))} where ${where} limit ${sql.raw(String(mostCounted + 1))}) c`,
  )
  return Number(row?.n ?? 0)
}

/** The highest position of a parent's rows, whoever may view them; 0 without any. */
export async function lastPosition(ctx: AdminContext, inline: Inline, parent: Values): Promise<number> {
  const ref = rootRef(inline.admin.table)
  if (inline.sortable === null) return 0
  const [row] = await ctx.db.execute<{ last: string | null }>(
    sql`select max(${columnSql(ref, inline.sortable)})::text as last from ${fromSql(ref)} where ${tieSql(inline, parent)}`,
  )
  return Number(row?.last ?? 0)
}

/** How many rows of nested inlines one page reads at the most. */
const mostNested = 1000

/** The rows of each of these parents, by the parent's key, in one query; up to a page each, and one more. */
export async function readGrandchildren(
  ctx: AdminContext,
  inline: Inline,
  parents: readonly LoadedRecord[],
): Promise<Map<string, LoadedRecord[]>> {
  const found = new Map<string, LoadedRecord[]>()
  if (!inline.may.view || parents.length === 0) return found
  const ref = rootRef(inline.admin.table)
  const allowed = rowsAllowed(ctx, inline.admin, { verb: 'view', alias: ref.alias })
  const ties = parents.map((parent) => sql`(${tieSql(inline, parent.values)})`)
  const rows = await readRecords(ctx, inline.admin, {
    where: sql`(${sql.join(ties, sql` or `)}) and ${allowed.where}`,
    ...(inline.order.length === 0 ? {} : { order: orderSql(inline) }),
    limit: mostNested,
  })
  const tieOf = (values: readonly (string | null | undefined)[]) => JSON.stringify(values)
  const byTie = new Map<string, LoadedRecord[]>()
  for (const row of rows) {
    const tie = tieOf(inline.link.columns.map(({ key }) => row.values[key]))
    byTie.set(tie, [...(byTie.get(tie) ?? []), row])
  }
  for (const parent of parents) {
    const own = byTie.get(tieOf(inline.link.targetColumns.map(({ key }) => parent.values[key])))
    found.set(parent.key, (own ?? []).slice(0, inline.pageSize + 1))
  }
  return found
}

/** The child holds these values of its parent. A parent without one that is referred to has no children. */
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
