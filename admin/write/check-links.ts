import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import { isBadValue } from '../postgres/errors'
import type { LoadedRecord } from '../query/load-record'
import { columnSql, fromSql, rootRef, valueSql } from '../query/table-ref'
import type { Link } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formName } from './form-values'
import type { WriteValues } from './parse-values'
import * as rowsWords from '../words/rows'
import * as saveWords from '../words/save'

/**
 * A relation may only be set to a row that the actor may view. A hidden row and a missing one give the same error.
 * @param saved.known A reference to a row that is saved in the same form.
 * @throws {AdminError} `INVALID` at the field.
 */
export async function checkLinks(
  ctx: AdminContext,
  admin: Admin,
  { values, record, known: sure }: { values: WriteValues; record: LoadedRecord | null; known?: Link | undefined },
): Promise<void> {
  const errors: Record<string, string> = {}
  for (const link of admin.table.links) {
    if (link === sure) continue
    if (!link.columns.some((column) => column.key in values)) continue
    const parts = link.columns.map(
      (column) => (column.key in values ? values[column.key] : record?.values[column.key]) ?? null,
    )
    const known = parts.filter((part) => part !== null)
    // MATCH SIMPLE: a reference that contains a NULL refers to nothing.
    if (known.length < parts.length) continue
    // A row may refer to itself, even one that is just being added.
    const own = link.targetColumns.map((column) => values[column.key] ?? record?.values[column.key])
    if (link.target === admin.table && own.every((value, index) => value === known[index])) continue
    if (await isVisible(ctx, link, known)) continue
    const setColumn = link.columns.toReversed().find((column) => column.key in values)
    if (setColumn) errors[formName(setColumn)] = rowsWords.noSuch(ctx.site.adminOf(link.target).singular)
  }
  if (Object.keys(errors).length > 0) throw new AdminError('INVALID', saveWords.needCorrection(1), { fields: errors })
}

async function isVisible(ctx: AdminContext, link: Link, parts: readonly string[]): Promise<boolean> {
  const ref = rootRef(link.target)
  try {
    const allowed = rowsAllowed(ctx, ctx.site.adminOf(link.target), { verb: 'view', alias: ref.alias })
    const matches = link.targetColumns.map(
      (column, index) => sql`${columnSql(ref, column)} = ${valueSql(parts[index] ?? null, column)}`,
    )
    const rows = await ctx.db.execute(
      sql`select 1 from ${fromSql(ref)} where ${sql.join([...matches, allowed.where], sql` and `)} limit 1`,
    )
    return rows.length > 0
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return false
    if (isBadValue(error)) return false
    throw error
  }
}
