import type { FieldMeta } from '../../fields/field-meta'
import type { HistoryEntry } from './pages'

/** What a change of many rows would do, as a rehearsal has found out, for the user to agree to. */
export interface PlanPage {
  /** "Change 12 orders" */
  title: string
  /** "11 rows change, 1 is refused." */
  sentence: string
  /** About rows that are gone, or that this user may not view. */
  notes: string[]
  refusals: PlanRefusal[]
  groups: PlanGroup[]
  /** "The database took 40 ms." */
  took: string
  danger: boolean
  /** "Change 11 orders"; null if nothing would change. */
  button: string | null
  /** Posted as `~seal`: stands for all of this. */
  seal: string
  /** Whether the user can go back to the form and choose other values. */
  editable: boolean
}

/** Rows that stay as they are, for one reason. */
export interface PlanRefusal {
  reason: string
  count: number
  rows: { label: string; href: string | null }[]
  others: number
}

/** Rows of one table to which the same happens. */
export interface PlanGroup {
  plural: string
  kind: 'add' | 'change' | 'delete'
  count: number
  /** The first ones, with their values before and after. */
  entries: HistoryEntry[]
  /** The number of rows besides those. */
  others: number
}

/** What an action says after it was done, if a message is not enough. */
export interface ResultPage {
  title: string
  message: string
  table: { columns: string[]; rows: (string | null)[][] } | null
  /** `href` holds the file itself. */
  download: { name: string; href: string } | null
  undoHref: string | null
}

/** Which of several rows stays, and which of their values it has. */
export interface MergePage {
  /** "Merge 2 customers" */
  title: string
  rows: { key: string; label: string; href: string }[]
  /** The key of the row that stays. */
  survivor: string
  /** Those whose values differ, with the value of each row as text; null is NULL. */
  columns: { name: string; label: string; chosen: string; values: (string | null)[] }[]
  /** Whether rows that cannot be moved are deleted. */
  deleteClashing: boolean
  button: string
}

/** The form in which the changes for many rows, or the values for an action, are chosen. */
export interface BulkPage {
  /** "Edit 12 orders" */
  title: string
  fields: BulkFormField[]
  /** By input name. */
  errors: Record<string, string>
  /** "Review changes", or the action's own name. */
  button: string
}

export interface BulkFormField {
  meta: FieldMeta
  /** What can be done with the column; empty for the form of an action, whose values are simply sent. */
  operations: { value: string; label: string }[]
  /** As posted. */
  operation: string
  value: string | null
  /** The label of the row that the value refers to. */
  text: string | null
}
