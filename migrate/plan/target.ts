import { AdminError } from '@/admin/errors'
import { shown, type MigrationFile } from '../files/folder'
import type { MigrationPlan } from './plan'

/** The files that a run is about, in the order in which it takes them. */
export interface Selection {
  readonly direction: 'up' | 'down'
  readonly files: readonly MigrationFile[]
}

interface SelectionInput {
  readonly folder: string
  readonly files: readonly MigrationFile[]
  readonly plan: MigrationPlan
  /** A name, a unique beginning of one, or `zero`. Absent: all the way forward. */
  readonly target?: string
  /** Only the records are changed. */
  readonly fake?: boolean
}

/**
 * What it takes to get to a target: an applied one is gone back to, a pending one forward to.
 *
 * @throws {AdminError} `NOT_FOUND` for an unknown target, `INVALID` for an ambiguous one, `CONFLICT` where the database
 *   and the folder do not fit together.
 */
export function selectMigrations(input: SelectionInput): Selection {
  const { folder, files, plan, target } = input
  if (target === undefined) return forward(input, files.length - 1)
  if (target === 'zero') return backward(input, -1)
  const file = findMigration(folder, files, target)
  const index = files.indexOf(file)
  const isPending = plan.pending.includes(file)
  const isToBeFinished = input.fake === true && plan.halfway.has(file.name)
  return isPending || isToBeFinished ? forward(input, index) : backward(input, index)
}

function forward({ folder, files, plan, target, fake = false }: SelectionInput, last: number): Selection {
  const chosen = files
    .slice(0, last + 1)
    .filter((file) => plan.pending.includes(file) || (fake && plan.halfway.has(file.name)))
  // Named as the target, a data migration that drizzle-kit has passed over is run late on purpose.
  const onPurpose = target === undefined ? undefined : files[last]?.name
  const problem = plan.problems.find(
    ({ kind, name }) => !(kind === 'passed over' && name === onPurpose) && !(kind === 'half undone' && fake),
  )
  if (problem) throw new AdminError('CONFLICT', problem.message)
  const [unknown] = plan.unknown
  // A database ahead of the folder is no obstacle while nothing is pending: an older release may run beside a newer one.
  if (unknown !== undefined && chosen.length > 0)
    throw new AdminError(
      'CONFLICT',
      `The database has applied ${unknown}, which is not in ${shown(folder)}. Add that migration before you apply ${chosen[0]?.name ?? 'others'}.`,
    )
  return { direction: 'up', files: chosen }
}

function backward({ folder, files, plan, fake = false }: SelectionInput, target: number): Selection {
  const isInEffect = (file: MigrationFile) => plan.applied.includes(file) || plan.adoptable.includes(file)
  const chosen = files
    .slice(target + 1)
    .filter((file) => isInEffect(file) || (fake && plan.halfway.has(file.name)))
    .toReversed()
  const [unknown] = plan.unknown
  if (unknown !== undefined)
    throw new AdminError(
      'CONFLICT',
      `The database has applied ${unknown}, which is not in ${shown(folder)}. Add that migration before you revert others.`,
    )
  const names = new Set(chosen.map((file) => file.name))
  const problem = plan.problems.find(({ kind, name }) =>
    kind === 'edited' ? names.has(name) && !fake : kind === 'half undone' && !names.has(name),
  )
  if (problem) throw new AdminError('CONFLICT', problem.message)
  const half = files.find((file) => plan.halfway.get(file.name)?.direction === 'up' && !names.has(file.name))
  if (half)
    throw new AdminError(
      'CONFLICT',
      `${half.source} has only been partly applied. Finish it with \`npx brolly migrate ${half.name}\` before you revert, or record it as applied with \`npx brolly migrate ${half.name} --fake\`.`,
    )
  return { direction: 'down', files: chosen }
}

/**
 * The migration that a person means by a name, the beginning of one, or the path of its file.
 *
 * @throws {AdminError} `NOT_FOUND` or `INVALID`, listing the candidates.
 */
export function findMigration(folder: string, files: readonly MigrationFile[], target: string): MigrationFile {
  const wanted = target.replace(/^.*\//, '').replace(/(?:\.down)?\.(?:sql|ts)$/, '')
  const exact = files.find((file) => file.name === wanted)
  if (exact) return exact
  const found = wanted === '' ? [] : files.filter((file) => file.name.startsWith(wanted))
  const [only] = found
  if (only && found.length === 1) return only
  if (found.length > 1)
    throw new AdminError(
      'INVALID',
      `Several migrations start with "${wanted}": ${listed(found)}. Type more of the name.`,
    )
  const candidates = files.length === 0 ? 'It has none.' : `It has ${listed(files)}.`
  throw new AdminError('NOT_FOUND', `No migration "${target}" in ${shown(folder)}/. ${candidates}`)
}

/** The last ten, which are the ones people go to. */
function listed(files: readonly MigrationFile[]): string {
  const names = files.slice(-10).map((file) => file.name)
  return files.length > names.length ? `… ${names.join(', ')}` : names.join(', ')
}
