import { aliasedTable, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import type { ActionResult } from '../site/action'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { lockChosen } from '../write/plan/chosen-rows'
import { carryOut, type Plan } from '../write/plan/plan'
import { afterCommitOf } from '../write/retry'
import type { Selection } from '../write/selection'
import * as words from '../words/actions'
import { ActionWriter } from './action-run'
import { declaredAction, rowsForAction } from './declared-action'

export interface ActionRequest {
  name: string
  selection: Selection
  /** The values of its form. */
  input?: Record<string, unknown>
}

/**
 * Runs a declared action on the chosen rows: in one transaction, all or nothing, with an audit entry for each changed
 * row.
 *
 * @returns The result of the action.
 * @throws {AdminError} `NOT_FOUND` for an action that is not declared; `FORBIDDEN` without permission, or if a chosen
 *   row may be viewed but not acted on (without saying which). Rows that may not be viewed are ignored.
 */
export async function runAction(ctx: AdminContext, admin: Admin, request: ActionRequest): Promise<ActionResult> {
  const strict = request.selection.kind === 'keys'
  const { result } = await carryOut(ctx, actionPlan(ctx, admin, { ...request, strict }), null)
  return result
}

/**
 * The plan of a declared action.
 *
 * @param request.strict One of the chosen rows that cannot be acted on stops it. Otherwise they are reported as refused.
 * @throws {AdminError} `NOT_FOUND` for an action that is not declared; `FORBIDDEN` without permission.
 */
export function actionPlan(
  ctx: AdminContext,
  admin: Admin,
  { name, selection, input = {}, strict }: ActionRequest & { strict: boolean },
): Plan<ActionResult> {
  const action = declaredAction(admin, name)
  const allowed = rowsForAction(ctx, admin, action)
  return {
    admin,
    description: { kind: 'action', name, selection, input },
    edited: null,
    async work(tx, { rehearsal }) {
      const isOfRows = action.on !== 'table'
      const { rows, refusal, missing } = isOfRows
        ? await lockChosen(tx, admin, { selection, allowed })
        : { rows: [], refusal: null, missing: 0 }
      if (strict && refusal !== null) throw new AdminError('FORBIDDEN', words.someNotAllowed)
      if (isOfRows && rows.length === 0) throw new AdminError('INVALID', words.noneLeft)
      const work = { chosen: rows.length, unchanged: 0, refusals: refusal === null ? [] : [refusal], missing }
      // It must not run before the user has agreed.
      if (rehearsal && action.rehearse === false) return { ...work, result: '' }
      const writer = new ActionWriter(tx, admin, { name, rows })
      const result = await action.run({
        actor: tx.actor,
        db: tx.db,
        where: rows.length === 0 ? sql`false` : writer.where(),
        // Declared for this table; the engine erases its type.
        table: aliasedTable(admin.table.source as PgTable, 't'),
        count: rows.length,
        input,
        rehearsal,
        update: (values) => writer.update(values),
        afterCommit: afterCommitOf(tx),
      })
      return { ...work, result }
    },
    // What it would change is not known before.
    unknown: action.rehearse === false,
  }
}
