import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayAct } from '../permissions/rows-allowed'
import { numberFormat } from '../query/count-rows'
import { labelSql, rowLabel } from '../query/label-sql'
import { columnSql, fromSql, rootRef } from '../query/table-ref'
import { keyOfRow } from '../query/row-key'
import { inSentence } from '../schema/names'
import type { ActionPage } from './shapes/pages'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { selectionWhere, type Selection } from '../write/selection'
import { allowedRows, declaredAction, mostRows, refuseOthers } from '../actions/run-action'
import * as words from '../words/actions'

const mostSamples = 5

/**
 * The rows that a declared action would change, for confirmation. Writes nothing.
 *
 * @throws {AdminError} as `runAction` does before it changes anything.
 */
export async function actionPage(
  ctx: AdminContext,
  admin: Admin,
  { name, selection }: { name: string; selection: Selection },
): Promise<ActionPage> {
  const action = declaredAction(admin, name)
  const allowed = allowedRows(ctx, admin, action)
  const chosen = selectionWhere(ctx, admin, selection)
  if (selection.kind === 'keys') await refuseOthers(ctx, admin, { chosen, allowed })
  const ref = rootRef(admin.table)
  const where = sql`(${chosen}) and ${allowed}`
  const [counted] = await ctx.db.execute<{ rows: number }>(
    sql`select count(*)::int as rows from (select 1 from ${fromSql(ref)} where ${where} limit ${mostRows + 1}) found`,
  )
  const total = counted?.rows ?? 0
  if (total === 0) throw new AdminError('INVALID', words.noneLeft)
  const samples = mayAct(ctx, admin, 'view') ? await readSamples(ctx, admin, where) : []
  const tooMany = total > mostRows
  const format = numberFormat(ctx.locale)
  const amount = tooMany
    ? words.moreThan(format.format(mostRows), inSentence(admin.plural))
    : `${format.format(total)} ${inSentence(total === 1 ? admin.singular : admin.plural)}`
  return {
    title: `${action.label} ${amount}`,
    sentence: words.runsOn(action.label, amount),
    samples,
    others: Math.min(total, mostRows) - samples.length,
    danger: action.danger ?? false,
    blockedReason: tooMany ? words.atMost(format.format(mostRows)) : null,
    total,
  }
}

async function readSamples(
  ctx: AdminContext,
  admin: Admin,
  where: ReturnType<typeof sql>,
): Promise<ActionPage['samples']> {
  const ref = rootRef(admin.table)
  const keys = admin.table.key.map(
    (column, index) => sql`${columnSql(ref, column)}::text as ${sql.identifier(`k${index}`)}`,
  )
  const rows = await ctx.db.execute<Record<string, string | null>>(
    sql`select ${sql.join([...keys, sql`${labelSql(ctx, ref)} as label`], sql`, `)} from ${fromSql(ref)} where ${where} limit ${mostSamples}`,
  )
  return rows.map((row) => {
    const key = admin.table.key.map((_, index) => row[`k${index}`] ?? '')
    return {
      label: rowLabel(row.label ?? null, admin.table, key),
      href: `${adminPath(ctx, admin)}/${keyOfRow(ctx, admin.table, key)}`,
    }
  })
}
