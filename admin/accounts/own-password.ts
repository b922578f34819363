import { eq } from 'drizzle-orm'
import { users } from '../brolly/tables'
import { AdminError } from '../errors'
import { attempt } from './attempts'
import { verifyPassword } from './password'
import type { OwnContext } from './visit'
import * as words from '../words/accounts'

/**
 * Verifies by password that the actor is present. The duration does not depend on the result.
 * @throws {AdminError} `INVALID`, with the message at the field `current`; `TOO_MANY`.
 */
export async function requireOwnPassword(ctx: OwnContext, password: string): Promise<void> {
  const right = await attempt(ctx, { what: 'password', account: ctx.actor.email }, async () => {
    const [account] = await ctx.db
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, ctx.actor.id))
    return (await verifyPassword(account?.passwordHash ?? null, password)) || null
  })
  if (right === null)
    throw new AdminError('INVALID', words.notPresentPassword, {
      fields: { current: words.notPresentPassword },
    })
}
