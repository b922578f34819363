import type { SQL } from 'drizzle-orm'
import type { PgColumn, PgMaterializedView, PgTable, PgView } from 'drizzle-orm/pg-core'
import type { FieldType } from '../fields/field-type'

/** A table or a view as Drizzle describes it, or an alias of one. */
export type Source = PgTable | PgView | PgMaterializedView

/** What the database does with a column that an INSERT leaves out. */
export type DefaultKind = 'none' | 'literal' | 'sql' | 'function'

/**
 * What is known of a column before anybody decided how to show it: the facts by which a field type recognises it.
 */
export interface ColumnFacts {
  /** The property in the Drizzle table; `source[key]` is the Drizzle column. */
  readonly key: string
  /** The name in PostgreSQL. */
  readonly name: string
  /**
   * The type's plain name, lower case, without length, precision or array brackets: `text`, `varchar`, `bpchar`, `int2`,
   * `int4`, `int8`, `numeric`, `float4`, `float8`, `bool`, `date`, `time`, `timetz`, `timestamp`, `timestamptz`, `interval`,
   * `json`, `jsonb`, `uuid`, `bytea`, `inet`, `cidr`, `macaddr`, `macaddr8`, `point`, `line`, `geometry`, `vector`, `halfvec`,
   * `bit`, `varbit`, `tsvector`, `enum`, or whatever a custom type says of itself.
   */
  readonly baseType: string
  /** How to cast text to the column's type, without length or precision (an explicit cast would cut in silence). */
  readonly castType: string
  /** What the column is cast to where it is read: PostgreSQL has no operators for a domain over an enum. */
  comparedAs?: string
  /** 0 for a plain column, 1 for `text[]`, 2 for `text[][]`. */
  readonly dimensions: number
  readonly length: number | null
  readonly precision: number | null
  readonly scale: number | null
  readonly enumValues: readonly string[] | null
  /** Of a composite type, or of the elements of an array of one: only the catalogue knows them. `key` is the name. */
  readonly attributes?: readonly ColumnFacts[]
  /** Of a range type of the user's own, likewise: what its bounds are, and whether a value holds several ranges. */
  readonly range?: { readonly bound: ColumnFacts; readonly multi: boolean }
  readonly notNull: boolean
  readonly defaultKind: DefaultKind
  /** The default as a person may read it (`active`, `now()`); null where there is none or only a function knows. */
  readonly defaultText: string | null
  readonly generated: boolean
  /** Takes its value from a sequence: serial types and identity columns. */
  readonly sequence: 'serial' | 'identity by default' | 'identity always' | null
  /** Has `$onUpdate`. */
  readonly onUpdate: boolean
  readonly primaryKey: boolean
  /** Alone in a unique constraint or index without a condition. */
  readonly unique: boolean
  /** A `customType()` with a conversion of its own between JavaScript and the database. */
  readonly custom: boolean
  /** Masked everywhere: a password, a token, a key. */
  readonly secret: boolean
  /** By its name and type, text of several lines. */
  readonly long: boolean
  /** The Drizzle column of the unaliased table; null for a view's computed column. */
  readonly column: PgColumn | null
}

/** A column with its field type and its place in the table's links. */
export interface ColumnModel extends ColumnFacts {
  readonly table: TableModel
  /** For people: "Created at". */
  readonly label: string
  readonly help: string | null
  /** Decides everything about the column on screen. */
  readonly type: FieldType
  /** The field type of the bare value, where `type` is a relation or a secret. */
  readonly valueType: FieldType
  /** The link that this column's picker follows, if it is one of a foreign key's columns. */
  readonly link: Link | null
}

/** An edge from a table to the row it points at: a foreign key, or a `one()` of `relations()`. */
export interface Link {
  /** The name in paths such as `category.name`: the one in `relations()`, else the column without `_id` / `Id`. */
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
  /** As in URLs and grants: `products`, `crm.contacts`. Not escaped. */
  readonly path: string
  readonly name: string
  /** Null for `public`, and for tables without a pgSchema. */
  readonly schema: string | null
  /** The property under which the schema exports it. */
  readonly exportName: string
  readonly kind: 'table' | 'view' | 'materialized view'
  readonly source: Source
  /** "product", "Products": singular in lower case, plural in sentence case. */
  readonly singular: string
  readonly plural: string
  readonly columns: readonly ColumnModel[]
  /** The primary key, else the columns of a unique NOT NULL index; empty: rows cannot be addressed. */
  readonly key: readonly ColumnModel[]
  /** Links out, in column order. */
  readonly links: readonly Link[]
  /** Links in, from other tables and itself. */
  readonly backlinks: readonly Link[]
  /** Columns of each unique constraint or index without a condition, the primary key included. */
  readonly uniques: readonly (readonly ColumnModel[])[]
  /** Columns that lead an index, by SQL name: cheap to sort and filter by. */
  readonly indexed: ReadonlySet<string>
  /** All columns are key and every column is part of a link: added and deleted, never changed. */
  readonly joinTable: boolean
  /** How a row is named, tried in order: a column's text, several columns joined, or the label of a linked row. */
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
