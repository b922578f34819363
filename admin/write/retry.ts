import { databaseFailure } from '../postgres/errors'
import type { AfterCommit } from '../site/admin'
import type { AdminContext } from '../site/context'
import { sqlState } from '../errors/sql-state'

const tries = 4

/**
 * Runs a whole transaction and retries it after a random pause if PostgreSQL aborted it because of another one
 * (serialization failure, deadlock). A failed attempt leaves nothing behind, so the effect happens once; so does what the
 * work has asked for after the commit.
 */
export async function inTransaction<Result>(
  ctx: AdminContext,
  run: (ctx: AdminContext) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const later: (() => Promise<void> | void)[] = []
    const afterCommit = ctx.afterCommit ?? ((work) => void later.push(work))
    try {
      const result = await ctx.db.transaction((tx) => run({ ...ctx, db: tx, afterCommit }))
      for (const work of later) await reported(work)
      return result
    } catch (error) {
      if (attempt >= tries || !isTransient(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40 * attempt))
    }
  }
}

/** Runs work in a savepoint. If it fails, what it asked for after the commit is forgotten as well. */
export async function inSavepoint<Result>(
  ctx: AdminContext,
  run: (ctx: AdminContext) => Promise<Result>,
): Promise<Result> {
  const later: (() => Promise<void> | void)[] = []
  const result = await ctx.db.transaction((tx) => run({ ...ctx, db: tx, afterCommit: (work) => void later.push(work) }))
  for (const work of later) afterCommitOf(ctx)(work)
  return result
}

/** The change is committed, so an error cannot undo it any more. */
async function reported(work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error('brolly: work after a commit failed. The change itself was saved.', error)
  }
}

/** Registers work for after the commit. Outside of a transaction there is nothing to wait for. */
export function afterCommitOf({ afterCommit }: Pick<AdminContext, 'afterCommit'>): AfterCommit {
  return afterCommit ?? ((work) => void reported(work))
}

/** Whether PostgreSQL aborted a transaction because of another one, so that the whole of it can be tried again. */
export function isTransient(error: unknown): boolean {
  const code = databaseFailure(error)?.code
  return code === sqlState.serializationFailure || code === sqlState.deadlockDetected
}
