import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { AdminError, causesOf, sqlState } from '@/admin/errors'
import type { BlockerWatch } from './blockers'

/** A lock timeout, a serialization failure, or a deadlock. */
const retried = new Set<string>([sqlState.lockNotAvailable, sqlState.serializationFailure, sqlState.deadlockDetected])

const firstPauseMs = 300
const longestPauseMs = 5_000

export interface AttemptOptions {
  /** The current operation, for the error: `drizzle/0003_add_stock.sql, statement 2 of 5`. */
  readonly location: () => string
  readonly lockTimeoutMs: number
  readonly tries: number
  readonly watch: BlockerWatch
  readonly onRetry: (attempt: number) => void
}

/**
 * Runs `work`, and runs it again if other sessions are in the way.
 *
 * Each attempt waits for a lock no longer than the session's `lock_timeout`, because all later queries wait behind a
 * waiting one. In the pause between two attempts they all get through.
 *
 * @throws {AdminError} `CONFLICT` after the last attempt, naming the session that held the lock.
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

/** Longer after each attempt, and random so that two runners do not retry in step. */
function pauseMs(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs) * (0.5 + Math.random())
}

function gaveUp({ location, lockTimeoutMs, tries, watch }: AttemptOptions, code: string, cause: unknown): AdminError {
  const attempts = tries === 1 ? '1 attempt' : `${tries} attempts`
  const blockers = watch.seen()
  const tried =
    code === sqlState.lockNotAvailable
      ? `${location()} could not get a lock within ${lockTimeoutMs / 1000} s in ${attempts}`
      : `${location()} conflicted with other transactions (${code}) in ${attempts}`
  const who = blockers === undefined ? '' : `. It waited for ${blockers}`
  return new AdminError(
    'CONFLICT',
    `${tried}${who}. Run it again when the table is less busy, or end the blocking session with: SELECT pg_terminate_backend(<its pid>);`,
    { cause },
  )
}

/** The SQLSTATE of an error or of one of its causes. */
export function sqlStateOf(error: unknown): string | undefined {
  return causesOf(error).find((cause) => cause instanceof postgres.PostgresError)?.code
}
