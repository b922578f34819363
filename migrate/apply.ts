import type { TransactionSql } from 'postgres'
import type { Connection } from './connection'
import { statementFailure } from './failure'
import { shown, type MigrationFile } from './folder'
import { recordInKitTable } from './kit-table'
import { hasTable, recordApplied, recordRunning } from './records'

export interface ApplyOptions {
  /** As recorded: `drizzle` or `brolly`. */
  readonly name: string
  readonly folder: string
  readonly by: string
  /** Whether drizzle-kit's own table is kept in step. */
  readonly kitTable: boolean
}

const outsideTransaction =
  /^\s*(?:create\s+(?:unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\b.*\bconcurrently|alter\s+table\b.*\bdetach\s+partition\b.*\bconcurrently|vacuum\b)/is

const concurrentIndex =
  /^\s*create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?("(?:[^"]|"")+"|\w+)\s+on\s+(?:only\s+)?((?:(?:"(?:[^"]|"")+"|\w+)\s*\.\s*)?(?:"(?:[^"]|"")+"|\w+))/is

/** Applies one file: whole in one transaction with its record, or statement by statement where SQL forbids that. */
export async function applyFile(
  sql: Connection,
  file: MigrationFile,
  options: ApplyOptions & { done: number },
): Promise<void> {
  if (file.statements.some((statement) => outsideTransaction.test(stripComments(statement))))
    return applyInSteps(sql, file, options)
  const startedAt = new Date()
  await sql.begin(async (tx) => {
    for (const [index, statement] of file.statements.entries()) await run(tx, statement, { file, index, options })
    await finish(tx, file, { ...options, startedAt })
  })
}

async function applyInSteps(
  sql: Connection,
  file: MigrationFile,
  options: ApplyOptions & { done: number },
): Promise<void> {
  await recordRunning(sql, { folder: options.name, file, by: options.by, done: options.done })
  for (const [index, statement] of file.statements.entries()) {
    if (index < options.done) continue
    const note = { folder: options.name, file, by: options.by, done: index + 1 }
    if (outsideTransaction.test(stripComments(statement))) {
      if (!(await hasValidIndex(sql, statement))) await run(sql, statement, { file, index, options })
      await recordRunning(sql, note)
    } else {
      await sql.begin(async (tx) => {
        await run(tx, statement, { file, index, options })
        await recordRunning(tx, note)
      })
    }
  }
  await sql.begin((tx) => finish(tx, file, options))
}

async function finish(
  tx: TransactionSql,
  file: MigrationFile,
  options: ApplyOptions & { startedAt?: Date },
): Promise<void> {
  await recordApplied(tx, { folder: options.name, file, by: options.by, startedAt: options.startedAt })
  if (options.kitTable) await recordInKitTable(tx, file)
}

async function run(
  sql: Connection | TransactionSql,
  statement: string,
  at: { file: MigrationFile; index: number; options: ApplyOptions },
): Promise<void> {
  try {
    await sql.unsafe(statement)
  } catch (error) {
    const file = `${shown(at.options.folder)}/${at.file.name}.sql`
    throw statementFailure(error, { file, number: at.index + 1, count: at.file.statements.length })
  }
}

/**
 * Whether the index of a `CREATE INDEX CONCURRENTLY` was finished by a run that died before it could say so.
 *
 * A build that failed half way leaves an invalid index that blocks its own name; it is dropped, to be built again.
 */
async function hasValidIndex(sql: Connection, statement: string): Promise<boolean> {
  const match = concurrentIndex.exec(stripComments(statement))
  const [, indexName, tableName] = match ?? []
  if (indexName === undefined || tableName === undefined) return false
  if (!(await hasTable(sql, tableName))) return false
  const [index] = await sql<{ valid: boolean; name: string }[]>`
    select i.indisvalid as valid, format('%I.%I', n.nspname, c.relname) as name
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where i.indrelid = to_regclass(${tableName}) and c.relname = ${unquoted(indexName)}`
  if (index === undefined) return false
  if (!index.valid) await sql.unsafe(`drop index concurrently ${index.name}`)
  return index.valid
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase()
}

function stripComments(statement: string): string {
  return statement.replace(/^(?:\s*--[^\n]*\n|\s*\/\*.*?\*\/)+/s, '')
}
