import type { PgTable } from 'drizzle-orm/pg-core'
import type { Source } from '../schema/model'
import type { ColumnKey, FieldName, OrFunction } from './admin'

/**
 * How the rows of another table that point at a record are edited in its form. Every option may be left out, and every one but
 * `via` also takes a function of the request; `record` is the parent, null while it is being added.
 */
export interface InlineOptions<T> {
  /** The reference to the parent, where the table has several: `customer` or `customerId`. Default: the only one. */
  via?: FieldName<T>
  /** Default: every column but those of `via`, keys made by the database, and values made by it. */
  columns?: OrFunction<FieldName<T>[]>
  /** Shown as text; a posted value is ignored. */
  readOnly?: OrFunction<FieldName<T>[]>
  /** `table` has a line for each row, `stacked` a small form. Default: `table` up to six columns without a long text. */
  kind?: OrFunction<'table' | 'stacked'>
  /** Blank rows to begin with. Default 0; more are added with a button. */
  extra?: OrFunction<number>
  /** Fewest rows that a record may be saved with. Default 0. */
  min?: OrFunction<number>
  /** Most rows that a record may have. Default: no limit. */
  max?: OrFunction<number>
  /** Whether rows can be removed here, where the actor may delete them. Default true. */
  canDelete?: OrFunction<boolean>
  /** `-createdAt` is newest first. Default: `sortable`, else the key. */
  orderBy?: OrFunction<(ColumnKey<T> | `-${ColumnKey<T>}`)[]>
  /** A whole-number column that holds each row's position: rows can be moved, and are numbered from 1 when saved. */
  sortable?: OrFunction<ColumnKey<T>>
  /** Folded until it is opened; one with errors is open. Default false. */
  collapsed?: OrFunction<boolean>
  /** Rows on a page: 1 to 200. Default 50. */
  pageSize?: OrFunction<number>
  /** The heading. Default: the table's plural. */
  label?: OrFunction<string>
  /** Rows that point at these rows, one level deep. */
  inlines?: OrFunction<InlineDeclaration[]>
}

/** A declared inline; the table's own type is erased as in `AdminDeclaration`. */
export interface InlineDeclaration {
  readonly table: Source
  readonly options: InlineOptions<PgTable>
}

/**
 * Declares that rows of `table` are edited in the form of the record they point at, under the table's own permissions.
 * A name that is not a column of the table does not compile.
 */
export function defineInline<T extends Source>(table: T, options: InlineOptions<T> = {}): InlineDeclaration {
  // Sound because nothing but columns of this table is asked of its options.
  return { table, options: options as unknown as InlineOptions<PgTable> }
}
