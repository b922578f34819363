import type { FieldMeta } from '../../fields/field-meta'
import type { RecordConflict } from '../../write/conflict'
import type { RecordNeighbours } from './neighbours'

/** A field on a record page. */
export interface RecordField {
  meta: FieldMeta
  /** The form's text; null is NULL. Always null for a secret. */
  value: string | null
  /** For view-only and read-only fields: as a person reads it. Null is NULL. For a relation: the label. */
  text: string | null
  /** A relation's row, where this person may open it. */
  href: string | null
  /** Where the whole value can be read, when `text` is only its beginning. */
  wholeHref: string | null
}

export interface RecordSection {
  label: string | null
  description: string | null
  fields: RecordField[]
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
  /** The row version for `~version`; '' when adding. */
  version: string
  /** Against double submit. */
  token: string
  /** JSON for `~base`: the form's text as loaded of each column that may be changed. */
  base: string
  /** Carried through the post: the way back. */
  listQuery: string
  listHref: string
  /** The record from which this form was opened, to which saving and Cancel lead back. */
  backHref: string | null
  historyHref: string | null
  deleteHref: string | null
  can: { save: boolean; add: boolean; change: boolean; delete: boolean; list: boolean }
  actions: { name: string; label: string; danger: boolean }[]
  /** Further pages of this row: "Set password". */
  links: { label: string; href: string }[]
  /** Null while adding. */
  neighbours: RecordNeighbours | null
  key: string
}

/** The state of the record form after a post, before any JavaScript as well. Never trusted when it comes back. */
export interface RecordFormState {
  /** Said on top: how many errors, or what failed. */
  message: string | null
  /** By form name. */
  errors: Record<string, string>
  /** What was typed, by form name; only when there is something to mend. */
  values: Record<string, string | null> | null
  conflict: RecordConflict | null
}
