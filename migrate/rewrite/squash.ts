import { existsSync } from 'node:fs'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import { readFolder, readJournal, type MigrationFile } from '../files/folder'
import { refuseQuestions, type Answers } from '../generate/answers'
import { changeStatements, type AskDependencies } from '../generate/change'
import { findRenames } from '../generate/find-renames'
import { loadKit } from '../generate/kit'
import { migrationNumber, readSnapshot, snapshotPath, toJson, type Snapshot } from '../files/snapshot'
import { downStatements } from '../generate/down-migration'
import { finishWriting, writeTogether } from '../generate/write-together'
import { journalPath, sqlText } from '../generate/generate'
import { migrationName } from '../files/migration-name'
import { pastComments } from '../files/replaced'
import { unknownStatement } from './squash-check'
import { findMigration } from '../plan/target'

export interface SquashOptions {
  readonly folder: string
  /** The name of the first migration, or a prefix of it. Default: the first of the folder. */
  readonly from?: string
  /** The name of the last migration. */
  readonly to: string
  /** The name after the number. By default it says up to which migration the squash goes. */
  readonly name?: string
  /**
   * Answers about renames and required columns, if a squash starts in the middle. By default it is refused, naming the
   * flag to pass.
   */
  readonly answers?: Answers
  /** Finds the dependencies between objects. By default they are derived from names in the statements. */
  readonly askDependencies?: AskDependencies | undefined
}

export interface SquashedMigration {
  readonly name: string
  readonly replaces: readonly string[]
  readonly statements: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

/**
 * Computes one migration to replace several, from the snapshots before the first and after the last.
 *
 * Writes nothing yet: see `writeSquashed`. A database that has applied all of them counts the new one as applied, and
 * one that has applied none runs it. If some are applied, the run asks to finish the others first.
 *
 * @throws {AdminError} `INVALID` for a range of fewer than two files, and for one with code or with a statement that no
 *   snapshot contains: those cannot be squashed.
 */
export async function squashMigrations(options: SquashOptions): Promise<SquashedMigration> {
  const { folder, answers = refuseQuestions, askDependencies } = options
  if (existsSync(folder)) finishWriting(folder)
  const files = readFolder(folder)
  const range = rangeOf(files, options)
  const [first, last] = [range[0], range.at(-1)]
  if (!first || !last || first === last)
    throw new AdminError(
      'INVALID',
      'There must be at least two migrations to squash. Name the last one, and the first one if it is not the first in the folder.',
    )
  const kit = loadKit()
  const previous = files[files.indexOf(first) - 1]
  const from = previous ? readSnapshot(folder, previous.idx) : kit.emptySnapshot()
  await requireKnown(folder, range, from)
  const after = readSnapshot(folder, last.idx)
  const to = { ...after, prevId: from.id }
  const { renames } = await findRenames(from, to, answers)
  const filling = { direction: 'up', expression: answers.defaultFor } as const
  const statements = await changeStatements({ kit, from, to, renames, filling, askDependencies })
  const down = await downStatements({ kit, from, to, renames, askDependencies })
  const words =
    options.name === undefined ? `squashed_to_${migrationNumber(last.idx)}` : migrationName([], options.name)
  const name = `${migrationNumber(first.idx)}_${words}`
  const replaces = range.map((file) => file.name)
  const made = {
    [`${name}.sql`]: `${pastComments({ replaces })}${sqlText(statements)}`,
    [`${name}.down.sql`]: sqlText(down),
    [snapshotPath(first.idx)]: toJson(to),
    [journalPath]: toJson(journalWith(folder, range, { name, when: last.when, idx: first.idx })),
  }
  const old = [
    ...replaces.flatMap((tag) => [`${tag}.sql`, `${tag}.down.sql`]),
    ...range.map((file) => snapshotPath(file.idx)),
  ]
  const remove = old.filter((file) => !(file in made) && existsSync(path.join(folder, file)))
  return { name, replaces, statements, files: made, remove }
}

/** Writes the result of `squashMigrations`: all files or none. */
export function writeSquashed(folder: string, { files, remove }: SquashedMigration): void {
  writeTogether(folder, { files, remove })
}

function rangeOf(files: readonly MigrationFile[], { folder, from, to }: SquashOptions): MigrationFile[] {
  const begin = from === undefined ? 0 : files.indexOf(findMigration(folder, files, from))
  return files.slice(begin, files.indexOf(findMigration(folder, files, to)) + 1)
}

async function requireKnown(folder: string, range: readonly MigrationFile[], before: Snapshot): Promise<void> {
  for (const file of range) {
    const advice = 'Squash only the migrations before it, or only those after it.'
    if (file.kind === 'data')
      throw new AdminError('INVALID', `${file.source} is a data migration in code, which cannot be squashed. ${advice}`)
    const unknown = await unknownStatement(file.statements, { before, after: readSnapshot(folder, file.idx) })
    if (unknown !== undefined)
      throw new AdminError(
        'INVALID',
        `${file.source}, statement ${unknown}, does something that snapshots do not record, so squashing would lose it. ${advice}`,
      )
  }
}

/** The later migrations keep their names and numbers, because databases have recorded them. */
function journalWith(
  folder: string,
  range: readonly MigrationFile[],
  { name, when, idx }: { name: string; when: number; idx: number },
) {
  const journal = readJournal(folder)
  const replaced = new Set(range.map((file) => file.name))
  const entries = journal.entries.flatMap((entry) => {
    if (entry.idx === idx) return [{ ...entry, tag: name, when }]
    return replaced.has(entry.tag) ? [] : [entry]
  })
  return { ...journal, entries }
}
