import { AdminError } from '@/admin/errors'
import type { MigrationFile } from '../files/folder'
import type { MigrationFolder } from '../files/folders'
import type { MigrationPlan } from './plan'
import type { Selection } from './target'
import { readWayBack } from '../files/way-back'

/** One file that a run is about. */
export interface MigrationStep {
  /** `adopt`: it is in effect already, by drizzle-kit or under other names, which is recorded now. */
  readonly action: 'adopt' | 'apply' | 'undo'
  /** `brolly` or `drizzle`. */
  readonly folder: string
  readonly file: MigrationFile
  /** What is run, as shown to people. */
  readonly source: string
  /** What is run, unless it is code. */
  readonly statements: readonly string[]
  readonly noTransaction: boolean
  /** Why it cannot be undone. */
  readonly irreversible?: string
  /** How many statements an earlier run has done of it. */
  readonly done: number
  /** Only the record is changed. */
  readonly recordOnly: boolean
}

/** What a selection comes to, with the way back of each file that is undone, after what drizzle-kit has done already. */
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
    else steps.push({ action: 'undo', folder: name, file, done, ...(await readWayBack(folder, file)) })
  }
  return steps
}

/**
 * Refuses to begin a way back that cannot be gone to its end.
 *
 * @throws {AdminError} `CONFLICT` naming the file and why.
 */
export function requireReversible(steps: readonly MigrationStep[]): void {
  const step = steps.find((candidate) => candidate.irreversible !== undefined)
  if (step)
    throw new AdminError(
      'CONFLICT',
      `${step.file.name} cannot be reverted: ${step.irreversible}. Nothing was changed. Revert no further than this one: npx brolly migrate ${step.file.name}`,
    )
}
