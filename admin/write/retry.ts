import { databaseFailure } from '../postgres/errors'
import type { AdminContext } from '../site/context'
import { sqlState } from '../errors/sql-state'

const tries = 4

/**
 * Runs a whole transaction and retries it after a random pause if PostgreSQL aborted it because of another one
 * (serialization failure, deadlock). A failed attempt leaves nothing behind, so the effect happens once.
 */
export async function inTransaction<Result>(
  ctx: AdminContext,
  run: (ctx: AdminContext) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.db.transaction((tx) => run({ ...ctx, db: tx }))
    } catch (error) {
      const code = databaseFailure(error)?.code
      if (attempt >= tries || (code !== sqlState.serializationFailure && code !== sqlState.deadlockDetected))
        throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 * attempt))
    }
  }
}
