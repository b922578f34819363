import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { branchProblems } from './merge-branches'
import { readPast, withoutPast, type Past } from './replaced'
import { splitStatements } from './sql-text'

/** A migration in a folder of drizzle-kit's format. */
export interface MigrationFile extends Past {
  /** `0003_add_stock`. */
  readonly name: string
  /** Its index in the journal, from 0. Its snapshot has the same number. */
  readonly idx: number
  /** Milliseconds. drizzle-kit identifies a migration by this value. */
  readonly when: number
  /** `sql` for an SQL file, `code` for `NNNN_name.ts`, which is then the whole migration. */
  readonly kind: 'sql' | 'data'
  /** As shown to users: `drizzle/0003_add_stock.sql`. */
  readonly source: string
  readonly statements: readonly string[]
  /** The file is marked to run statement by statement. */
  readonly noTransaction: boolean
  /** Of the text with `\n` line ends, so that a checkout on Windows has the same checksum. */
  readonly checksum: string
  /** As drizzle-kit computes it, from the bytes. */
  readonly kitHash: string
  /** The hashes that drizzle-kit computes on systems with other line ends. */
  readonly kitHashes: readonly string[]
}

/** The only line in the SQL file of a data migration, so that drizzle-kit has nothing to run. */
export const dataMarker = '-- brolly:data-migration'

const journalSchema = z.object({
  version: z.string(),
  dialect: z.string(),
  entries: z.array(
    z.object({ idx: z.number(), version: z.string(), when: z.number(), tag: z.string(), breakpoints: z.boolean() }),
  ),
})

export type Journal = z.infer<typeof journalSchema>

const statementBreak = /--> statement-breakpoint/
const noTransactionLine = /^[ \t]*-- brolly:no-transaction[ \t]*\r?$/m

/** The journal of a folder. A missing folder, or one without a journal, has no migrations. */
export function readJournal(folder: string): Journal {
  const file = path.join(/* turbopackIgnore: true */ folder, 'meta', '_journal.json')
  if (!existsSync(file)) return { version: '7', dialect: 'postgresql', entries: [] }
  const parsed = journalSchema.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (!parsed.success)
    throw new AdminError(
      'INVALID',
      `${shown(file)} is not a valid drizzle-kit journal. Restore it from version control.`,
    )
  return parsed.data
}

/**
 * The migrations of a folder in the order they run.
 *
 * @throws {AdminError} `INVALID` if journal and files disagree: no migration is ever skipped silently.
 */
export function readFolder(folder: string): MigrationFile[] {
  const [branches] = branchProblems(folder)
  if (branches !== undefined) throw new AdminError('INVALID', branches)
  const entries = readJournal(folder).entries.toSorted((a, b) => a.idx - b.idx)
  const known = new Set(entries.map((entry) => entry.tag))
  if (known.size !== entries.length)
    throw new AdminError('INVALID', `${shown(folder)}/meta/_journal.json lists a migration twice.`)
  const present = existsSync(folder) ? readdirSync(/* turbopackIgnore: true */ folder) : []
  const stray = present.find((file) => file.endsWith('.sql') && !known.has(file.replace(/(?:\.down)?\.sql$/, '')))
  if (stray !== undefined)
    throw new AdminError(
      'INVALID',
      `${shown(folder)}/${stray} is not in meta/_journal.json. Add its entry, or remove the file.`,
    )
  const files = entries.map((entry) => readMigration(folder, entry))
  const code = files.find((file) => file.kind === 'sql' && present.includes(`${file.name}.ts`))
  if (code)
    throw new AdminError(
      'INVALID',
      `${shown(folder)}/${code.name}.ts would never run. Replace the contents of ${code.source} with the single line "${dataMarker}", or rename the TypeScript file.`,
    )
  return files
}

function readMigration(folder: string, entry: Journal['entries'][number]): MigrationFile {
  const file = path.join(/* turbopackIgnore: true */ folder, `${entry.tag}.sql`)
  const text = readOrExplain(file, 'although meta/_journal.json lists it')
  const body = withoutPast(text)
  const isData = body.trim() === dataMarker
  const codeFile = file.replace(/\.sql$/, '.ts')
  const code = isData ? [readOrExplain(codeFile, 'although its SQL file refers to it')] : []
  const variants = [text, withUnixLines(text), withUnixLines(text).replaceAll('\n', '\r\n')]
  return {
    name: entry.tag,
    idx: entry.idx,
    when: entry.when,
    kind: isData ? 'data' : 'sql',
    source: shown(isData ? codeFile : file),
    ...readStatements(text),
    ...readPast(text),
    checksum: sha256([body, ...code].map(withUnixLines).join('\0')),
    kitHash: sha256(text),
    kitHashes: variants.map(sha256),
  }
}

/** The statements in the text of a migration or of its down migration. */
export function readStatements(text: string): Pick<MigrationFile, 'statements' | 'noTransaction'> {
  return {
    statements: text.split(statementBreak).flatMap((part) => splitStatements(part).map((statement) => statement.text)),
    noTransaction: noTransactionLine.test(text),
  }
}

function readOrExplain(file: string, why: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  throw new AdminError('INVALID', `${shown(file)} is missing, ${why}. Restore it from version control.`)
}

function withUnixLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** A path as a user would type it: relative if it lies below the project. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

/** The checksum by which texts are compared, here and in drizzle-kit. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
