import type { TransactionSql } from 'postgres'
import type { Connection } from './connection'
import type { MigrationFile } from '../files/folder'
import { hasTable } from './records'

/** A row of drizzle-kit's own table. */
export interface KitRecord {
  /** Milliseconds, as in the journal. */
  when: number
  hash: string
}

const table = 'drizzle.__drizzle_migrations'

/** The migrations that drizzle-kit recorded in this database. Empty if drizzle-kit was never used. */
export async function readKitTable(sql: Connection): Promise<KitRecord[]> {
  if (!(await hasTable(sql, table))) return []
  return sql<KitRecord[]>`select created_at::float8 as "when", hash from ${sql(table)}`
}

/** Creates the table in which drizzle-kit records applied migrations. */
export async function createKitTable(sql: Connection): Promise<void> {
  await sql`create schema if not exists drizzle`
  await sql`create table if not exists ${sql(table)} (id serial primary key, hash text not null, created_at bigint)`
}

/** Adds a file to drizzle-kit's table unless it is already there. */
export async function recordInKitTable(sql: Connection | TransactionSql, file: MigrationFile): Promise<void> {
  await sql`
    insert into ${sql(table)} (hash, created_at)
    select ${file.kitHash}, ${file.when}::bigint
    where not exists (select from ${sql(table)} where created_at = ${file.when}::bigint)`
}

/** Removes a reverted file from drizzle-kit's table, if it exists: otherwise the file would count as applied there. */
export async function forgetInKitTable(sql: Connection | TransactionSql, file: MigrationFile): Promise<void> {
  if (await hasTable(sql, table)) await sql`delete from ${sql(table)} where created_at = ${file.when}::bigint`
}
