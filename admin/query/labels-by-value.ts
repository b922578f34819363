import { sql } from 'drizzle-orm'
import { formatArrayLiteral } from '../fields/array-literal'
import { castParameter } from '../fields/operators'
import { rowsAllowed } from '../permissions/rows-allowed'
import { isBadValue } from '../postgres/errors'
import type { Link } from '../schema/model'
import type { AdminContext } from '../site/context'
import { labelSql, rowLabel } from './label-sql'
import { mayPick } from './lookup'
import { columnSql, fromSql, rootRef } from './table-ref'

/** Further values have no label. */
const mostValues = 1_000

/**
 * The labels of the rows that a reference of one column has referred to, by its values, with one query. Rows that are gone, and those
 * that the actor may not view, are left out.
 */
export async function labelsByValue(
  ctx: AdminContext,
  link: Link,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const [column] = link.targetColumns
  if (!column || link.columns.length !== 1 || column.secret || !mayPick(ctx, link)) return new Map()
  const schema = column.valueType.schema(column, ctx)
  // The column may have had another type when the value was written.
  const sound = [...new Set(values)].filter((value) => schema.safeParse(value).success).slice(0, mostValues)
  if (sound.length === 0) return new Map()
  const ref = rootRef(link.target)
  const { where } = rowsAllowed(ctx, ctx.site.adminOf(link.target), { verb: 'view', alias: ref.alias })
  try {
    const rows = await ctx.db.execute<{ value: string; label: string | null }>(sql`
      select ${columnSql(ref, column)}::text as value, ${labelSql(ctx, ref)} as label from ${fromSql(ref)}
      where ${columnSql(ref, column)} = any(${castParameter(formatArrayLiteral(sound), `${column.castType}[]`)}) and ${where}`)
    return new Map(rows.map(({ value, label }) => [value, rowLabel(label, { key: [column] }, [value])]))
  } catch (error) {
    if (isBadValue(error)) return new Map()
    throw error
  }
}
