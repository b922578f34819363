import { AdminError } from '@/admin/errors'
import { runStatements } from './apply'
import { watchBlockers } from './blockers'
import { withConnection, withLock, type Connection } from '../database/connection'
import { readFolder } from '../files/folder'
import { brollyFolder, type MigrationFolder } from '../files/folders'
import { createKitTable, forgetInKitTable, recordInKitTable } from '../database/kit-table'
import { planFolder, stepKey, type FolderPlan, type TargetOptions } from '../plan/migration-plan'
import { requireOwnSession } from '../database/pooler'
import type { MigrationProgress } from './progress'
import { forgetReplaced, recordApplied, recordUndone } from '../database/records'
import { requirePrivileges } from './privileges'
import { runCode } from './run-code'
import { jobOf, resetSession, type Runner } from './runner'
import { requireReversible, type MigrationStep } from '../plan/steps'

export type { MigrationProgress } from './progress'

export interface MigrateOptions extends TargetOptions {
  readonly url: string
  readonly folder: string
  /** As recorded in `brolly.migrations`: `drizzle` for the user's folder. */
  readonly name: string
  /** The user who runs the migration, for the record. */
  readonly by: string
  /** How long to wait for another runner, in milliseconds. Default one minute. */
  readonly waitMs?: number
  /** How long a statement may wait for a lock, in milliseconds. Default 3000; 0 means forever. */
  readonly lockTimeoutMs?: number
  /** How often a transaction is attempted if other sessions block it. Default 10. */
  readonly lockTries?: number
  /** Update drizzle-kit's own table too, so that `drizzle-kit migrate` can be used later. Default false. */
  readonly kitTable?: boolean
  /** The steps that the user confirmed, as `stepKey` names them. If the plan has changed since, the run is refused. */
  readonly agreed?: readonly string[]
  readonly onProgress?: (progress: MigrationProgress) => void
}

/** The names of the migrations that a run applied and reverted, in order. */
export interface MigrationRun {
  readonly applied: readonly string[]
  readonly undone: readonly string[]
}

/**
 * Migrates a database to a target, by default the last migration. Brolly's own tables come first.
 *
 * Any number of runners may start at once: one works, the others wait and then find nothing left to do. Each file is
 * one transaction with its record, so after a failure or a crash a file is applied completely or not at all. Files that
 * cannot be one transaction continue where they stopped.
 *
 * @throws {AdminError} `CONFLICT` for an edited, late or unknown file, an irreversible step, or a lock that is still
 *   held after the timeout; `INVALID` naming the file and statement that failed; `NOT_FOUND` for an unknown target;
 *   `FORBIDDEN` with the statement that an owner must run; `MISCONFIGURED` behind a pooler that shares sessions.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationRun> {
  const own = brollyFolder()
  const folders: MigrationFolder[] = options.name === own.name ? [own] : [own, options]
  // Read the folders before connecting: an unreadable folder is the first error to report.
  for (const { folder } of folders) readFolder(folder)
  return inSession(options, async (session) => {
    const done: MigrationStep[] = []
    for (const folder of folders) {
      const runner: Runner = { ...session, ...folder, kitTable: folder.name !== own.name && options.kitTable === true }
      const target = folder.name === options.name ? options : {}
      done.push(...(await runFolder(runner, { ...target, agreed: options.agreed })))
    }
    const names = (action: MigrationStep['action']) =>
      done.filter((step) => step.action === action).map((step) => step.file.name)
    return { applied: names('apply'), undone: names('undo') }
  })
}

type Session = Pick<Runner, 'sql' | 'by' | 'lockTimeoutMs' | 'tries' | 'watch' | 'report'>

/** Runs `work` in the only session that may migrate this database now. */
async function inSession<T>(options: MigrateOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const { url, by, waitMs = 60_000, lockTimeoutMs = 3_000, lockTries: tries = 10 } = options
  const report = (progress: MigrationProgress) => options.onProgress?.(progress)
  return withConnection(url, async (sql) => {
    const pid = await requireOwnSession(sql, url)
    const onWait = (holder: string) => report({ kind: 'waiting', holder })
    return withLock(sql, { timeoutMs: waitMs, onWait }, async () => {
      const watch = watchBlockers({
        url,
        pid,
        // Often enough to have checked before the wait ends.
        everyMs: lockTimeoutMs === 0 ? 1_000 : Math.max(lockTimeoutMs / 3, 20),
        onBlocked: (blockers) => report({ kind: 'blocked', blockers }),
      })
      try {
        return await work({ sql, by, lockTimeoutMs, tries, watch, report })
      } finally {
        await watch.stop()
      }
    })
  })
}

async function runFolder(
  runner: Runner,
  options: TargetOptions & { agreed?: readonly string[] },
): Promise<readonly MigrationStep[]> {
  const { sql, name, report } = runner
  const planned = await planFolder(sql, runner, options)
  const { plan, steps } = planned
  requireAgreed(steps, options.agreed)
  for (const unknown of plan.unknown) report({ kind: 'unknown', folder: name, name: unknown })
  if (options.fake !== true) requireReversible(steps)
  if (steps.length > 0) await requirePrivileges(sql)
  if (runner.kitTable) {
    await createKitTable(sql)
    for (const file of plan.applied) await recordInKitTable(sql, file)
  }
  for (const step of steps) {
    if (step.recordOnly) await record(runner, step)
    else await runStep(runner, planned, step)
  }
  return steps
}

function requireAgreed(steps: readonly MigrationStep[], agreed: readonly string[] | undefined): void {
  const other = agreed && steps.find((step) => !agreed.includes(stepKey(step)))
  if (other)
    throw new AdminError(
      'CONFLICT',
      `The plan has changed since you confirmed it: it would now also ${stepKey(other)}. Nothing was changed. Review the plan again.`,
    )
}

async function runStep(runner: Runner, { plan }: FolderPlan, step: MigrationStep): Promise<void> {
  const at = { folder: runner.name, name: step.file.name }
  const started = performance.now()
  if (plan.passedOver.includes(step.file)) runner.report({ kind: 'passedOver', ...at })
  runner.report({ kind: step.action === 'apply' ? 'applying' : 'undoing', ...at })
  await resetSession(runner)
  const job = jobOf(step, plan)
  await (step.file.kind === 'data' ? runCode(runner, job) : runStatements(runner, job))
  const ms = performance.now() - started
  runner.report({ kind: step.action === 'apply' ? 'applied' : 'undone', ...at, ms })
}

/** Changes only the record. */
async function record(runner: Runner, { action, file }: MigrationStep): Promise<void> {
  const { sql, name, by, kitTable } = runner
  await sql.begin(async (tx) => {
    if (action === 'undo') {
      await recordUndone(tx, { folder: name, file })
      await forgetInKitTable(tx, file)
    } else {
      const isByKit = action === 'adopt' && file.replaces.length + file.was.length === 0
      await recordApplied(tx, { folder: name, file, by: isByKit ? 'drizzle-kit' : `${by} (recorded only)` })
      await forgetReplaced(tx, { folder: name, file })
      if (kitTable) await recordInKitTable(tx, file)
    }
  })
  if (action === 'adopt')
    runner.report({ kind: 'adopted', folder: name, name: file.name, under: [...file.replaces, ...file.was] })
  else runner.report({ kind: 'recorded', folder: name, name: file.name, as: action === 'apply' ? 'applied' : 'undone' })
}

/** Records every file of a folder as applied without running it: the database was created by other means. */
export async function recordAsApplied(
  options: Pick<MigrateOptions, 'url' | 'folder' | 'name' | 'by' | 'waitMs' | 'kitTable'>,
): Promise<void> {
  const files = readFolder(options.folder)
  await migrate({ ...options, ...brollyFolder() })
  await inSession(options, async ({ sql }: { sql: Connection }) => {
    if (options.kitTable === true) await createKitTable(sql)
    await sql.begin(async (tx) => {
      // A baseline starts the folder over. Records under its name belong to deleted files.
      await tx`delete from brolly.migrations where folder = ${options.name}`
      for (const file of files) {
        await recordApplied(tx, { folder: options.name, file, by: options.by })
        if (options.kitTable === true) await recordInKitTable(tx, file)
      }
    })
  })
}
