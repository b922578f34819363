import type { TransactionSql } from 'postgres'
import { inAttempts, sqlStateOf } from './attempts'
import type { BlockerWatch } from './blockers'
import { requireLock, type Connection } from '../database/connection'
import type { MigrationFile } from '../files/folder'
import type { Halfway } from '../database/halfway'
import { forgetInKitTable, recordInKitTable } from '../database/kit-table'
import type { MigrationPlan } from '../plan/plan'
import type { MigrationStep } from '../plan/steps'
import type { MigrationProgress } from './progress'
import { recordApplied, recordHalfway, recordUndone } from '../database/records'
import { sqlState } from '@/admin/errors'

/** The session that works on one folder, with its settings. */
export interface Runner {
  readonly sql: Connection
  /** As recorded: `drizzle` or `brolly`. */
  readonly name: string
  readonly folder: string
  readonly by: string
  /** Whether drizzle-kit's own table is updated too. */
  readonly kitTable: boolean
  readonly lockTimeoutMs: number
  readonly tries: number
  readonly watch: BlockerWatch
  readonly report: (progress: MigrationProgress) => void
}

/** One file to apply or revert. */
export interface Job {
  readonly file: MigrationFile
  readonly direction: 'up' | 'down'
  /** The file to run, as shown to users: the migration or its down migration. */
  readonly source: string
  readonly statements: readonly string[]
  readonly noTransaction: boolean
  /** Where an earlier run stopped. */
  readonly halfway?: Halfway
}

/** Turns a step into a job. */
export function jobOf({ action, file, source, statements, noTransaction }: MigrationStep, plan: MigrationPlan): Job {
  return {
    file,
    direction: action === 'undo' ? 'down' : 'up',
    source,
    statements,
    noTransaction,
    halfway: plan.halfway.get(file.name),
  }
}

/**
 * Runs `work` in a transaction that holds the lock, and retries if other sessions are in the way.
 *
 * @param location The current operation, for the error.
 */
export function inTransaction<T>(
  runner: Runner,
  job: Job,
  options: { location?: () => string; work: (tx: TransactionSql) => Promise<T> },
): Promise<T> {
  const { location = () => job.source, work } = options
  return withRetries(runner, job, {
    location,
    work: async () => {
      // Wrapped in an object, because `begin` would treat an array that `work` returns as a list of queries.
      const { result } = await runner.sql.begin(async (tx) => {
        await requireLock(tx)
        return { result: await work(tx) }
      })
      return result
    },
  })
}

/** Runs `work` and retries if other sessions are in the way. */
export function withRetries<T>(
  runner: Runner,
  job: Job,
  { location, work }: { location: () => string; work: (attempt: number) => Promise<T> },
): Promise<T> {
  const at = { folder: runner.name, name: job.file.name }
  return inAttempts(
    {
      location,
      lockTimeoutMs: runner.lockTimeoutMs,
      tries: runner.tries,
      watch: runner.watch,
      onRetry: (attempt) => runner.report({ kind: 'retrying', ...at, attempt, tries: runner.tries }),
    },
    work,
  )
}

/** Resets the session: a file may have set a role, a search path, or a limit. */
export async function resetSession({ sql, lockTimeoutMs }: Pick<Runner, 'sql' | 'lockTimeoutMs'>): Promise<void> {
  await sql`reset session authorization`
  await sql`reset role`
  await sql`reset all`
  // A migration may run as long as it needs; only its waiting for locks is limited.
  await sql`select set_config('statement_timeout', '0', false),
    set_config('idle_in_transaction_session_timeout', '0', false)`
  await setLockTimeout(sql, lockTimeoutMs)
}

export async function setLockTimeout(sql: Connection, ms: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${String(Math.round(ms))}, false)`
}

/** Records the job as done, in the transaction. */
export async function finish(tx: TransactionSql, runner: Runner, job: Job): Promise<void> {
  const { file } = job
  if (job.direction === 'up') {
    await recordApplied(tx, { folder: runner.name, file, by: runner.by })
    if (runner.kitTable) await recordInKitTable(tx, file)
  } else {
    await recordUndone(tx, { folder: runner.name, file })
    await forgetInKitTable(tx, file)
  }
}

/** Stores the progress of the job. */
export async function note(
  sql: Connection | TransactionSql,
  { runner, job, ...progress }: { runner: Runner; job: Job } & Omit<Halfway, 'direction'>,
): Promise<void> {
  const { file, direction } = job
  await recordHalfway(sql, {
    folder: runner.name,
    file,
    by: runner.by,
    halfway: { direction, ...progress },
  })
}

/** Whether a statement failed only because it ran in a transaction. */
export function refusesTransaction(error: unknown): boolean {
  const code = sqlStateOf(error)
  return code === sqlState.activeTransaction || code === sqlState.invalidTransactionTermination
}
