import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { MaskKind, Source } from '../schema/model'
import type { Actor } from './context'
import type { AfterSave, RecordTab, RecordTool } from './record-tools'
import type { ComputedField } from './computed-field'
import type { FormCheck } from './form-check'
import type { InlineDeclaration } from './inline'
import type { ListOptions } from './list-options'
import type { Fields, Targets } from './field-options'
import type { Database } from '../postgres/database'
import type { ActionOptions } from './action'

/** The properties of a table's columns, which a declaration may name. */
export type ColumnKey<T> = T extends { _: { columns: infer C } }
  ? keyof C & string
  : T extends { _: { selectedFields: infer F } }
    ? keyof F & string
    : string

/** A column, or the relation that it holds: `categoryId` or `category`. */
export type FieldName<T> = ColumnKey<T> | LinkName<ColumnKey<T>>

type LinkName<K extends string> = K extends `${infer Name}Id` ? Name : K extends `${infer Name}_id` ? Name : never

/** A column, or a column of a linked row: `category.name`. `brolly check` verifies paths. */
export type ColumnPath<T> = ColumnKey<T> | `${string}.${string}`

/** The actor and, for record pages, the row (its columns as text). */
export interface OptionRequest {
  actor: Actor
  record: Readonly<Record<string, string | null>> | null
}

/** Every option that takes a value also takes a function of the request. */
export type OrFunction<V> = V | ((request: OptionRequest) => V)

/**
 * The allowed rows: all, none, or those that meet a condition on the table (which may be an alias, so use the one
 * passed in).
 */
export type RowRule<T> = (actor: Actor, table: T) => boolean | SQL

export interface FieldRule {
  /** May see the column anywhere: list, form, search, filter, sort, export, history. Default: yes. */
  view?: (actor: Actor) => boolean
  /** May change the column. Default: yes. */
  change?: (actor: Actor) => boolean
}

export interface FormSection<T, Many extends string = never> {
  label?: string
  description?: string
  /** Those in a list of their own are on one line: `['email', ['firstName', 'lastName']]`. */
  fields: (FieldName<T> | Many | (FieldName<T> | Many)[])[]
  /** Whether the section is folded at first. It opens if it contains errors. Needs a label. Default false. */
  collapsed?: boolean
}

export interface FormOptions<T, Many extends string = never, Referred = Targets<T>> {
  /** Default: every column in the schema's order. Columns left out keep their values. */
  sections?: OrFunction<FormSection<T, Many>[]>
  /** Whether the sections are tabs. Without JavaScript they follow one another. Each needs a label. Default false. */
  tabs?: boolean
  /** Shown as text; posted values are ignored. */
  readOnly?: OrFunction<(FieldName<T> | Many)[]>
  /** NOT NULL texts that may be left empty. Default: long texts only. */
  optional?: ColumnKey<T>[]
  /**
   * Texts that are suggested while a row is added, as part of a URL, from what is typed in other fields: `{ slug: ['name'] }`. Default:
   * a slug from what names the row. `[]` for no suggestion.
   */
  prepopulate?: { [K in ColumnKey<T>]?: ColumnKey<T>[] }
  /** Values that are worked out for an existing row, and shown as text among its fields. */
  computed?: ComputedField<T>[]
  /** Values that "Save and add another" passes on to the next row. Default: none. */
  keep?: FieldName<T>[]
  /**
   * Options of single fields, in this form and in inlines of this table: `{ email: { type: 'email', required: true } }`; limits of
   * a relation's choices: `{ category: { where: (request, table) => eq(table.active, true) } }`.
   */
  fields?: Fields<T, Referred>
  /** The next page after "Save". "Save and continue" and "Save and add another" say where they lead. Default: the list. */
  afterSave?: AfterSave<T>
  /**
   * What is wrong with the row as a whole, for rules about several fields: `({ values }) => values.ends < values.starts ? { ends: 'Before
   * it starts.' } : null`. Called after `beforeSave` for every row that a form, a cell or a change of many rows writes.
   */
  check?: FormCheck<T>
  /**
   * Fields that are no columns, as a zod object, for `beforeSave` and `afterSave` to read as `event.extra`. They are the last section of
   * the form. Its `.meta({ title, description })` is the heading.
   */
  extra?: OrFunction<z.ZodObject | null>
  /** Rows of other tables that are edited with this one: `[defineInline(orderItems)]`. */
  inlines?: OrFunction<InlineDeclaration[]>
}

/** Options for a many-to-many relation. */
export interface ManyOptions<T> {
  /** The join table. */
  through: T
  /** The relation of the join table that refers to this table, if both of its sides do: `product` for `productId`. */
  via?: FieldName<T>
  /** Default: the plural of the other side. */
  label?: string
  /** Chips with a search, or two lists side by side for small sets. Default `chips`. */
  input?: 'chips' | 'lists'
}

/** Options for one way in to a record. */
export interface NeighbourOptions<T, Parent> {
  /** The referring table. */
  of: T
  /** The relation's name, if several keys of the table refer here (`payer` for `payerId`). */
  via?: string
  /**
   * For a table without a foreign key to this one: its columns, each with the column of this table that it refers to.
   */
  on?: { [K in ColumnKey<T>]?: ColumnKey<Parent> }
  /** The columns next to the row's label. Default: a status, and a number or a date. */
  columns?: ColumnPath<T>[]
  /** The number of rows to show: 1 to 50. Default 5. */
  limit?: number
  /** Default: the table's plural, with the relation's name if several keys refer here. */
  label?: string
}

/** `orders`, `orders.payer`, or options for one; `'*'` stands for all others. */
export type Neighbours<Parent, Tables extends readonly unknown[]> = {
  [Place in keyof Tables]: string | NeighbourOptions<Tables[Place], Parent>
}

export interface RecordOptions<T, Tables extends readonly unknown[] = readonly unknown[]> {
  /**
   * The rows that refer to the record, beside its form: which, in what order. `false` for none. Default: all that the actor may
   * view.
   */
  neighbours?: OrFunction<false | Neighbours<T, Tables>>
  /** Links in the head of the record. */
  tools?: OrFunction<RecordTool<T>[]>
  /** Pages of your own for each row, at `/admin/<table>/<key>/<name>`. */
  tabs?: OrFunction<RecordTab<T>[]>
}

/** What every table has a permission for: `products.view`. A row must also be viewed to be exported. */
export const verbs = ['view', 'add', 'change', 'delete', 'export'] as const

export type Verb = (typeof verbs)[number]

export interface Permissions<T> extends Partial<Record<Verb, RowRule<T>>> {
  /**
   * The relation to the row whose rules also hold for this one: with `order`, a line of an order is viewed by those who may view
   * the order, and added, changed and deleted by those for whom its rules allow a change. A row that refers to none is for
   * superusers only.
   */
  via?: FieldName<T>
  fields?: { [K in ColumnKey<T>]?: FieldRule }
}

/**
 * Called inside the transaction of a write. A hook can stop it by throwing an `AdminError` with a message for the user.
 */
export interface Hooks {
  beforeSave?: (event: SaveEvent) => Promise<void> | void
  afterSave?: (event: SaveEvent) => Promise<void> | void
  beforeDelete?: (event: DeleteEvent) => Promise<void> | void
  /** Called after all chosen rows are deleted, once per row. */
  afterDelete?: (event: DeleteEvent) => Promise<void> | void
}

/** For what cannot be rolled back, such as mail: runs once after the commit, and never in a rehearsal. */
export type AfterCommit = (work: () => Promise<void> | void) => void

export interface DeleteEvent {
  actor: Actor
  db: Database
  afterCommit: AfterCommit
  /** The row before the deletion. */
  record: Readonly<Record<string, string | null>>
}

export interface SaveEvent {
  actor: Actor
  db: Database
  afterCommit: AfterCommit
  mode: 'add' | 'change'
  /** The values to write, by column property, as PostgreSQL text. `beforeSave` may change them. */
  values: Record<string, string | null>
  /** The row before the change; null when adding. */
  record: Readonly<Record<string, string | null>> | null
  /** What `form.extra` returned for the record's own form. Empty for cells, changes of many rows and rows of inlines. */
  extra: Readonly<Record<string, unknown>>
}

/** A duplicate takes over every value that the form has, except keys, unique values and secrets. */
export interface DuplicateOptions<T> {
  /** Columns that start empty as well. */
  clear?: FieldName<T>[]
  /** Whether the rows of inlines are copied too, at most 200 of each. Default false. */
  inlines?: boolean
}

export interface AdminOptions<
  T,
  Neighbouring extends readonly unknown[] = readonly unknown[],
  Many extends string = never,
  Referred = Targets<T>,
> {
  /** How a row is named: a column, or an expression on the table. Default: derived from the names of its columns. */
  label?: ColumnKey<T> | ((table: T) => SQL)
  /** "order item" and "Order items". Default: derived from the table's name. */
  singular?: string
  plural?: string
  /** The heading in the navigation. Default: the PostgreSQL schema. */
  group?: string
  /** Help texts below the inputs, by column. */
  help?: { [K in ColumnKey<T>]?: string }
  /** Labels that replace those derived from names. */
  labels?: { [K in ColumnKey<T>]?: string }
  /** Overrides whether a column is a secret, if its name suggests otherwise: masked everywhere, or not at all. */
  secrets?: { [K in ColumnKey<T>]?: boolean }
  /**
   * Columns whose values are masked everywhere, by what they hold: `{ email: 'email', phone: 'phone' }`. They cannot be
   * searched, filtered or sorted by. Who has the permission `<table>.reveal` can show a single value, which leaves an entry in
   * the audit log.
   */
  personal?: { [K in ColumnKey<T>]?: MaskKind }
  /** Messages for constraints and unique indexes of the table, by name: `{ orders_paid_known: 'A paid order needs a date.' }`. */
  constraints?: Readonly<Record<string, string>>
  /**
   * Names for many-to-many relations, for use in `list` and `form`: `{ topics: postTopics }`. A join table needs no
   * declaration to be found.
   */
  many?: { [Name in Many]: Source | ManyOptions<Source> }
  list?: ListOptions<T, NoInfer<Many>>
  form?: FormOptions<T, NoInfer<Many>, Referred>
  record?: RecordOptions<T, Neighbouring>
  permissions?: Permissions<T>
  /**
   * Deleting a row sets this column, and lists, choices and related rows leave it out: a time that is NULL for other rows, or a
   * boolean. `by` gets the email of who deletes, or as a uuid the id. Removing such rows for good needs `<table>.purge`.
   */
  softDelete?: ColumnKey<T> | { column: ColumnKey<T>; by?: ColumnKey<T> }
  /**
   * The row's public page, for a "View on site" link: `(row) => '/shop/' + row.slug`. Null for a row without one. Columns
   * that the actor may not view are null.
   */
  url?: (row: Readonly<Record<ColumnKey<T>, string | null>>) => string | null
  /** Whether rows can be duplicated, and how. Default true for tables whose rows can be added. */
  duplicate?: boolean | DuplicateOptions<T>
  actions?: ActionOptions<T>[]
  hooks?: Hooks
}

/**
 * A declared admin. The table's own type is of no use inside the engine, where every admin goes through the same code,
 * so it is erased here, in one place. `defineAdmin` has checked the column names.
 */
export interface AdminDeclaration {
  readonly table: Source
  readonly options: AdminOptions<PgTable>
}

/**
 * Declares how a table is shown and who may do what with its rows. Every option is optional.
 * A name that is not a column of the table does not compile.
 */
export function defineAdmin<
  T extends Source,
  const Neighbouring extends readonly unknown[],
  Many extends string = never,
  Referred extends Targets<T> = Targets<T>,
>(table: T, options: AdminOptions<T, Neighbouring, Many, Referred> = {}): AdminDeclaration {
  // Sound because the engine hands each function of `options` only this table or an alias of it.
  return { table, options: options as unknown as AdminOptions<PgTable> }
}
