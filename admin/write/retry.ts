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
      if (attempt >= tries || !isTransient(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 * attempt))
    }
  }
}

/** Whether PostgreSQL aborted a transaction because of another one, so that the whole of it can be tried again. */
export function isTransient(error: unknown): boolean {
  const code = databaseFailure(error)?.code
  return code === sqlState.serializationFailure || code === sqlState.deadlockDetected
}
