import { AdminError } from '@/admin/errors'
import type { MigrationFile } from '../files/folder'
import type { MigrationFolder } from '../files/folders'
import type { MigrationPlan } from './plan'
import type { Selection } from './target'
import { readDownMigration } from '../files/down-migration'

/** One file of a run. */
export interface MigrationStep {
  /** `adopt`: the file is already applied, by drizzle-kit or under other names, and only needs to be recorded. */
  readonly action: 'adopt' | 'apply' | 'undo'
  /** `brolly` or `drizzle`. */
  readonly folder: string
  readonly file: MigrationFile
  /** The file to run, as shown to users. */
  readonly source: string
  /** The statements to run, unless the migration is code. */
  readonly statements: readonly string[]
  readonly noTransaction: boolean
  /** Why it cannot be reverted. */
  readonly irreversible?: string
  /** The number of statements that an earlier run already executed. */
  readonly done: number
  /** Only the record changes. */
  readonly recordOnly: boolean
}

/**
 * Turns a selection into steps, with the down migration of each file to revert. Files that drizzle-kit has already
 * applied come first.
 */
export async function planSteps(
  { name, folder }: MigrationFolder,
  { direction, files }: Selection,
  plan: MigrationPlan,
): Promise<Omit<MigrationStep, 'recordOnly'>[]> {
  const steps: Omit<MigrationStep, 'recordOnly'>[] = plan.adoptable.map((file) => ({
    action: 'adopt',
    folder: name,
    file,
    source: file.source,
    statements: [],
    noTransaction: false,
    done: 0,
  }))
  for (const file of files) {
    const done = plan.halfway.get(file.name)?.done ?? 0
    const { source, statements, noTransaction } = file
    if (direction === 'up') steps.push({ action: 'apply', folder: name, file, source, statements, noTransaction, done })
    else steps.push({ action: 'undo', folder: name, file, done, ...(await readDownMigration(folder, file)) })
  }
  return steps
}

/**
 * Refuses to start reverting if a later step is irreversible.
 *
 * @throws {AdminError} `CONFLICT` naming the file and the reason.
 */
export function requireReversible(steps: readonly MigrationStep[]): void {
  const step = steps.find((candidate) => candidate.irreversible !== undefined)
  if (step)
    throw new AdminError(
      'CONFLICT',
      `${step.file.name} cannot be reverted: ${step.irreversible}. Nothing was changed. Revert no further than this one: npx brolly migrate ${step.file.name}`,
    )
}
