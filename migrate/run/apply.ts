import type { TransactionSql } from 'postgres'
import { AdminError } from '@/admin/errors'
import { settleConcurrent } from './concurrent-index'
import { requireLock, type Connection } from '../database/connection'
import { statementFailure } from '../database/failure'
import { sha256 } from '../files/folder'
import { finish, inTransaction, note, refusesTransaction, setLockTimeout, withRetries } from './runner'
import type { Job, Runner } from './runner'
import {
  refuseRoleChange,
  refuseTransactionControl,
  transactionParts,
  type TransactionPart,
} from '../plan/transaction-parts'

/** Runs the statements of a job: all in one transaction with its record, or in the parts that SQL requires. */
export async function runStatements(runner: Runner, job: Job): Promise<void> {
  refuseTransactionControl(job)
  await refuseRoleChange(job)
  const done = statementsDone(job)
  const parts = transactionParts(job).filter((part) => part.to > done)
  for (const [index, part] of parts.entries()) {
    const step = { part: { ...part, from: Math.max(part.from, done) }, isLast: index === parts.length - 1 }
    if (part.kind === 'transaction') await runTogether(runner, job, step)
    else if (part.kind === 'alone') await runAlone(runner, job, step)
    else await runEither(runner, job, step)
  }
  if (parts.length === 0) await inTransaction(runner, job, { work: (tx) => finish(tx, runner, job) })
}

interface Step {
  readonly part: TransactionPart
  readonly isLast: boolean
}

/** @throws {AdminError} `CONFLICT` if the statements already executed have changed since. */
function statementsDone({ halfway, source, statements, direction }: Job): number {
  if (halfway === undefined || halfway.direction !== direction) return 0
  if (halfway.hash === undefined || halfway.hash === doneHash(statements, halfway.done)) return halfway.done
  const first = halfway.done === 1 ? 'first statement' : `first ${halfway.done} statements`
  throw new AdminError(
    'CONFLICT',
    `The ${first} of ${source} had already run before the file was edited. Restore what has run; later statements may change.`,
  )
}

function doneHash(statements: readonly string[], done: number): string {
  return sha256(statements.slice(0, done).join('\0'))
}

async function runTogether(runner: Runner, job: Job, { part, isLast }: Step): Promise<void> {
  let index = part.from
  await inTransaction(runner, job, {
    location: () => locationOf(job, index),
    work: async (tx) => {
      for (index = part.from; index < part.to; index++) await run(tx, { runner, job, index })
      await noteOrFinish(tx, { runner, job, isLast, done: part.to })
    },
  })
}

/** Runs outside of any transaction, so its progress is recorded separately and its result may already exist. */
async function runAlone(runner: Runner, job: Job, { part, isLast }: Step): Promise<void> {
  const { sql } = runner
  const index = part.from
  const wasTried = job.halfway?.direction === job.direction && job.halfway.done === index
  const statement = job.statements[index] ?? ''
  await inTransaction(runner, job, { work: (tx) => noteDone(tx, { runner, job, done: index }) })
  // A concurrent build blocks no one while it waits, and has to start over if it is interrupted.
  if (/\bconcurrently\b/i.test(statement)) await setLockTimeout(sql, 0)
  await withRetries(runner, job, {
    location: () => locationOf(job, index),
    work: async (attempt) => {
      await requireLock(sql)
      const tried = wasTried || attempt > 1
      if (!(await settleConcurrent(sql, statement, { tried }))) await run(sql, { runner, job, index })
    },
  })
  await setLockTimeout(sql, runner.lockTimeoutMs)
  await inTransaction(runner, job, { work: (tx) => noteOrFinish(tx, { runner, job, isLast, done: part.to }) })
}

/** Runs in a transaction with its record if the statement allows one, so that a crash never repeats it. */
async function runEither(runner: Runner, job: Job, step: Step): Promise<void> {
  try {
    await runTogether(runner, job, step)
  } catch (error) {
    if (!refusesTransaction(error)) throw error
    await runAlone(runner, job, step)
  }
}

interface Noted {
  readonly runner: Runner
  readonly job: Job
  readonly done: number
}

async function noteOrFinish(tx: TransactionSql, noted: Noted & { isLast: boolean }): Promise<void> {
  if (noted.isLast) await finish(tx, noted.runner, noted.job)
  else await noteDone(tx, noted)
}

async function noteDone(tx: TransactionSql, { runner, job, done }: Noted): Promise<void> {
  await note(tx, { runner, job, done, hash: doneHash(job.statements, done) })
}

async function run(
  sql: Connection | TransactionSql,
  { runner, job, index }: { runner: Runner; job: Job; index: number },
): Promise<void> {
  const count = job.statements.length
  runner.report({ kind: 'statement', folder: runner.name, name: job.file.name, number: index + 1, count })
  try {
    await sql.unsafe(job.statements[index] ?? '')
  } catch (error) {
    throw statementFailure(error, locationOf(job, index))
  }
}

function locationOf({ source, statements }: Job, index: number): string {
  return `${source}, statement ${Math.min(index + 1, statements.length)} of ${statements.length}`
}
