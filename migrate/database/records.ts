import type { TransactionSql } from 'postgres'
import type { Connection } from './connection'
import type { MigrationFile } from '../files/folder'
import { halfwayState, type Halfway } from './halfway'

/** A line of `brolly.migrations`. */
export interface MigrationRecord {
  name: string
  checksum: string
  /** `applied`, or how far a file has come that is not one transaction: see `readHalfway`. */
  state: string
  /** ISO 8601, UTC. */
  started: string
  finished: string | null
  by: string | null
  /** Milliseconds from its first start to its end. */
  ms: number | null
}

/** What is recorded for one folder; nothing where Brolly's own tables are not there yet. */
export async function readRecords(sql: Connection, folder: string): Promise<MigrationRecord[]> {
  if (!(await hasTable(sql, 'brolly.migrations'))) return []
  return sql<MigrationRecord[]>`
    select name, checksum, state, "by",
      to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started,
      to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as finished,
      round(extract(epoch from finished_at - started_at) * 1000)::float8 as ms
    from brolly.migrations where folder = ${folder} order by started_at, name`
}

/** Writes the line of a finished file, in the transaction of its last statement, which began when it began. */
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

/** Takes away the lines of the files whose place another one has taken. */
export async function forgetReplaced(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'replaces' | 'was'> },
): Promise<void> {
  const names = [...entry.file.replaces, ...entry.file.was]
  await sql`delete from brolly.migrations where folder = ${entry.folder} and name = any(${names}::text[])`
}

/** Takes the line of an undone file away, in the transaction of its last statement. */
export async function recordUndone(
  sql: Connection | TransactionSql,
  entry: { folder: string; file: Pick<MigrationFile, 'name'> },
): Promise<void> {
  await sql`delete from brolly.migrations where folder = ${entry.folder} and name = ${entry.file.name}`
}

/** Notes how far a file has come that is not one transaction. */
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

/** Whether a table is there, by its qualified name. */
export async function hasTable(sql: Connection | TransactionSql, name: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`select to_regclass(${name}) is not null as found`
  return row?.found === true
}
