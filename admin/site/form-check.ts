import type { Database } from '../postgres/database'
import type { ColumnKey } from './admin'
import type { Actor } from './context'

/** A row as a save is about to leave it. */
export interface CheckEvent<T> {
  actor: Actor
  /** In the transaction of the save. Queries of your own are not restricted by permissions. */
  db: Database
  mode: 'add' | 'change'
  /** The row as PostgreSQL text, with the new values. In a new row, columns that are left to a default of the database are null. */
  values: Readonly<Record<ColumnKey<T>, string | null>>
  /** The columns that this save writes. */
  changed: ReadonlySet<string>
  /** The row before the change; null while it is being added. */
  record: Readonly<Record<string, string | null>> | null
}

/** What is wrong with a row: messages by column, or one about the row as a whole. Null or undefined if nothing is. */
export type CheckAnswer<T> = { readonly [K in ColumnKey<T>]?: string | null | undefined } | string | null | undefined

export type FormCheck<T> = (event: CheckEvent<T>) => CheckAnswer<T> | Promise<CheckAnswer<T>>
