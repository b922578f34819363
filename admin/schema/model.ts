import type { SQL } from 'drizzle-orm'
import type { PgColumn, PgMaterializedView, PgTable, PgView } from 'drizzle-orm/pg-core'
import type { FieldType } from '../fields/field-type'

/** A table or a view in Drizzle, or an alias of one. */
export type Source = PgTable | PgView | PgMaterializedView

/** What a text holds. `text` and `longtext` are any text, of one line or several. */
export type TextFormat = 'text' | 'longtext' | 'email' | 'url' | 'phone' | 'slug'

/** The colours of the dots before values. */
export const choiceColours = [
  'blue',
  'green',
  'amber',
  'pink',
  'orange',
  'purple',
  'olive',
  'teal',
  'red',
  'lime',
] as const
export type ChoiceColour = (typeof choiceColours)[number]

/** A value that a column may have, as users see it. */
export interface Choice {
  /** As PostgreSQL prints it. */
  readonly value: string
  readonly label: string
  readonly colour?: ChoiceColour | undefined
  /** The heading under which a form offers it. */
  readonly group?: string | undefined
}

/** What of a masked value is shown, by what it is. */
export type MaskKind = 'email' | 'phone' | 'name' | 'number' | 'text'

/** What the database does with a column that an INSERT omits. */
export type DefaultKind = 'none' | 'literal' | 'sql' | 'function'

/** What is known about a column before a field type is chosen. A field type recognises its columns by these facts. */
export interface ColumnFacts {
  /** The property in the Drizzle table: `source[key]` is the Drizzle column. */
  readonly key: string
  /** The name in PostgreSQL. */
  readonly name: string
  /**
   * The plain name of the type in lower case, without length, precision or array brackets: `text`, `varchar`, `bpchar`,
   * `int2`, `int4`, `int8`, `numeric`, `float4`, `float8`, `bool`, `date`, `time`, `timetz`, `timestamp`,
   * `timestamptz`, `interval`, `json`, `jsonb`, `uuid`, `bytea`, `inet`, `cidr`, `macaddr`, `macaddr8`, `point`,
   * `line`, `geometry`, `vector`, `halfvec`, `bit`, `varbit`, `tsvector`, `enum`, or the name that a custom type gives.
   */
  readonly baseType: string
  /** The type to cast text to, without length or precision: an explicit cast would truncate silently. */
  readonly castType: string
  /** The type that the column is cast to when it is read: PostgreSQL has no operators for a domain over an enum. */
  comparedAs?: string
  /** 0 for a plain column, 1 for `text[]`, 2 for `text[][]`. */
  readonly dimensions: number
  readonly length: number | null
  readonly precision: number | null
  readonly scale: number | null
  readonly enumValues: readonly string[] | null
  /**
   * The attributes of a composite type, or of the elements of an array of one. Only the catalogue has them. `key` is
   * the name.
   */
  readonly attributes?: readonly ColumnFacts[]
  /**
   * For a user-defined range type, also from the catalogue: the type of its bounds, and whether a value holds several
   * ranges.
   */
  readonly range?: { readonly bound: ColumnFacts; readonly multi: boolean }
  readonly notNull: boolean
  readonly defaultKind: DefaultKind
  /** The default in readable form (`active`, `now()`); null if there is none or it is a JavaScript function. */
  readonly defaultText: string | null
  readonly generated: boolean
  /** Set if the value comes from a sequence: serial types and identity columns. */
  readonly sequence: 'serial' | 'identity by default' | 'identity always' | null
  /** Has `$onUpdate`. */
  readonly onUpdate: boolean
  readonly primaryKey: boolean
  /** The only column of an unconditional unique constraint or index. */
  readonly unique: boolean
  /** A `customType()` with its own conversion between JavaScript and the database. */
  readonly custom: boolean
  /** Masked everywhere: a password, a token, a key, or a column that is declared personal. */
  readonly secret: boolean
  /**
   * How the value of a personal column is masked; null for others. Unlike other secrets, it is in the audit log, where it is
   * masked as well, so that changes of it can be undone.
   */
  readonly mask: MaskKind | null
  /** Multi-line text, judging by its name and type. */
  readonly long: boolean
  /** What a text holds, as declared; null to judge by its name. */
  readonly format: TextFormat | null
  /** A type of the project's own, as declared or matched. */
  readonly ownType?: FieldType
  /** The declared values, in their order; null if none are. */
  readonly choices: readonly Choice[] | null
  /** The Drizzle column of the unaliased table; null for a view's computed column. */
  readonly column: PgColumn | null
}

/** A column with its field type and its link. */
export interface ColumnModel extends ColumnFacts {
  readonly table: TableModel
  /** The label for users: "Created at". */
  readonly label: string
  readonly help: string | null
  /** Determines how the column is displayed and edited. */
  readonly type: FieldType
  /** The field type of the plain value, if `type` is a relation or a secret. */
  readonly valueType: FieldType
  /** The link that this column's picker uses, if the column is part of a foreign key. */
  readonly link: Link | null
}

/** An edge from a table to the row it refers to: a foreign key, or a `one()` of `relations()`. */
export interface Link {
  /** The name in paths such as `category.name`: the one in `relations()`, or else the column without `_id` / `Id`. */
  readonly name: string
  readonly label: string
  readonly from: TableModel
  readonly columns: readonly ColumnModel[]
  readonly target: TableModel
  readonly targetColumns: readonly ColumnModel[]
  readonly source: 'foreign key' | 'relations'
  readonly onDelete: 'cascade' | 'restrict' | 'no action' | 'set null' | 'set default'
}

export interface TableModel {
  /** As in URLs and permissions, but not escaped: `products`, `crm.contacts`. */
  readonly path: string
  readonly name: string
  /** Null for `public`, and for tables without a pgSchema. */
  readonly schema: string | null
  /** The name of its export in the schema. */
  readonly exportName: string
  readonly kind: 'table' | 'view' | 'materialized view'
  readonly source: Source
  /** "product", "Products": the singular in lower case, the plural in sentence case. */
  readonly singular: string
  readonly plural: string
  readonly columns: readonly ColumnModel[]
  /** The primary key, or else the columns of a unique NOT NULL index. Empty if rows cannot be identified. */
  readonly key: readonly ColumnModel[]
  /** Outgoing links, in column order. */
  readonly links: readonly Link[]
  /** Incoming links, from other tables and from itself. */
  readonly backlinks: readonly Link[]
  /** The columns of each unconditional unique constraint or index, including the primary key. */
  readonly uniques: readonly (readonly ColumnModel[])[]
  /** Columns that come first in an index, by SQL name: fast to sort and filter by. */
  readonly indexed: ReadonlySet<string>
  /** All columns are part of the key and of a link: rows are added and deleted, never changed. */
  readonly joinTable: boolean
  /** How a row is named: by a column, several joined columns, or the label of a linked row, in this order. */
  readonly label: RowLabel
}

export type RowLabel =
  | { kind: 'columns'; columns: readonly ColumnModel[]; cut: boolean }
  | { kind: 'links'; links: readonly Link[] }
  | { kind: 'key' }
  | { kind: 'expression'; sql: (source: Source) => SQL }

export interface SchemaModel {
  readonly tables: readonly TableModel[]
  byPath(path: string): TableModel | undefined
  bySource(source: Source): TableModel | undefined
}
