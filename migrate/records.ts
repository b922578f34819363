import type { TransactionSql } from 'postgres'
import type { Connection } from './connection'
import type { MigrationFile } from './folder'

/** A line of `brolly.migrations`. */
export interface MigrationRecord {
  name: string
  checksum: string
  /** `applied`, or `running:<statements done>` of a file that cannot run in one transaction. */
  state: string
  finished: string | null
  by: string | null
}

/** What is recorded for one folder; nothing where Brolly's own tables are not there yet. */
export async function readRecords(sql: Connection, folder: string): Promise<MigrationRecord[]> {
  if (!(await hasTable(sql, 'brolly.migrations'))) return []
  return sql<MigrationRecord[]>`
    select name, checksum, state, finished_at::text as finished, "by"
    from brolly.migrations where folder = ${folder} order by started_at, name`
}

/** Writes the line of a finished file, in the transaction of its last statement. */
export async function recordApplied(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'name' | 'checksum'>; by: string; startedAt?: Date },
): Promise<void> {
  await sql`
    insert into brolly.migrations (folder, name, checksum, state, started_at, finished_at, "by")
    values (${entry.folder}, ${entry.file.name}, ${entry.file.checksum}, 'applied',
      coalesce(${entry.startedAt?.toISOString() ?? null}::timestamptz, clock_timestamp()), clock_timestamp(), ${entry.by})
    on conflict (folder, name) do update
      set state = 'applied', finished_at = excluded.finished_at, checksum = excluded.checksum, "by" = excluded."by"`
}

/** Notes how far a file has come that runs statement by statement. */
export async function recordRunning(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: MigrationFile; by: string; done: number },
): Promise<void> {
  const state = `running:${entry.done}`
  await sql`
    insert into brolly.migrations (folder, name, checksum, state, "by")
    values (${entry.folder}, ${entry.file.name}, ${entry.file.checksum}, ${state}, ${entry.by})
    on conflict (folder, name) do update set state = ${state}, checksum = ${entry.file.checksum}`
}

/** How many statements of a half-done file are done; `undefined` for a finished one. */
export function statementsDone(record: MigrationRecord): number | undefined {
  const match = /^running:(\d+)$/.exec(record.state)
  return match ? Number(match[1]) : undefined
}

/** Whether a table is there, by its qualified name. */
export async function hasTable(sql: Connection, name: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`select to_regclass(${name}) is not null as found`
  return row?.found === true
}
