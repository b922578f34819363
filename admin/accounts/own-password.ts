import { eq } from 'drizzle-orm'
import { requireOneself } from './fresh'
import { users } from '../brolly/tables'
import { notPresentPassword } from './accounts'
import { attempt } from './attempts'
import { verifyPassword } from './password'
import type { OwnContext } from './visit'

/**
 * Verifies by password that the actor is present. The duration does not depend on the result.
 * @returns The hash that it matches.
 * @throws {AdminError} `INVALID`, with the message at the field `current`; `TOO_MANY`.
 */
export async function requireOwnPassword(ctx: OwnContext, password: string): Promise<string> {
  requireOneself(ctx)
  const right = await attempt(ctx, { what: 'password', account: ctx.actor.email }, async () => {
    const [account] = await ctx.db
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, ctx.actor.id))
    const hash = account?.passwordHash ?? null
    return (await verifyPassword(hash, password)) ? hash : null
  })
  if (right === null) throw notPresentPassword()
  return right
}
