import type { PgDatabase } from 'drizzle-orm/pg-core'
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'

/** A database or a transaction of it: what the engine needs is the same. */
export type Database = PgDatabase<PostgresJsQueryResultHKT, Record<string, unknown>>
