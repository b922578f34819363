import type { ISql, TransactionSql } from 'postgres'
import { AdminError } from '@/admin/errors'
import { readBatch, readBatchTable, type BatchTable } from './batches'
import { requireLock } from '../database/connection'
import type { BatchOptions, DataMigration, DataMigrationModule } from '../files/data-migration'
import { statementFailure } from '../database/failure'
import type { BatchState } from '../database/halfway'
import { loadCode } from '../files/load-code'
import { finish, inTransaction, note, type Job, type Runner } from './runner'

/** Runs the code of a data migration: in one transaction with its record, or in one per batch. */
export async function runCode(runner: Runner, job: Job): Promise<void> {
  const code = await loadCode(runner.folder, job.file)
  const work = job.direction === 'up' ? code.up : code.down
  if (work === undefined) throw new AdminError('CONFLICT', `${job.source} has no \`down\`.`)
  if (code.transaction === 'batches') return runInBatches(runner, job, work)
  await inTransaction(runner, job, {
    work: async (tx) => {
      const next = (options: StepOptions) => step(tx, options)
      await explained(job, () => work(contextOf(runner, job, { sql: tx, batches: [], next })))
      await finish(tx, runner, job)
    },
  })
}

interface StepOptions extends BatchOptions {
  /** The index of this call of `batch`. */
  readonly call: number
  readonly known: BatchTable
  readonly state: BatchState
  readonly work: (rows: object[]) => Promise<unknown>
}

/** Processes the next batch. @returns The progress of the table. */
async function step(sql: ISql | TransactionSql, { state, known, work, ...options }: StepOptions): Promise<BatchState> {
  const { rows, after } = await readBatch(sql, known, { ...options, after: state.after })
  if (rows.length > 0) await work(rows)
  return { ...state, rows: state.rows + rows.length, after: after ?? state.after, finished: rows.length === 0 }
}

async function runInBatches(runner: Runner, job: Job, work: DataMigrationModule['up']): Promise<void> {
  const resumes = job.halfway?.direction === job.direction
  const batches: BatchState[] = resumes ? [...(job.halfway?.batches ?? [])] : []
  await inTransaction(runner, job, { work: (tx) => note(tx, { runner, job, done: 0, batches }) })
  // There is only one connection: inside a batch every statement belongs to the batch's transaction.
  let current: ISql = runner.sql
  const sql = delegate(() => current)
  const next = (options: StepOptions) => {
    if (current !== runner.sql)
      throw new AdminError('INVALID', `${job.source}: batch was called while another batch was running.`)
    return inTransaction(runner, job, {
      work: async (tx) => {
        current = tx
        try {
          const state = await step(tx, options)
          await note(tx, { runner, job, done: 0, batches: batches.with(options.call, state) })
          return state
        } finally {
          current = runner.sql
        }
      },
    })
  }
  await requireLock(runner.sql)
  await explained(job, () => work(contextOf(runner, job, { sql, batches, next })))
  await inTransaction(runner, job, { work: (tx) => finish(tx, runner, job) })
}

interface Means {
  readonly sql: ISql
  /** One entry for each call of `batch` so far, including those of an earlier run. */
  readonly batches: BatchState[]
  next(options: StepOptions): Promise<BatchState>
}

function contextOf(runner: Runner, job: Job, { sql, batches, next }: Means): DataMigration {
  const at = { folder: runner.name, name: job.file.name }
  let calls = 0
  return {
    sql,
    log: (line) => runner.report({ kind: 'log', ...at, line }),
    async batch(options, work) {
      const call = calls++
      const known = await readBatchTable(sql, options.table)
      let state = (batches[call] ??= { table: options.table, rows: 0, finished: false })
      requireSameTable(job, state, options)
      while (!state.finished) {
        // The caller declares the type of its rows; the columns it names are the ones that are read.
        state = await next({ ...options, call, known, state, work: (rows) => work(rows as Parameters<typeof work>[0]) })
        batches[call] = state
        runner.report({ kind: 'rows', ...at, table: options.table, done: state.rows, about: known.about })
      }
      return state.rows
    },
  }
}

/** Calls of `batch` are identified by their order, which an edit during an unfinished run can change. */
function requireSameTable({ source }: Job, state: BatchState, { table }: BatchOptions): void {
  if (state.table === table) return
  throw new AdminError(
    'CONFLICT',
    `${source} now processes ${table}, but before it stopped it had processed ${state.rows} rows of ${state.table}. Restore the order of its batches.`,
  )
}

/** The template tag and its methods, forwarded to the connection that is current at the time of the call. */
function delegate(current: () => ISql): ISql {
  return new Proxy(current(), {
    apply: (_, self, args) => Reflect.apply(current(), self, args),
    get: (_, name) => Reflect.get(current(), name),
  })
}

/** Adds the name of the migration to an error. Database errors are reported without values. */
async function explained(job: Job, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AdminError) throw error
    const failure = statementFailure(error, `${job.source}, ${job.direction}`)
    if (failure instanceof AdminError) throw failure
    const reason = error instanceof Error ? error.message : String(error)
    throw new AdminError('INVALID', `${job.source}, ${job.direction}: ${reason}`, { cause: error })
  }
}
