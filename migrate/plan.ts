import { AdminError } from '@/admin/errors'
import { shown, type MigrationFile } from './folder'
import { statementsDone, type MigrationRecord } from './records'

export interface MigrationPlan {
  readonly applied: readonly MigrationFile[]
  readonly pending: readonly MigrationFile[]
  /** Recorded in the database and not in the folder: a newer release has been here. */
  readonly unknown: readonly string[]
  /** What forbids to go on, in words; empty when nothing does. */
  readonly problems: readonly string[]
}

/** Compares a folder with what the database has recorded. Changes nothing. */
export function planMigrations(
  folder: string,
  files: readonly MigrationFile[],
  records: readonly MigrationRecord[],
): MigrationPlan {
  const recorded = new Map(records.map((record) => [record.name, record]))
  const isApplied = (file: MigrationFile) => {
    const record = recorded.get(file.name)
    return record !== undefined && statementsDone(record) === undefined
  }
  const applied = files.filter(isApplied)
  const pending = files.filter((file) => !isApplied(file))
  const names = new Set(files.map((file) => file.name))
  const last = applied.at(-1)
  const late = last === undefined ? [] : pending.filter((file) => files.indexOf(file) < files.indexOf(last))
  return {
    applied,
    pending,
    unknown: records.filter((record) => !names.has(record.name)).map((record) => record.name),
    problems: [
      ...files
        .filter((file) => {
          const record = recorded.get(file.name)
          return record !== undefined && record.checksum !== file.checksum && isApplied(file)
        })
        .map(
          (file) =>
            `${shown(folder)}/${file.name}.sql was edited after it had been applied. Restore it, and put the change into a new migration.`,
        ),
      ...late.map(
        (file) =>
          `${shown(folder)}/${file.name}.sql was added below ${last?.name ?? ''}, which has been applied. Remove it and run \`npx brolly makemigrations\`, so that it comes last.`,
      ),
    ],
  }
}

/**
 * Refuses what must not be applied over.
 *
 * A database ahead of the folder is no obstacle while nothing is pending: an older release may run beside a newer one.
 *
 * @throws {AdminError} `CONFLICT` naming the file.
 */
export function requireSoundPlan(folder: string, plan: MigrationPlan): void {
  const [problem] = plan.problems
  if (problem !== undefined) throw new AdminError('CONFLICT', problem)
  const [unknown] = plan.unknown
  if (unknown !== undefined && plan.pending.length > 0)
    throw new AdminError(
      'CONFLICT',
      `The database has applied ${unknown}, which ${shown(folder)} does not hold. Bring in that migration before you apply ${plan.pending[0]?.name ?? 'others'}.`,
    )
}
