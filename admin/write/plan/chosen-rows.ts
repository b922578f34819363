import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { mayAct, rowsAllowed, type Rows } from '../../permissions/rows-allowed'
import { keyOfRow } from '../../query/row-key'
import { fromSql, rootRef } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/plan'
import { selectionWhere, type Selection } from '../selection'
import type { Refusal } from './refusals'

/** A chosen row, by its key in URLs and the key's plain values. */
export interface ChosenRow {
  key: string
  keyParts: readonly string[]
}

/** The chosen rows: those to act on, which are locked, and the others. */
export interface ChosenRows {
  rows: readonly ChosenRow[]
  /** The rows that the actor may view but not act on. */
  refusal: Refusal | null
  /** Chosen keys of rows that do not exist, or that the actor may not view: it makes no difference. */
  missing: number
}

/**
 * Locks the chosen rows, in the order of their keys, so that two plans never wait for each other in a circle.
 *
 * @param request.allowed The rows that the actor may act on.
 * @throws {AdminError} `TOO_LARGE` for more rows than the site allows in one plan; as `selectionWhere` does.
 */
export async function lockChosen(
  ctx: AdminContext,
  admin: Admin,
  { selection, allowed }: { selection: Selection; allowed: Rows },
): Promise<ChosenRows> {
  const chosen = selectionWhere(ctx, admin, selection)
  const most = ctx.site.plans.mostRows
  const rows = await keysOf(ctx, admin, { where: sql`(${chosen}) and ${allowed.where}`, limit: most + 1, lock: true })
  if (rows.length > most) throw new AdminError('TOO_LARGE', words.tooManyRows(most))
  // A row hidden from the actor is treated like one that does not exist.
  const seen = mayAct(ctx, admin, 'view') ? rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).where : null
  const others =
    allowed.all || seen === null
      ? []
      : await keysOf(ctx, admin, {
          where: sql`(${chosen}) and ${seen} and (${allowed.where}) is not true`,
          limit: most + 1,
          lock: false,
        })
  const wanted = selection.kind === 'keys' ? new Set(selection.keys).size : rows.length + others.length
  return {
    rows,
    refusal: others.length === 0 ? null : { reason: words.notAllowed, rows: others },
    missing: Math.max(0, wanted - rows.length - others.length),
  }
}

async function keysOf(
  ctx: AdminContext,
  { table }: Admin,
  { where, limit, lock }: { where: SQL; limit: number; lock: boolean },
): Promise<ChosenRow[]> {
  const ref = rootRef(table)
  const columns = table.key.map((column) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}`)
  const parts = columns.map((column, index) => sql`${column}::text as ${sql.identifier(`k${index}`)}`)
  const found = await ctx.db.execute<Record<string, string>>(
    sql`select ${sql.join(parts, sql`, `)} from ${fromSql(ref)} where ${where} order by ${sql.join(columns, sql`, `)} limit ${limit}${lock ? sql` for no key update of ${sql.identifier(ref.alias)}` : sql``}`,
  )
  return found.map((row) => {
    const keyParts = table.key.map((_, index) => row[`k${index}`] ?? '')
    return { key: keyOfRow(ctx, table, keyParts), keyParts }
  })
}
