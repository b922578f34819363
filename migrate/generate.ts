import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { is } from 'drizzle-orm'
import { getTableConfig, isPgEnum, isPgSchema, PgSchema, PgTable, type PgEnum } from 'drizzle-orm/pg-core'
import type * as DrizzleKit from 'drizzle-kit/api'
import { AdminError } from '@/admin/errors'
import { readFolder, readJournal, type Journal } from './folder'
import { migrationName } from './migration-name'

export interface GenerateOptions {
  readonly folder: string
  /** What `db/schema.ts` exports. */
  readonly schema: Readonly<Record<string, unknown>>
  /** As given to Drizzle, so that names in SQL match those in queries. */
  readonly casing?: 'snake_case' | 'camelCase'
  /** After the number; by default what the migration does. */
  readonly name?: string
  /** Write a file even if nothing has changed, for statements written by hand. */
  readonly empty?: boolean
  /** Only tell what would be written. */
  readonly dryRun?: boolean
}

export interface GeneratedMigration {
  readonly name: string
  readonly statements: readonly string[]
}

/**
 * Writes the migration that leads from the folder's last snapshot to the schema, as drizzle-kit would.
 *
 * @returns `undefined` when there is nothing to change.
 */
export async function generateMigration(options: GenerateOptions): Promise<GeneratedMigration | undefined> {
  const kit = await loadKit()
  readFolder(options.folder)
  const journal = readJournal(options.folder)
  const previous = lastSnapshot(options.folder, journal) ?? kit.generateDrizzleJson({})
  // Through JSON, because the kit's own comparison fails on the BigInt of a default.
  const current: Snapshot = JSON.parse(
    toJson(kit.generateDrizzleJson(withUsedTypes(options.schema), previous.id, undefined, options.casing)),
  )
  const statements = await orWithoutTerminal(() => kit.generateMigration(previous, current))
  if (statements.length === 0 && options.empty !== true) return undefined
  const tag = `${String(journal.entries.length).padStart(4, '0')}_${migrationName(statements, options.name)}`
  if (options.dryRun !== true) writeMigration(options.folder, { journal, tag, statements, snapshot: current })
  return { name: tag, statements }
}

type Kit = typeof DrizzleKit

/** Drizzle-kit's own type is lost in its declarations; this is what is read of it here. */
interface Snapshot {
  readonly id: string
}

async function loadKit(): Promise<Kit> {
  try {
    // Its ES module build calls `require` and fails on import; its CommonJS build does not.
    return createRequire(import.meta.url)('drizzle-kit/api')
  } catch (error) {
    throw new AdminError(
      'MISCONFIGURED',
      'drizzle-kit is not installed here. Make migrations where the development dependencies are: npm install',
      { cause: error },
    )
  }
}

/** The kit asks on the terminal whether a new name is a renamed old one, and refuses in its own words where none is. */
async function orWithoutTerminal(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('require a TTY')) throw error
    throw new AdminError(
      'INVALID',
      'A table or column may have been renamed, which needs an answer. Run `npx brolly makemigrations` in a terminal.',
      { cause: error },
    )
  }
}

/** The kit sees only what is exported; enums and schemas that tables use are added to it. */
function withUsedTypes(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all: Record<string, unknown> = { ...schema }
  const exported = Object.values(schema)
  const known = new Set(exported.map(typeKey).filter((key) => key !== undefined))
  const add = (value: unknown) => {
    const key = typeKey(value)
    if (key === undefined || known.has(key)) return
    known.add(key)
    all[`used ${key}`] = value
  }
  for (const table of exported) {
    if (!is(table, PgTable)) continue
    const config = getTableConfig(table)
    if (config.schema !== undefined && config.schema !== 'public') add(new PgSchema(config.schema))
    for (const column of config.columns) {
      const used = enumOf(column)
      if (used?.schema !== undefined && used.schema !== 'public') add(new PgSchema(used.schema))
      add(used)
    }
  }
  return all
}

function typeKey(value: unknown): string | undefined {
  if (isPgEnum(value)) return `enum ${value.schema ?? 'public'}.${value.enumName}`
  if (isPgSchema(value)) return `schema ${value.schemaName}`
  return undefined
}

function enumOf(column: object): PgEnum<[string, ...string[]]> | undefined {
  if ('enum' in column && isPgEnum(column.enum)) return column.enum
  if ('baseColumn' in column && typeof column.baseColumn === 'object' && column.baseColumn !== null)
    return enumOf(column.baseColumn)
  return undefined
}

function lastSnapshot(folder: string, journal: Journal): Snapshot | undefined {
  const last = journal.entries.at(-1)
  if (!last) return undefined
  const file = snapshotFile(folder, last.idx)
  if (!existsSync(file))
    throw new AdminError(
      'INVALID',
      `${path.relative(process.cwd(), file)} is missing. Restore it from version control.`,
    )
  // Written by this function or by drizzle-kit, whose type this is.
  return JSON.parse(readFileSync(file, 'utf8')) as Snapshot
}

function writeMigration(
  folder: string,
  made: { journal: Journal; tag: string; statements: readonly string[]; snapshot: Snapshot },
): void {
  const idx = made.journal.entries.length
  const latest = made.journal.entries.at(-1)?.when ?? 0
  // drizzle-kit skips what is not younger than the last one applied, whatever the clock says.
  const when = Math.max(Date.now(), latest + 1)
  mkdirSync(path.join(folder, 'meta'), { recursive: true })
  const body = made.statements.length > 0 ? made.statements.join('\n--> statement-breakpoint\n') : '-- Your SQL here.'
  writeFileSync(path.join(folder, `${made.tag}.sql`), body.endsWith('\n') ? body : `${body}\n`)
  writeFileSync(snapshotFile(folder, idx), toJson(made.snapshot))
  const entries = [...made.journal.entries, { idx, version: '7', when, tag: made.tag, breakpoints: true }]
  writeFileSync(path.join(folder, 'meta', '_journal.json'), toJson({ ...made.journal, entries }))
}

function snapshotFile(folder: string, idx: number): string {
  return path.join(folder, 'meta', `${String(idx).padStart(4, '0')}_snapshot.json`)
}

/** A default of `10n` stands in the snapshot as a BigInt, which JSON does not have. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each), 2)
}
