import { AdminError } from '@/admin/errors'
import { shown, type MigrationFile } from '../files/folder'
import type { MigrationPlan } from './plan'

/** The files of a run, in order. */
export interface Selection {
  readonly direction: 'up' | 'down'
  readonly files: readonly MigrationFile[]
}

interface SelectionInput {
  readonly folder: string
  readonly files: readonly MigrationFile[]
  readonly plan: MigrationPlan
  /** A name, a unique prefix of one, or `zero`. If absent, the last migration. */
  readonly target?: string
  /** Only the records change. */
  readonly fake?: boolean
}

/**
 * Selects the files between the current state and a target. An applied target is reverted to, a pending one applied.
 *
 * @throws {AdminError} `NOT_FOUND` for an unknown target, `INVALID` for an ambiguous one, `CONFLICT` if the database
 *   and the folder are inconsistent.
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
  // If a data migration that drizzle-kit skipped is named as the target, it is run late on purpose.
  const onPurpose = target === undefined ? undefined : files[last]?.name
  const problem = plan.problems.find(
    ({ kind, name }) => !(kind === 'passed over' && name === onPurpose) && !(kind === 'half undone' && fake),
  )
  if (problem) throw new AdminError('CONFLICT', problem.message)
  const [unknown] = plan.unknown
  // A database ahead of the folder is fine while nothing is pending: an older release may run beside a newer one.
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
 * Finds the migration that a user means by a name, a prefix of one, or the path of its file.
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

/** The last ten migrations, the most likely targets. */
function listed(files: readonly MigrationFile[]): string {
  const names = files.slice(-10).map((file) => file.name)
  return files.length > names.length ? `… ${names.join(', ')}` : names.join(', ')
}
