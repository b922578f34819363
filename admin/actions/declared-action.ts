import type { PgTable } from 'drizzle-orm/pg-core'
import { AdminError } from '../errors'
import { isGranted, rowsAllowed, type Rows } from '../permissions/rows-allowed'
import { inSentence } from '../schema/names'
import type { ActionOptions } from '../site/admin'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/actions'

/** @throws {AdminError} `NOT_FOUND` if the table has no action of that name. */
export function declaredAction(admin: Admin, name: string): ActionOptions<PgTable> {
  const action = admin.options.actions?.find((candidate) => candidate.name === name)
  if (!action) throw new AdminError('NOT_FOUND', words.notFound)
  return action
}

/**
 * The rows on which the actor may run the action. Without a declared permission an action is only for superusers.
 * @throws {AdminError} `FORBIDDEN` without permission.
 */
export function rowsForAction(ctx: AdminContext, admin: Admin, action: ActionOptions<PgTable>): Rows {
  if (action.permission === undefined && !ctx.actor.isSuperuser)
    throw new AdminError('FORBIDDEN', words.notAllowed(inSentence(admin.plural)))
  const verb = action.permission ?? 'view'
  if (!isGranted(ctx, admin, verb)) throw new AdminError('FORBIDDEN', words.notAllowed(inSentence(admin.plural)))
  return rowsAllowed(ctx, admin, { verb, alias: 't' })
}
