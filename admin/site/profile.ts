import type { PgTable } from 'drizzle-orm/pg-core'

/** A table of the project that belongs one-to-one to accounts: `defineSite({ accounts: { profile, key, fields } })`. */
export interface Profile {
  readonly table: PgTable
  /** The column with the id of the account. */
  readonly key: string
  /** What the owner of an account fills in, in order; those in a list of their own are on one line. Empty for nothing. */
  readonly fields: readonly (string | readonly string[])[]
}
