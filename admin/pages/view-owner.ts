import { requireOneself } from '../accounts/fresh'
import { AdminError } from '../errors'
import { isUuid } from '../schema/uuid'
import type { AdminContext } from '../site/context'
import * as words from '../words/views'

/**
 * Views belong to accounts, and only their owners save them.
 * @throws {AdminError} `FORBIDDEN` for an actor without an account, for a token, and for who acts as another user
 */
export function requireOwner(ctx: AdminContext): void {
  if (!isUuid(ctx.actor.id)) throw new AdminError('FORBIDDEN', words.noAccount)
  requireOneself(ctx)
  if (ctx.actor.isReader) throw new AdminError('FORBIDDEN', words.onlyReading)
  if (ctx.actor.token) throw new AdminError('FORBIDDEN', words.notByToken)
}
