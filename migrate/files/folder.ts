import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { branchProblems } from './merge-branches'
import { readPast, withoutPast, type Past } from './replaced'
import { splitStatements } from './sql-text'

/** A migration as it lies in a folder of drizzle-kit's format. */
export interface MigrationFile extends Past {
  /** `0003_add_stock`. */
  readonly name: string
  /** Its place in the journal, from 0, which also numbers its snapshot. */
  readonly idx: number
  /** Milliseconds; how drizzle-kit tells one migration from the next. */
  readonly when: number
  /** What it does is SQL, or the code of `NNNN_name.ts`, which then is all of it. */
  readonly kind: 'sql' | 'data'
  /** As shown to people: `drizzle/0003_add_stock.sql`. */
  readonly source: string
  readonly statements: readonly string[]
  /** Marked to run statement by statement. */
  readonly noTransaction: boolean
  /** Of the text with `\n` line ends, so that a checkout on Windows compares equal. */
  readonly checksum: string
  /** As drizzle-kit computes it, over the bytes. */
  readonly kitHash: string
  /** What drizzle-kit computes for it on systems with other line ends too. */
  readonly kitHashes: readonly string[]
}

/** The one line of the SQL file of a data migration, so that drizzle-kit runs it as nothing. */
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

/** The journal of a folder; a folder that is not there, or has none, is one without migrations. */
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
 * The migrations of a folder in the order in which they run.
 *
 * @throws {AdminError} `INVALID` when journal and files disagree: nothing is ever skipped in silence.
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

/** What the text of a migration, or of its way back, says to run. */
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

/** A path as a person would type it: relative where it lies below the project. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

/** The sum by which texts are compared, here and in drizzle-kit. */
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
