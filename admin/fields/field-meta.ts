import type { FieldRules } from './rules'

/** All field types. The compiler checks that the registries on both sides are complete. */
export const fieldKinds = [
  'secret',
  'relation',
  'array',
  'composite',
  'choice',
  'email',
  'url',
  'phone',
  'slug',
  'file',
  'image',
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

/** The inputs that can be declared for a field. */
export const fieldInputs = [
  'select',
  'radio',
  'segments',
  'switch',
  'checkbox',
  'chips',
  'text',
  'editor',
  'markdown',
  'code',
  'colour',
] as const
export type FieldInputName = (typeof fieldInputs)[number]

/** A relation's input: where to search, and where its links lead. */
export interface RelationMeta {
  /** The target's path as in URLs, escaped. */
  table: string
  /** "category" */
  singular: string
  /** GET with `q=` (and `with.<column>=` for composite keys) returns a `LookupAnswer`. */
  lookup: string
  /**
   * Form names of the other columns of a composite foreign key, which are sent along and filled in when a row is
   * picked.
   */
  siblings: string[]
  /** What a row that is added from here shares with this one: its inputs, filled in from an input here or with a value. */
  shared?: readonly { name: string; from?: string; value?: string }[]
  /** Form names of the values that the options depend on, which are sent along as `value.<column>=`. */
  follows?: string[]
  /** Before the names of these inputs, in a row of an inline. */
  within?: string
  /** Null if this user may not add rows. */
  addHref: string | null
  /** Replace `{key}` by the escaped key; null where rows are not opened. */
  openHref: string | null
  /** GET returns the `RecordPage` of a row to add, or with `/<key>` of one that exists. Null where no forms are opened. */
  forms: string | null
  /** Whether this user may change rows. The row's own rules are only known to its page. */
  mayChange: boolean
}

/** A field that depends on other fields of its form. */
export interface ConditionMeta {
  /** Whether it holds with the values that the form was drawn with. */
  met: boolean
  /** For whom scripts do not show and hide fields. */
  note: string
  /** All of them have to hold; null if only the server can tell. */
  terms: readonly ConditionTerm[] | null
}

export interface ConditionTerm {
  /** The name of an input. */
  name: string
  /** The texts that it may have. An empty input is ''. */
  values: readonly string[]
}

/** What the input of a file needs to know. */
export interface FileMeta {
  isImage: boolean
  /** In bytes. */
  maxBytes: number
  /** For the browser's file dialog: media types and extensions, separated by commas; '' for all. */
  accept: string
  /** What is accepted, for people: `PNG, JPEG, up to 20 MB`. */
  limits: string
  /** POST sends a file there; GET with `?key=` returns one that was sent and not saved yet. */
  upload: string
}

/** What a field's input needs to know, as JSON that is safe in a browser. */
export interface FieldMeta {
  /** The input's name: the SQL column name, escaped like a key. */
  name: string
  label: string
  kind: FieldKind
  /** The file below `db/` with its input, without `.view.tsx`. */
  view?: string
  /** Another input than that of the kind. */
  input?: FieldInputName
  help?: string
  rules: FieldRules
  /** The value is set but never shown: an empty input keeps the current value. */
  writeOnly?: true
  /** The value of an unticked checkbox; absent if the input is not a checkbox. */
  unchecked?: string
  /** Whether NULL is allowed. */
  nullable: boolean
  /** An empty input means '', and NULL has its own control, `~null.<name>`. */
  emptyIsValue: boolean
  /** Shown as text; never read from a post. */
  readOnly: boolean
  /** "default: now()" if an empty input leaves the value to the database when adding; for a secret, that it is kept. */
  placeholder?: string
  /** While a row is added: the names of the inputs from whose texts a value is suggested. */
  suggestedFrom?: string[]
  /** When the field is part of the form. Default: always. */
  visible?: ConditionMeta
  /** When the field cannot be changed. Default: never. */
  locked?: ConditionMeta
  /** The server is asked about the value when the field is left. */
  asked?: boolean
  /** Short fields are laid out in two columns. */
  width: 'short' | 'long'
  options?: { value: string; label: string; colour?: string; group?: string }[]
  /** What the elements of a list are, if each has a chip of its own. */
  element?: Pick<FieldMeta, 'rules' | 'options' | 'inputMode'>
  relation?: RelationMeta
  /** The related rows, if the field is a many-to-many relation: its value is their keys, separated by spaces. */
  many?: ManyMeta
  /** Set if the value refers to an uploaded file. */
  file?: FileMeta
  /** The attributes of a composite type, which have inputs of their own instead of a single one. */
  parts?: readonly FieldMeta[]
  /** A hint for the native input. */
  inputMode?: 'numeric' | 'decimal' | 'text' | 'email' | 'url' | 'tel'
  inputType?: 'text' | 'date' | 'time' | 'password'
  /** How a value that is only shown is drawn, if not as a text: JSON as a tree, Markdown as what it means, a file as a picture. */
  shown?: 'tree' | 'markdown' | 'picture'
  /** Rows of a textarea. */
  rows?: number
  monospace?: boolean
  /** The time zone of typed times, and of "today". */
  zone?: string
  /** A unit or note after the input: "UTC", "cents". */
  suffix?: string
}

/** A search has up to this many pages. Beyond, typing is faster, and each page costs more than the one before. */
export const mostLookupPages = 50

/** The input of a many-to-many relation. */
export interface ManyMeta {
  input: 'chips' | 'lists'
  /** The related rows as loaded. */
  rows: ManyRow[]
  /** "and 40 more" if not all are loaded. */
  more: string | null
  /** Whether this user may add rows, and remove those that are removable. */
  mayAdd: boolean
  mayRemove: boolean
  /** Whether the rows have an order that this user may change. */
  mayOrder: boolean
}

export interface ManyRow {
  key: string
  label: string
  /** Null if this user may not open it. */
  href: string | null
  removable: boolean
}

/** The result of a relation's search. */
export interface LookupAnswer {
  options: LookupOption[]
  /** There are more matching rows. */
  more: boolean
  /** Form names of the values that the options depend on. */
  follows?: string[]
}

export interface LookupOption {
  /** The value for the input. */
  value: string
  label: string
  /** The row's key, shown next to the label. */
  key: string
  /** What tells the row from another one with the same label. */
  detail?: string
  /** The user chose it recently. */
  recent?: true
  /** Values of the foreign key's other columns, by form name. */
  siblings?: Record<string, string>
  /** The row can be named, but with the form's values it cannot be chosen. */
  unavailable?: true
}

/** What a cell of a list can be drawn as: a value, or the names of several rows. */
export type CellKind = FieldKind | 'many'

/**
 * A cell as sent to the browser. A string is shown unchanged. A pair is the shown text and, by kind: for `timestamp`
 * and `date` the exact value for the title, for `relation` the link's target (empty: no link), for `many` the links as
 * JSON. null is NULL. `boolean` is `t` or `f`.
 */
export type CellValue = string | null | readonly [shown: string, extra: string]
