import { existsSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { AdminError } from '@/admin/errors'
import { dataMarker, readFolder, readJournal, shown, type Journal } from '../files/folder'
import { refuseQuestions, type Answers } from './answers'
import { changeStatements, type AskDependencies } from './change'
import { codeSkeleton } from './code-skeleton'
import { findRenames } from './find-renames'
import { requireDifferentNames } from './kept-names'
import { loadKit, type SchemaInCode } from './kit'
import { lastSnapshot, migrationNumber, snapshotPath, toJson, type Snapshot } from '../files/snapshot'
import { downStatements } from './down-migration'
import { finishWriting, writeTogether } from './write-together'
import { migrationName } from '../files/migration-name'

export interface GenerateOptions extends SchemaInCode {
  readonly folder: string
  /** The name after the number. By default it describes the migration. */
  readonly name?: string
  /**
   * Write files even if nothing has changed: for code, or for hand-written SQL. By default files are written only for
   * changes.
   */
  readonly empty?: 'code' | 'sql'
  /**
   * Hand-written statements for objects that the code does not describe, such as an index, and statements to revert
   * them.
   */
  readonly written?: { readonly statements: readonly string[]; readonly down: readonly string[] }
  /** Return the result without writing files. */
  readonly dryRun?: boolean
  /**
   * Answers questions about renames and required columns. By default such a question is an error that names the flag.
   */
  readonly answers?: Answers
  /**
   * Finds the dependencies between objects. By default they are derived from names in texts, which finds too many
   * rather than too few.
   */
  readonly askDependencies?: AskDependencies | undefined
}

export interface GeneratedMigration {
  readonly name: string
  readonly statements: readonly string[]
  /** The statements that revert it. */
  readonly down: readonly string[]
  /** Objects that count as removed although something of their kind is new: `books.title`. */
  readonly removed: readonly string[]
  /** Their contents, by path inside the folder. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * Writes the migration from the folder's last snapshot to the schema, and its down migration, in drizzle-kit's format.
 * Either all files are written or none.
 *
 * @returns `undefined` if there is nothing to change.
 * @throws {AdminError} `INVALID` for an unanswered question, and for an inconsistent folder.
 */
export async function generateMigration(options: GenerateOptions): Promise<GeneratedMigration | undefined> {
  const { folder, answers = refuseQuestions, askDependencies } = options
  const kit = loadKit()
  if (options.dryRun !== true && existsSync(folder)) finishWriting(folder)
  readFolder(folder)
  const journal = readJournal(folder)
  const from = lastSnapshot(folder, journal) ?? kit.emptySnapshot()
  const to = kit.snapshotOf(options, from.id)
  if (options.empty !== undefined) return writeEmpty(options.empty, { ...options, journal, from, to })
  if (options.written !== undefined) return writeGiven(options.written, { ...options, journal, from, to })
  if (!isDeepStrictEqual({ ...from, id: '', prevId: '' }, { ...to, id: '', prevId: '' })) requireDifferentNames(to)
  const { renames, removed } = await findRenames(from, to, answers)
  const filling = { direction: 'up', expression: answers.defaultFor } as const
  const statements = await changeStatements({ kit, from, to, renames, filling, askDependencies })
  if (statements.length === 0) return undefined
  const down = await downStatements({ kit, from, to, renames, askDependencies })
  const name = nextName(journal, migrationName(statements, options.name))
  const files = { [`${name}.sql`]: sqlText(statements), [`${name}.down.sql`]: sqlText(down) }
  const made = { name, statements, down, removed, files }
  if (options.dryRun !== true) write(folder, { journal, name, files, snapshot: to })
  return made
}

type Unchanged = GenerateOptions & { journal: Journal; from: Snapshot; to: Snapshot }

/** If the schema has not changed, the snapshot is the last one with a new id, as drizzle-kit does it. */
function unchanged({ from, to }: Unchanged): Snapshot {
  return { ...from, id: to.id, prevId: to.prevId }
}

function writeGiven(
  { statements, down }: NonNullable<GenerateOptions['written']>,
  made: Unchanged,
): GeneratedMigration {
  const { folder, journal } = made
  const name = nextName(journal, migrationName(statements, made.name))
  const files = { [`${name}.sql`]: sqlText(statements), [`${name}.down.sql`]: sqlText(down) }
  if (made.dryRun !== true) write(folder, { journal, name, files, snapshot: unchanged(made) })
  return { name, statements, down, removed: [], files }
}

function writeEmpty(kind: 'code' | 'sql', made: Unchanged): GeneratedMigration {
  const { folder, journal } = made
  const name = nextName(journal, migrationName([], made.name))
  const files =
    kind === 'code'
      ? { [`${name}.sql`]: `${dataMarker}\n`, [`${name}.ts`]: codeSkeleton }
      : {
          [`${name}.sql`]: '-- Your SQL here.\n',
          [`${name}.down.sql`]: '-- irreversible: no down migration has been written yet. Replace this line with it.\n',
        }
  if (made.dryRun !== true) write(folder, { journal, name, files, snapshot: unchanged(made) })
  return { name, statements: [], down: [], removed: [], files }
}

function nextName(journal: Journal, words: string): string {
  return `${migrationNumber(nextIndex(journal))}_${words}`
}

/** A squash leaves gaps in the numbers. */
function nextIndex(journal: Journal): number {
  return journal.entries.reduce((highest, entry) => Math.max(highest, entry.idx), -1) + 1
}

/** Joins statements as drizzle-kit does. */
export function sqlText(statements: readonly string[]): string {
  const text = statements.join('\n--> statement-breakpoint\n')
  return text.endsWith('\n') ? text : `${text}\n`
}

function write(
  folder: string,
  made: { journal: Journal; name: string; files: Readonly<Record<string, string>>; snapshot: Snapshot },
): void {
  const idx = nextIndex(made.journal)
  for (const file of Object.keys(made.files))
    if (existsSync(path.join(folder, file)))
      throw new AdminError(
        'INVALID',
        `${shown(path.join(folder, file))} already exists. Remove it, or add its journal entry.`,
      )
  // drizzle-kit skips migrations that are not newer than the last applied one, so the time must increase even if the
  // clock does not.
  const latest = Math.max(0, ...made.journal.entries.map((entry) => entry.when))
  const when = Math.max(Date.now(), latest + 1)
  const entries = [...made.journal.entries, { idx, version: '7', when, tag: made.name, breakpoints: true }]
  writeTogether(folder, {
    files: {
      ...made.files,
      [snapshotPath(idx)]: toJson(made.snapshot),
      [journalPath]: toJson({ ...made.journal, entries }),
    },
  })
}

/** The path inside a folder of migrations. */
export const journalPath = path.join('meta', '_journal.json')
