import type { TransactionSql } from 'postgres'
import type { Connection } from './connection'
import type { MigrationFile } from '../files/folder'
import { halfwayState, type Halfway } from './halfway'

/** A row of `brolly.migrations`. */
export interface MigrationRecord {
  name: string
  checksum: string
  /** `applied`, or the progress of a file that is not one transaction: see `readHalfway`. */
  state: string
  /** ISO 8601, UTC. */
  started: string
  finished: string | null
  by: string | null
  /** Milliseconds from its first start to its end. */
  ms: number | null
}

/** The records of one folder. Empty if Brolly's own tables do not exist yet. */
export async function readRecords(sql: Connection, folder: string): Promise<MigrationRecord[]> {
  if (!(await hasTable(sql, 'brolly.migrations'))) return []
  return sql<MigrationRecord[]>`
    select name, checksum, state, "by",
      to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started,
      to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as finished,
      round(extract(epoch from finished_at - started_at) * 1000)::float8 as ms
    from brolly.migrations where folder = ${folder} order by started_at, name`
}

/** Records a finished file in the transaction of its last statement. */
export async function recordApplied(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'name' | 'checksum'>; by: string },
): Promise<void> {
  await sql`
    insert into brolly.migrations (folder, name, checksum, state, started_at, finished_at, "by")
    values (${entry.folder}, ${entry.file.name}, ${entry.file.checksum}, 'applied', now(), clock_timestamp(),
      ${entry.by})
    on conflict (folder, name) do update
      set state = 'applied', finished_at = excluded.finished_at, checksum = excluded.checksum, "by" = excluded."by"`
}

/** Deletes the records of files that another file has replaced. */
export async function forgetReplaced(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'replaces' | 'was'> },
): Promise<void> {
  const names = [...entry.file.replaces, ...entry.file.was]
  await sql`delete from brolly.migrations where folder = ${entry.folder} and name = any(${names}::text[])`
}

/** Deletes the record of a reverted file in the transaction of its last statement. */
export async function recordUndone(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'name'> },
): Promise<void> {
  await sql`delete from brolly.migrations where folder = ${entry.folder} and name = ${entry.file.name}`
}

/** Stores the progress of a file that is not one transaction. */
export async function recordHalfway(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'name' | 'checksum'>; by: string; halfway: Halfway },
): Promise<void> {
  const state = halfwayState(entry.halfway)
  await sql`
    insert into brolly.migrations (folder, name, checksum, state, started_at, "by")
    values (${entry.folder}, ${entry.file.name}, ${entry.file.checksum}, ${state}, now(), ${entry.by})
    on conflict (folder, name) do update set state = ${state}, checksum = ${entry.file.checksum}`
}

/** Whether a table exists, by its qualified name. */
export async function hasTable(sql: Connection | TransactionSql, name: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`select to_regclass(${name}) is not null as found`
  return row?.found === true
}
