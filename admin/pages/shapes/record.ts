import type { FieldMeta } from '../../fields/field-meta'
import type { RecordConflict } from '../../write/conflict'
import type { RecordNeighbours } from './neighbours'
import type { InlineBlock } from './inline'

/** A field on a record page. */
export interface RecordField {
  meta: FieldMeta
  /** The form's text; null is NULL. Always null for a secret. */
  value: string | null
  /** For read-only fields: the value in readable form. Null is NULL. For a relation: the label. */
  text: string | null
  /** The linked row's URL, if this user may open it. */
  href: string | null
  /** The URL of the complete value, if `text` is truncated. */
  wholeHref: string | null
  /** Where a masked value is asked for, by POST, if this user may reveal it. */
  revealHref?: string
  /** Fields of a section with the same number share a line. */
  line?: number
}

export interface RecordSection {
  label: string | null
  description: string | null
  /** Folded until it is opened, or contains an error. */
  collapsed: boolean
  fields: RecordField[]
}

/** GET with `value.<name>=` for what is typed returns a `ConditionAnswer`. */
export interface ConditionQuestion {
  href: string
  /** The names of the inputs on which fields depend. */
  follows: string[]
}

/** By the names of inputs. If it depends on more than was sent, `follows` says so. */
export interface ConditionAnswer {
  hidden: string[]
  locked: string[]
  follows: string[]
}

export interface RecordLink {
  label: string
  href: string
  newTab?: boolean
}

export interface RecordTabLink {
  /** The last part of its URL. */
  name: string
  label: string
  href: string
}

/** The head of a declared page of a row. */
export interface TabPage {
  /** The row's label. */
  title: string
  label: string
  name: string
  tabs: RecordTabLink[]
  recordHref: string
}

export interface RecordPage {
  table: string
  mode: 'add' | 'change' | 'view'
  /** The row's label, or "Add product". */
  title: string
  singular: string
  plural: string
  /** "Key 12", with the created and changed times if there are any. */
  facts: { label: string; value: string; title?: string }[]
  sections: RecordSection[]
  /** Whether the sections are tabs. */
  tabbed: boolean
  /** Where to ask which fields depend on what is typed, if a browser cannot know. */
  conditions: ConditionQuestion | null
  /** Where to ask about a field that is left, before the save; null if only the browser's own rules apply. */
  checks: string | null
  /** Rows of other tables, edited with this one. */
  inlines: InlineBlock[]
  /** The row version for `~version`; '' when adding. */
  version: string
  /** Prevents submitting a form twice. */
  token: string
  /** JSON for `~base`: the text of each editable column as loaded. */
  base: string
  /** Passed through the post: the list to return to. */
  listQuery: string
  listHref: string
  /** The record from which this form was opened, to which saving and Cancel return. */
  backHref: string | null
  /** Links to the previous and the next row in the list; null while adding. */
  steps: { previousHref: string; nextHref: string } | null
  historyHref: string | null
  deleteHref: string | null
  /** The row is marked as deleted: what that means, and the page that restores it. */
  deleted: { sentence: string; restoreHref: string | null } | null
  /** The add page with a copy of this row. */
  duplicateHref: string | null
  can: { save: boolean; add: boolean; change: boolean; delete: boolean; list: boolean }
  actions: { name: string; label: string; danger: boolean }[]
  /** Additional pages of this row: "Set password". */
  links: RecordLink[]
  /** The declared pages of this row. */
  tabs: RecordTabLink[]
  /** Null while adding, or if they are disabled. */
  neighbours: RecordNeighbours | null
  key: string
}

/** The state of the record form after a post, also without JavaScript. Never trusted when it comes back. */
export interface RecordFormState {
  /** Shown at the top: the number of errors, or what failed. */
  message: string | null
  /** Where it can be confirmed who is there, if that is what is missing. */
  confirmHref?: string
  /** By form name. */
  errors: Record<string, string>
  /** What was typed, by form name; only if something has to be corrected. */
  values: Record<string, string | null> | null
  conflict: RecordConflict | null
  /** The posted rows of inlines; with JavaScript only the edited ones. */
  rows: PostedRowState[]
  /** The saved row, if the form was in a dialog. A form on its own page is left after saving. */
  saved?: SavedRow
}

/** A row that was saved in a dialog. */
export interface SavedRow {
  /** As in URLs; '' if the row has none. */
  key: string
  label: string
}

/** One row of an inline in a refused form. */
export interface PostedRowState {
  /** The prefix of the row's inputs, with the dot: `order_items.3.`. */
  prefix: string
  /** '' for a new row. */
  key: string
  version: string
  base: string
  token: string
  removed: boolean
  /** The conflict with another user's change to the row. */
  conflict: RecordConflict | null
}
