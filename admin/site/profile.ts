import type { PgTable } from 'drizzle-orm/pg-core'

/** A table of the project that belongs one-to-one to accounts: `defineSite({ accounts: { profile, key } })`. */
export interface Profile {
  readonly table: PgTable
  /** The column with the id of the account. */
  readonly key: string
}
