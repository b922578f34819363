import { sql } from 'drizzle-orm'
import { formatArrayLiteral } from '../fields/array-literal'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { Link } from '../schema/model'
import type { AdminContext } from '../site/context'
import { labelSql } from './label-sql'
import { liveSql } from '../site/soft-delete'
import { mayPick } from './lookup'
import { estimatedRows } from './statistics'
import { columnSql, fromSql, rootRef } from './table-ref'

/** In a larger table, no index finds rows by their labels. */
const mostRows = 100_000

/** A row that has this label, as the value that a reference to it holds; null if several have it. */
export type ValuesByLabel = ReadonlyMap<string, string | null>

/** Finds the rows that a reference of one column may refer to by their labels, among those that the actor may view. */
export async function valuesByLabel(ctx: AdminContext, link: Link, labels: readonly string[]): Promise<ValuesByLabel> {
  const [column] = link.targetColumns
  const isSmall = (estimatedRows(ctx, link.target) ?? 0) <= mostRows
  if (!column || labels.length === 0 || !isSmall || !mayPick(ctx, link)) return new Map()
  const target = ctx.site.adminOf(link.target)
  const ref = rootRef(link.target)
  const allowed = rowsAllowed(ctx, target, { verb: 'view', alias: ref.alias })
  const rows = await ctx.db.execute<{ label: string; value: string; several: boolean }>(sql`
    select q.label, min(q.value) as value, count(*) > 1 as several from (
      select ${labelSql(ctx, ref)} as label, ${columnSql(ref, column)}::text as value from ${fromSql(ref)}
      where ${allowed.where} and ${liveSql(target, ref.alias)}) q
    where q.label = any(${formatArrayLiteral([...new Set(labels)])}::text[]) group by q.label`)
  return new Map(rows.map(({ label, value, several }) => [label, several ? null : value]))
}
