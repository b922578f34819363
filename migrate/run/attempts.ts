import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { AdminError, causesOf, sqlState } from '@/admin/errors'
import type { BlockerWatch } from './blockers'

/** A lock that was not to be had, a transaction that could not be put in order with others, a deadlock. */
const retried = new Set<string>([sqlState.lockNotAvailable, sqlState.serializationFailure, sqlState.deadlockDetected])

const firstPauseMs = 300
const longestPauseMs = 5_000

export interface AttemptOptions {
  /** What is being done, for the error: `drizzle/0003_add_stock.sql, statement 2 of 5`. */
  readonly place: () => string
  readonly lockTimeoutMs: number
  readonly tries: number
  readonly watch: BlockerWatch
  readonly onRetry: (attempt: number) => void
}

/**
 * Does `work`, and does it again while others are in the way.
 *
 * Each try waits for a lock no longer than the session's `lock_timeout`, because every query that comes after a waiting
 * one waits behind it; in the pause between two tries they all go through.
 *
 * @throws {AdminError} `CONFLICT` after the last try, naming who held the lock.
 */
export async function inAttempts<T>(options: AttemptOptions, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    options.watch.forget()
    try {
      return await work(attempt)
    } catch (error) {
      const code = sqlStateOf(error)
      if (code === undefined || !retried.has(code)) throw error
      if (attempt >= options.tries) throw gaveUp(options, code, error)
      options.onRetry(attempt)
    }
    await delay(pauseMs(attempt))
  }
}

/** Longer each time, and never the same for two runners. */
function pauseMs(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs) * (0.5 + Math.random())
}

function gaveUp({ place, lockTimeoutMs, tries, watch }: AttemptOptions, code: string, cause: unknown): AdminError {
  const attempts = tries === 1 ? '1 attempt' : `${tries} attempts`
  const blockers = watch.seen()
  const tried =
    code === sqlState.lockNotAvailable
      ? `${place()} could not get a lock within ${lockTimeoutMs / 1000} s in ${attempts}`
      : `${place()} conflicted with other transactions (${code}) in ${attempts}`
  const who = blockers === undefined ? '' : `. It waited for ${blockers}`
  return new AdminError(
    'CONFLICT',
    `${tried}${who}. Run it again when the table is less busy, or end the blocking session with: SELECT pg_terminate_backend(<its pid>);`,
    { cause },
  )
}

/** The code of the database error in a failure or behind it. */
export function sqlStateOf(error: unknown): string | undefined {
  return causesOf(error).find((cause) => cause instanceof postgres.PostgresError)?.code
}
