import type { SQL } from 'drizzle-orm'
import type { Source } from '../schema/model'
import type { ColumnKey, FieldName, OptionRequest } from './admin'
import type { ReferredTable } from './referred-table'

/** What the options of a relation may depend on. */
export interface ChoiceRequest<T> extends OptionRequest {
  /** The values that are in the form now, by column property, as text; null for an empty one. */
  values: Readonly<Record<ColumnKey<T>, string | null>>
}

/** Options for one field of a form. `Given` is the type of `of`. */
export interface FieldOptions<T, Field, Given> {
  /**
   * The table that the relation refers to. It gives `where` the type of its table. Only needed if the registered schema
   * has no `relations()` for it.
   */
  of?: Given
  /**
   * The rows that can be chosen: all, none, or those that meet a condition on the table passed in. A stored choice that
   * no longer meets it can stay.
   */
  where?: (request: ChoiceRequest<T>, table: Source extends Given ? ReferredTable<T, Field> : Given) => boolean | SQL
}

/** The table that each relation refers to, by the name of its field. */
export type Targets<T> = { readonly [K in FieldName<T>]?: Source }

export type Fields<T, Referred> = {
  [K in keyof Referred]: K extends FieldName<T> ? FieldOptions<T, K, Referred[K]> : never
}
