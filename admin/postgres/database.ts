import type { PgDatabase } from 'drizzle-orm/pg-core'
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'

/** A database or one of its transactions: the engine treats both alike. */
export type Database = PgDatabase<PostgresJsQueryResultHKT, Record<string, unknown>>

/** Stands for a database where only declarations are read: any use of it throws. */
export const noDatabase: Database = new Proxy({} as Database, {
  get() {
    throw new Error('There is no database here.')
  },
})
