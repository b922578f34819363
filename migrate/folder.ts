import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'

/** A migration as it lies in a folder of drizzle-kit's format. */
export interface MigrationFile {
  /** `0003_add_stock`. */
  readonly name: string
  /** Milliseconds; how drizzle-kit tells one migration from the next. */
  readonly when: number
  readonly statements: readonly string[]
  /** Of the text with `\n` line ends, so that a checkout on Windows compares equal. */
  readonly checksum: string
  /** As drizzle-kit computes it, over the bytes. */
  readonly kitHash: string
}

const journalSchema = z.object({
  version: z.string(),
  dialect: z.string(),
  entries: z.array(
    z.object({ idx: z.number(), version: z.string(), when: z.number(), tag: z.string(), breakpoints: z.boolean() }),
  ),
})

export type Journal = z.infer<typeof journalSchema>

const statementBreak = /--> statement-breakpoint/

/** The journal of a folder; a folder that is not there, or has none, is one without migrations. */
export function readJournal(folder: string): Journal {
  const file = path.join(/* turbopackIgnore: true */ folder, 'meta', '_journal.json')
  if (!existsSync(file)) return { version: '7', dialect: 'postgresql', entries: [] }
  const parsed = journalSchema.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (!parsed.success)
    throw new AdminError('INVALID', `${shown(file)} is not a journal of drizzle-kit. Restore it from version control.`)
  return parsed.data
}

/**
 * The migrations of a folder in the order in which they run.
 *
 * @throws {AdminError} `INVALID` when journal and files disagree: nothing is ever skipped in silence.
 */
export function readFolder(folder: string): MigrationFile[] {
  const entries = readJournal(folder).entries.toSorted((a, b) => a.idx - b.idx)
  const known = new Set(entries.map((entry) => `${entry.tag}.sql`))
  if (known.size !== entries.length)
    throw new AdminError('INVALID', `${shown(folder)}/meta/_journal.json names a migration twice.`)
  const present = existsSync(folder) ? readdirSync(/* turbopackIgnore: true */ folder) : []
  const stray = present.find((file) => file.endsWith('.sql') && !known.has(file))
  if (stray !== undefined)
    throw new AdminError(
      'INVALID',
      `${shown(folder)}/${stray} is not in meta/_journal.json. Add its entry, or remove the file.`,
    )
  return entries.map((entry) => readMigration(folder, entry))
}

function readMigration(folder: string, entry: Journal['entries'][number]): MigrationFile {
  const file = path.join(/* turbopackIgnore: true */ folder, `${entry.tag}.sql`)
  if (!existsSync(file))
    throw new AdminError(
      'INVALID',
      `${shown(file)} is missing, though meta/_journal.json names it. Restore it from version control.`,
    )
  const text = readFileSync(file, 'utf8')
  return {
    name: entry.tag,
    when: entry.when,
    statements: text
      .split(statementBreak)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ''),
    checksum: sha256(text.replaceAll('\r\n', '\n')),
    kitHash: sha256(text),
  }
}

/** A path as a person would type it: relative where it lies below the project. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
