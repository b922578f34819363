import type { PgDatabase } from 'drizzle-orm/pg-core'
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'

/** A database or one of its transactions: the engine treats both alike. */
export type Database = PgDatabase<PostgresJsQueryResultHKT, Record<string, unknown>>
