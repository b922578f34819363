import type { TransactionSql } from 'postgres'
import type { Connection } from './connection'
import type { MigrationFile } from './folder'
import { hasTable, recordApplied } from './records'

/** Makes the table in which drizzle-kit looks up what has been applied. */
export async function createKitTable(sql: Connection): Promise<void> {
  await sql`create schema if not exists drizzle`
  await sql`create table if not exists drizzle.__drizzle_migrations (
    id serial primary key, hash text not null, created_at bigint)`
}

/** Adds a file to drizzle-kit's table, once. */
export async function recordInKitTable(sql: Connection | TransactionSql, file: MigrationFile): Promise<void> {
  await sql`
    insert into drizzle.__drizzle_migrations (hash, created_at)
    select ${file.kitHash}, ${file.when}::bigint
    where not exists (select from drizzle.__drizzle_migrations where created_at = ${file.when}::bigint)`
}

/** Takes over what drizzle-kit has applied to this database before Brolly came, told by the hash of each file. */
export async function adoptKitTable(
  sql: Connection,
  entry: { folder: string; files: readonly MigrationFile[] },
): Promise<string[]> {
  if (!(await hasTable(sql, 'drizzle.__drizzle_migrations'))) return []
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations`
  const hashes = new Set(rows.map((row) => row.hash))
  const adopted = entry.files.filter((file) => hashes.has(file.kitHash))
  for (const file of adopted) await recordApplied(sql, { folder: entry.folder, file, by: 'drizzle-kit' })
  return adopted.map((file) => file.name)
}
