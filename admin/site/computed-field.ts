import type { Database } from '../postgres/database'
import type { ColumnKey, FieldName } from './admin'
import type { Actor } from './context'
import type { RowTexts } from './record-tools'

/** A value that is worked out for a record's page, and shown as text. */
export interface ComputedField<T> {
  /** Tells it from the others. */
  name: string
  label: string
  help?: string
  /**
   * The text, a text with a link to a path of this site or an HTTP URL, or null for none. Those of a record are worked out at the same
   * time. Queries of your own are not restricted by permissions.
   */
  value: (row: RowTexts<T>, request: { actor: Actor; db: Database }) => ComputedText | Promise<ComputedText>
  /** The columns that it is worked out from. An actor who may not view one of them does not see it. */
  reads: ColumnKey<T>[]
  /** The field that it follows. Default: it is the last one. */
  after?: FieldName<T>
  /** Default `short`. */
  width?: 'short' | 'long'
}

export type ComputedText = string | null | { text: string; href: string }
