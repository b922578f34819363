import type { PgTable } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { Source } from '../schema/model'
import type { ColumnKey, FieldName, RowRule } from './admin'
import type { Actor } from './context'

/** A form of a table outside the admin. */
export interface AdminFormOptions<T> {
  /** The fields that the form has, in order; those in a list of their own are on one line. Nothing else can be written by it. */
  fields: (FieldName<T> | FieldName<T>[])[]
  /**
   * Who writes. `user` is whoever is logged in, with their permissions. `public` is anybody: the form itself is the permission to add
   * such rows, or to change the one that it is opened for.
   */
  as: 'user' | 'public'
  /** What is written besides, as text by column. It is not in the form, and nobody can post it. */
  values?: { [K in ColumnKey<T>]?: string | null }
  /** The button. Default: "Send". */
  submit?: string
  /** What is said after the form was saved. Default: "Thank you. This was saved." */
  done?: string
  /** The page that follows, as a path of this site. Default: the message, in place of the form. */
  next?: `/${string}`
  /** Whether posts are limited for each client, as attempts to log in are. Default true for `public`. */
  limited?: boolean
}

/** What a declared form outside the admin is. The type of its table is erased, as in `AdminDeclaration`. */
export interface TableForm {
  readonly kind: 'table'
  readonly table: Source
  readonly options: AdminFormOptions<PgTable>
  /** The only rows that it can be opened for, and that it can add, besides what rules of the table say. */
  readonly only?: RowRule<PgTable>
}

export interface SchemaFormOptions<S extends z.ZodObject> {
  /**
   * What is done with a form whose values are right. It returns what is said, a path that follows, or what is wrong with single values.
   */
  onSubmit: (
    values: z.output<S>,
    request: { actor: Actor | null },
  ) => Promise<SchemaFormAnswer<S>> | SchemaFormAnswer<S>
  /** The button. Default: "Send". */
  submit?: string
  /** Whether posts are limited for each client, as attempts to log in are. Default true. */
  limited?: boolean
}

export type SchemaFormAnswer<S extends z.ZodObject> =
  | { done: string }
  | { next: `/${string}` }
  | { errors: { readonly [K in keyof z.output<S> & string]?: string } }
  | { problem: string }

export interface SchemaForm {
  readonly kind: 'schema'
  readonly schema: z.ZodObject
  readonly options: SchemaFormOptions<z.ZodObject>
}

/**
 * Declares a form of a table for a page outside the admin: with the inputs, checks, hooks and audit entries of the table's own form, and
 * the fields that are listed. A name that is not a column of the table does not compile.
 */
export function adminForm<T extends Source>(table: T, options: AdminFormOptions<T>): TableForm {
  // Sound because the names of columns have been checked, and nothing else in them depends on the table's type.
  return { kind: 'table', table, options: options as unknown as AdminFormOptions<PgTable> }
}

/** Declares a form whose fields are those of a zod object, for a page outside the admin. */
export function schemaForm<S extends z.ZodObject>(schema: S, options: SchemaFormOptions<S>): SchemaForm {
  // Sound because `onSubmit` only ever gets what this schema returned.
  return { kind: 'schema', schema, options: options as unknown as SchemaFormOptions<z.ZodObject> }
}
