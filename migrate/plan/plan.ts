import { shown, type MigrationFile } from '../files/folder'
import { readHalfway, type Halfway } from '../database/halfway'
import type { KitRecord } from '../database/kit-table'
import type { MigrationRecord } from '../database/records'

/** A problem that prevents a run. */
export interface MigrationProblem {
  readonly kind: 'edited' | 'late' | 'passed over' | 'half undone' | 'partly replaced'
  /** The name of the file. */
  readonly name: string
  readonly message: string
}

export interface MigrationPlan {
  readonly applied: readonly MigrationFile[]
  readonly pending: readonly MigrationFile[]
  /**
   * Applied, but not recorded by Brolly under their names; the next run records them. drizzle-kit applied them, or they
   * replace files that are applied.
   */
  readonly adoptable: readonly MigrationFile[]
  /** Data migrations among the pending ones that drizzle-kit recorded as applied without running their code. */
  readonly passedOver: readonly MigrationFile[]
  /** Recorded in the database but not in the folder: a newer release was deployed before. */
  readonly unknown: readonly string[]
  /** The progress of files that an earlier run left unfinished, by name. */
  readonly halfway: ReadonlyMap<string, Halfway>
  readonly problems: readonly MigrationProblem[]
}

interface PlanInput {
  readonly folder: string
  readonly files: readonly MigrationFile[]
  readonly records: readonly MigrationRecord[]
  /** The contents of drizzle-kit's own table. */
  readonly kit: readonly KitRecord[]
}

/** Compares a folder with the records in the database. Changes nothing. */
export function planMigrations({ folder, files, records, kit }: PlanInput): MigrationPlan {
  const recorded = new Map(records.map((record) => [record.name, record]))
  const byKit = new Map(kit.map((record) => [record.when, record.hash]))
  const halfway = new Map<string, Halfway>()
  for (const record of records) {
    const state = readHalfway(record)
    if (state) halfway.set(record.name, state)
  }
  // A partly reverted file was applied before.
  const isApplied = (file: MigrationFile) => recorded.has(file.name) && halfway.get(file.name)?.direction !== 'up'
  const isWhole = (name: string) => recorded.has(name) && !halfway.has(name)
  const former = (file: MigrationFile) => file.was.findLast(isWhole)
  const isReplacing = (file: MigrationFile) =>
    !recorded.has(file.name) &&
    (former(file) !== undefined || (file.replaces.length > 0 && file.replaces.every(isWhole)))
  const onlyKit = files.filter((file) => !recorded.has(file.name) && !isReplacing(file) && byKit.has(file.when))
  const applied = files.filter(isApplied)
  const adoptable = files.filter((file) => isReplacing(file) || (onlyKit.includes(file) && file.kind === 'sql'))
  const pending = files.filter((file) => !isApplied(file) && !adoptable.includes(file))
  const passedOver = onlyKit.filter((file) => file.kind === 'data')
  const names = new Set(files.flatMap((file) => [file.name, ...file.replaces, ...file.was]))
  const last = files.findLast((file) => isApplied(file) || adoptable.includes(file))
  const late = pending.filter((file) =>
    files
      .slice(files.indexOf(file) + 1)
      .some((later) => (isApplied(later) || adoptable.includes(later)) && !later.beside.includes(file.name)),
  )
  const edited = [
    ...applied.filter((file) => recorded.get(file.name)?.checksum !== file.checksum),
    ...adoptable.filter((file) => {
      const name = former(file)
      if (name !== undefined) return recorded.get(name)?.checksum !== file.checksum
      // A squashed file differs from each of the files that it replaces.
      return file.replaces.length === 0 && !file.kitHashes.includes(byKit.get(file.when) ?? '')
    }),
  ]
  return {
    applied,
    pending,
    adoptable,
    passedOver,
    unknown: records.filter((record) => !names.has(record.name)).map((record) => record.name),
    halfway,
    problems: [
      ...edited.map((file) => problem('edited', file, 'was edited after it was applied', restoreAdvice)),
      ...late.map((file) =>
        passedOver.includes(file)
          ? problem('passed over', file, passedOverFact, passedOverAdvice(file))
          : problem(
              'late',
              file,
              `was added before ${last?.name ?? ''}, which has already been applied`,
              lateAdvice(folder),
            ),
      ),
      ...pending
        .filter((file) => file.replaces.some(isWhole))
        .map((file) => problem('partly replaced', file, partlyFact(file, isWhole), partlyAdvice)),
      ...applied
        .filter((file) => halfway.get(file.name)?.direction === 'down')
        .map((file) => problem('half undone', file, 'was only partly reverted', halfUndoneAdvice(files, file))),
    ],
  }
}

function problem(
  kind: MigrationProblem['kind'],
  file: MigrationFile,
  ...[fact, advice]: readonly [string, string]
): MigrationProblem {
  return { kind, name: file.name, message: `${file.source} ${fact}. ${advice}` }
}

const restoreAdvice = 'Restore it, and make the change in a new migration.'

const lateAdvice = (folder: string) =>
  `Move it to the end with \`npx brolly makemigrations --merge\`, or remove it from ${shown(folder)}/ and run \`npx brolly makemigrations\`.`

function partlyFact({ replaces }: MigrationFile, isApplied: (name: string) => boolean): string {
  const missing = replaces.filter((name) => !isApplied(name))
  return `replaces ${replaces.length} migrations, of which ${missing.join(', ')} ${missing.length === 1 ? 'has' : 'have'} not been applied`
}

const partlyAdvice = 'Apply those with the last release before the squash, then return to this one.'

const passedOverFact =
  'was recorded as applied by drizzle-kit, which cannot run its code, and later migrations have been applied'

const passedOverAdvice = ({ name }: MigrationFile) =>
  `Run it now with \`npx brolly migrate ${name}\`, or record it as applied with \`npx brolly migrate ${name} --fake\`.`

function halfUndoneAdvice(files: readonly MigrationFile[], file: MigrationFile): string {
  const before = files[files.indexOf(file) - 1]?.name ?? 'zero'
  return `Finish reverting it with \`npx brolly migrate ${before}\`, or record it as applied with \`npx brolly migrate ${file.name} --fake\`.`
}
