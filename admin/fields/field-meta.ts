import type { FieldRules } from './rules'

/** Every field type there is. The registries on both sides are checked against it by the compiler. */
export const fieldKinds = [
  'secret',
  'relation',
  'array',
  'composite',
  'choice',
  'boolean',
  'integer',
  'decimal',
  'float',
  'date',
  'time',
  'timestamp',
  'interval',
  'uuid',
  'json',
  'binary',
  'inet',
  'vector',
  'geometry',
  'bits',
  'range',
  'tsvector',
  'custom',
  'longtext',
  'text',
  'fallback',
] as const
export type FieldKind = (typeof fieldKinds)[number]

/** A relation's input: where to search, what to link to. */
export interface RelationMeta {
  /** The target's path as in URLs, escaped. */
  table: string
  /** "category" */
  singular: string
  /** GET here with `q=` (and `with.<column>=` for composite keys) answers `LookupAnswer`. */
  lookup: string
  /** Form names of the other columns of a composite foreign key, to be sent along and filled when picked. */
  siblings: string[]
  /** Null where this person may not. */
  addHref: string | null
  /** Replace `{key}` by the escaped key; null where rows cannot be opened by this column's value or person. */
  openHref: string | null
}

/** What a field's input needs to know; JSON, safe in a browser. */
export interface FieldMeta {
  /** The input's name: the SQL column name, escaped like a key. */
  name: string
  label: string
  kind: FieldKind
  help?: string
  rules: FieldRules
  /** Set and never shown: an empty input leaves the value as it is. */
  writeOnly?: true
  /** What the input says while it is not ticked; absent where an input is no box. */
  unchecked?: string
  /** Takes NULL. */
  nullable: boolean
  /** An empty box means '' and NULL has its own control, `~null.<name>`. */
  emptyIsValue: boolean
  /** Shown as text, never read from a post. */
  readOnly: boolean
  /** "default: now()" where an untouched input is left to the database, while adding; of a secret, that it is kept. */
  placeholder?: string
  /** Short fields pair up in two columns. */
  width: 'short' | 'long'
  options?: { value: string; label: string }[]
  relation?: RelationMeta
  /** The attributes of a composite type: inputs of their own, in the place of one. */
  parts?: readonly FieldMeta[]
  /** Hints for the native input. */
  inputMode?: 'numeric' | 'decimal' | 'text' | 'email' | 'url'
  inputType?: 'text' | 'date' | 'time' | 'password'
  /** Rows of a text area. */
  rows?: number
  monospace?: boolean
  /** A unit or note after the input: "UTC", "cents". */
  suffix?: string
}

/** One answer of a relation's search. */
export interface LookupAnswer {
  options: LookupOption[]
  /** More rows match than were sent. */
  more: boolean
}

export interface LookupOption {
  /** The value for the input. */
  value: string
  label: string
  /** The row's key, shown beside the label. */
  key: string
  /** Values of the foreign key's other columns, by form name. */
  siblings?: Record<string, string>
}

/**
 * A cell as it crosses to the browser. A string is shown as it is; a pair is what is shown and, by kind: for `timestamp` and
 * `date` the exact value for the title, for `relation` the link's target (empty: no link); null is NULL. `boolean` is `t` or `f`.
 */
export type CellValue = string | null | readonly [shown: string, extra: string]
