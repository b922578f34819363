import { applyFile } from './apply'
import { withConnection, withLock, type Connection } from './connection'
import { readFolder, type MigrationFile } from './folder'
import { brollyFolder, type MigrationFolder } from './folders'
import { adoptKitTable, createKitTable, recordInKitTable } from './kit-table'
import { planMigrations, requireSoundPlan } from './plan'
import { readRecords, recordApplied, statementsDone } from './records'
import { requireRights } from './rights'

export type MigrationProgress =
  | { kind: 'waiting'; holder: string }
  | { kind: 'applying'; folder: string; name: string }
  | { kind: 'applied'; folder: string; name: string; ms: number }
  | { kind: 'adopted'; folder: string; name: string }
  | { kind: 'unknown'; folder: string; name: string }

export interface MigrateOptions {
  readonly url: string
  readonly folder: string
  /** As recorded in `brolly.migrations`: `drizzle` for the user's folder. */
  readonly name: string
  /** Who does it, for the record. */
  readonly by: string
  /** How long to wait for another runner, in milliseconds. Default one minute. */
  readonly lockTimeoutMs?: number
  /** Keep drizzle-kit's own table in step, so that `drizzle-kit migrate` can go on from here. Default false. */
  readonly kitTable?: boolean
  readonly onProgress?: (progress: MigrationProgress) => void
}

/**
 * Applies what a folder holds and the database has not, Brolly's own tables first.
 *
 * Any number of runners may start at once: one works, the others wait and then find nothing left to do. Each file is
 * one transaction with its record, so a failure or a crash leaves files applied whole or not at all.
 *
 * @returns The names that were applied now, in order.
 * @throws {AdminError} `CONFLICT` for an edited, late or unknown file, or when the wait was too long; `INVALID` naming
 *   the file and statement that failed; `FORBIDDEN` with the statement an owner must run.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const own = brollyFolder()
  const folders: MigrationFolder[] = options.name === own.name ? [own] : [own, options]
  const files = new Map(folders.map((each) => [each.name, readFolder(each.folder)]))
  return withConnection(options.url, (sql) =>
    withLock(
      sql,
      {
        timeoutMs: options.lockTimeoutMs ?? 60_000,
        onWait: (holder) => options.onProgress?.({ kind: 'waiting', holder }),
      },
      async () => {
        const applied: string[] = []
        for (const each of folders) {
          const kitTable = each.name !== own.name && options.kitTable === true
          applied.push(...(await applyFolder(sql, files.get(each.name) ?? [], { ...options, ...each, kitTable })))
        }
        return applied
      },
    ),
  )
}

async function applyFolder(
  sql: Connection,
  files: readonly MigrationFile[],
  options: MigrateOptions & { kitTable: boolean },
): Promise<string[]> {
  const { name, folder, onProgress } = options
  let records = await readRecords(sql, name)
  if (records.length === 0 && name !== brollyFolder().name) {
    for (const adopted of await adoptKitTable(sql, { folder: name, files }))
      onProgress?.({ kind: 'adopted', folder: name, name: adopted })
    records = await readRecords(sql, name)
  }
  const plan = planMigrations(folder, files, records)
  for (const unknown of plan.unknown) onProgress?.({ kind: 'unknown', folder: name, name: unknown })
  requireSoundPlan(folder, plan)
  if (plan.pending.length > 0) await requireRights(sql)
  if (options.kitTable) {
    await createKitTable(sql)
    for (const file of plan.applied) await recordInKitTable(sql, file)
  }
  for (const file of plan.pending) {
    const record = records.find((each) => each.name === file.name)
    const done = record?.checksum === file.checksum ? (statementsDone(record) ?? 0) : 0
    const started = performance.now()
    onProgress?.({ kind: 'applying', folder: name, name: file.name })
    await applyFile(sql, file, { ...options, done })
    onProgress?.({ kind: 'applied', folder: name, name: file.name, ms: performance.now() - started })
  }
  return plan.pending.map((file) => file.name)
}

/** Records every file of a folder as applied without running it: the database was made elsewhere. */
export async function recordAsApplied(options: Omit<MigrateOptions, 'onProgress'>): Promise<void> {
  const files = readFolder(options.folder)
  await migrate({ ...options, ...brollyFolder() })
  await withConnection(options.url, (sql) =>
    withLock(sql, { timeoutMs: options.lockTimeoutMs ?? 60_000 }, async () => {
      if (options.kitTable === true) await createKitTable(sql)
      await sql.begin(async (tx) => {
        // A baseline begins the folder anew; what was recorded under its name belongs to files that are gone.
        await tx`delete from brolly.migrations where folder = ${options.name}`
        for (const file of files) {
          await recordApplied(tx, { folder: options.name, file, by: options.by })
          if (options.kitTable === true) await recordInKitTable(tx, file)
        }
      })
    }),
  )
}
