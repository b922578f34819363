import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Database } from '../postgres/database'
import type { ColumnKey } from './admin'
import type { Actor } from './context'

/** A value that a filter offers. `value` is its text in the URL. */
export interface FilterChoice {
  readonly value: string
  readonly label: string
}

export interface FilterRequest {
  readonly actor: Actor
  /** Reads with all privileges of the connection, so return only choices that this actor may know. */
  readonly db: Database
}

/** A filter that is not a column, for `list.filters`: `?segment.eq=vip`. */
export interface DeclaredFilter<T> {
  /** Its name in URLs. Must not be the name of a column, or of a relation. */
  id: string
  label: string
  /**
   * Whether a row matches a value. Values are not trusted: a URL may contain anything, so pass them on as parameters of `sql`. If
   * `choices` is a list, only values of the list arrive here. Anything but a condition or `true` finds no rows.
   */
  where: (value: string, table: T, request: Pick<FilterRequest, 'actor'>) => SQL | boolean
  /** The columns that `where` reads. An actor who may not view one of them does not have this filter. */
  reads: ColumnKey<T>[]
  /**
   * What is offered, in this order: a list, or a function that is called when a user opens the choices, and returns at most
   * 1,000. Without choices the value is typed.
   */
  choices?:
    readonly FilterChoice[] | ((request: FilterRequest) => readonly FilterChoice[] | Promise<readonly FilterChoice[]>)
  /** How a value without `choices` is typed; numbers and dates (`2026-07-01`) are checked before `where`. Default `text`. */
  input?: 'text' | 'number' | 'date'
  /**
   * The value that the list is filtered by when the table is opened, unless the user has a default view of it. The filter can be removed like
   * any other. Default: none.
   */
  default?: string
}

/** The filters of a table that are not columns, with the type of their table erased. */
export function declaredFilters(options: {
  readonly list?: { readonly filters?: readonly (string | DeclaredFilter<never>)[] | undefined } | undefined
}): DeclaredFilter<PgTable>[] {
  const filters = (options.list?.filters ?? []) as readonly (string | DeclaredFilter<PgTable>)[]
  return filters.filter((filter) => typeof filter === 'object')
}
