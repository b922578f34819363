/** What undoing a change would do, for the user to agree to. */
export interface UndoPage {
  /** "Undo a change by ada@example.org, today 10:14" */
  title: string
  sentence: string
  groups: UndoGroup[]
  /** About rows of which this user may know nothing. */
  hidden: string | null
  /** Where Cancel leads: the only row, or else the list of the first one's table. */
  cancelHref: string
  /** Null if nothing can be undone. */
  button: string | null
  /** Posted as `~seal`: stands for all of this. */
  seal: string
}

/** Rows of one table to which the same happens, or that stay as they are. */
export interface UndoGroup {
  plural: string
  kind: 'remove' | 'restore' | 'revert' | 'keep'
  count: number
  /** The first ones. */
  rows: UndoRow[]
  /** The number of rows besides those. */
  others: number
}

export interface UndoRow {
  label: string
  /** Null for a row that does not exist. */
  href: string | null
  /** The values that would change, as far as this user may view them; null is NULL. */
  changes: { label: string; from: string | null; to: string | null }[]
  /** Why the row, or some of its columns, stay as they are. */
  notes: string[]
}

/** The state after the form of an undo was posted: why nothing was undone, and what would happen now. */
export interface UndoFormState {
  notice: string | null
  page: UndoPage | null
}
