import { aliasedTable } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { lockChosen } from '../write/plan/chosen-rows'
import { carryOut, type Plan } from '../write/plan/plan'
import type { Selection } from '../write/selection'
import * as words from '../words/actions'
import { ActionWriter } from './action-run'
import { declaredAction, rowsForAction } from './declared-action'

interface ActionRequest {
  name: string
  selection: Selection
}

/**
 * Runs a declared action on the chosen rows: in one transaction, all or nothing, with an audit entry for each changed
 * row.
 *
 * @returns The message of the action.
 * @throws {AdminError} `NOT_FOUND` for an action that is not declared; `FORBIDDEN` without permission, or if a chosen
 *   row may be viewed but not acted on (without saying which). Rows that may not be viewed are ignored.
 */
export async function runAction(ctx: AdminContext, admin: Admin, request: ActionRequest): Promise<string> {
  const strict = request.selection.kind === 'keys'
  const { result } = await carryOut(ctx, actionPlan(ctx, admin, { ...request, strict }), null)
  return result
}

/**
 * The plan of a declared action, whose result is the action's message.
 *
 * @param request.strict One of the chosen rows that cannot be acted on stops it. Otherwise they are reported as refused.
 * @throws {AdminError} `NOT_FOUND` for an action that is not declared; `FORBIDDEN` without permission.
 */
export function actionPlan(
  ctx: AdminContext,
  admin: Admin,
  { name, selection, strict }: ActionRequest & { strict: boolean },
): Plan<string> {
  const action = declaredAction(admin, name)
  const allowed = rowsForAction(ctx, admin, action)
  return {
    admin,
    description: { kind: 'action', name, selection },
    edited: null,
    async work(tx) {
      const { rows, refusal, missing } = await lockChosen(tx, admin, { selection, allowed })
      if (strict && refusal !== null) throw new AdminError('FORBIDDEN', words.someNotAllowed)
      if (rows.length === 0) throw new AdminError('INVALID', words.noneLeft)
      const writer = new ActionWriter(tx, admin, { name, rows })
      const result = await action.run({
        actor: tx.actor,
        db: tx.db,
        where: writer.where(),
        // Declared for this table; the engine erases its type.
        table: aliasedTable(admin.table.source as PgTable, 't'),
        count: rows.length,
        update: (values) => writer.update(values),
      })
      const refusals = refusal === null ? [] : [refusal]
      return { chosen: rows.length, unchanged: 0, refusals, missing, result }
    },
  }
}
