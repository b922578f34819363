import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { columnSql, fromSql, rootRef } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as rowsWords from '../../words/rows'
import type { ChosenRow } from '../plan/chosen-rows'
import { RowsRefused } from '../plan/refusals'

interface Written {
  columns: readonly ColumnModel[]
  rows: readonly ChosenRow[]
}

/**
 * As for a saved form, a reference may only be to a row that the actor may view: for many rows at once, after these columns
 * were written.
 *
 * @throws {RowsRefused} without saying which rows.
 */
export async function checkReferences(ctx: AdminContext, admin: Admin, { columns, rows }: Written): Promise<void> {
  const ref = rootRef(admin.table)
  for (const { target, columns: own, targetColumns } of admin.table.links) {
    if (!own.some((column) => columns.includes(column))) continue
    const to = { table: target, alias: 'target' }
    const seen = seenSql(ctx, ctx.site.adminOf(target), to.alias)
    const matches = own.map((column, index) => {
      const other = targetColumns[index]
      return other ? sql`${columnSql(to, other)} = ${columnSql(ref, column)}` : sql`false`
    })
    const set = own.map((column) => sql`${columnSql(ref, column)} is not null`)
    const hidden = await ctx.db.execute(sql`
      select 1 from ${fromSql(ref)} where ${rowsByKey(admin, rows)} and ${sql.join(set, sql` and `)}
        and not exists (select 1 from ${fromSql(to)} where ${sql.join(matches, sql` and `)} and ${seen}) limit 1`)
    if (hidden.length > 0)
      throw new RowsRefused(new Set(), new AdminError('INVALID', rowsWords.noSuch(ctx.site.adminOf(target).singular)))
  }
}

function seenSql(ctx: AdminContext, admin: Admin, alias: string): SQL {
  try {
    return rowsAllowed(ctx, admin, { verb: 'view', alias }).where
  } catch (error) {
    if (error instanceof AdminError && error.code === 'FORBIDDEN') return sql`false`
    throw error
  }
}
