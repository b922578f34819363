import type { PgTable } from 'drizzle-orm/pg-core'
import type { Source } from '../schema/model'
import type { ColumnKey, FieldName, OrFunction } from './admin'
import type { Limits, Targets } from './field-options'

/**
 * How rows of another table that refer to a record are edited in its form. Every option is optional, and every one except
 * `via` may be a function of the request, whose `record` is the parent, or null while it is being added.
 */
export interface InlineOptions<T, Referred = Targets<T>> {
  /** The reference to the parent if the table has several: `customer` or `customerId`. Default: the only one. */
  via?: FieldName<T>
  /** Default: every column except those of `via` and those whose values the database generates. */
  columns?: OrFunction<FieldName<T>[]>
  /** Shown as text; a posted value is ignored. */
  readOnly?: OrFunction<FieldName<T>[]>
  /** `table` has a line for each row, `stacked` a small form. Default: `table` for up to six columns without long texts. */
  kind?: OrFunction<'table' | 'stacked'>
  /** The number of blank rows shown at first. Default 0. A button adds more. */
  extra?: OrFunction<number>
  /** The minimum number of rows. Default 0. */
  min?: OrFunction<number>
  /** The maximum number of rows. Default: no limit. */
  max?: OrFunction<number>
  /** Whether rows that the actor may delete can be removed in the form. Default true. */
  canDelete?: OrFunction<boolean>
  /** `-createdAt` is newest first. Default: `sortable`, otherwise the key. */
  orderBy?: OrFunction<(ColumnKey<T> | `-${ColumnKey<T>}`)[]>
  /** A whole-number column with the position of each row. Rows can then be moved, and new rows come last. */
  sortable?: OrFunction<ColumnKey<T>>
  /** Whether the inline is folded at first. It opens if it contains errors. Default false. */
  collapsed?: OrFunction<boolean>
  /** The number of rows on a page, 1 to 200. Default 50. */
  pageSize?: OrFunction<number>
  /** The heading. Default: the table's plural. */
  label?: OrFunction<string>
  /**
   * Limits the options of a relation in these rows: `{ product: { where: (request, table) => eq(table.active, true) } }`, in
   * addition to the limits of the table's own form. `record` and `values` are those of the row.
   */
  fields?: Limits<T, Referred>
  /** Inlines of the rows themselves, one level deep. */
  inlines?: OrFunction<InlineDeclaration[]>
}

/** A declared inline. The type of its table is erased, as in `AdminDeclaration`. */
export interface InlineDeclaration {
  readonly table: Source
  readonly options: InlineOptions<PgTable>
}

/**
 * Declares that rows of `table` are edited in the form of the record that they refer to, with the permissions of `table`.
 * A name that is not a column of the table does not compile.
 */
export function defineInline<T extends Source, const Referred extends Targets<T> = Targets<T>>(
  table: T,
  options: InlineOptions<T, Referred> = {},
): InlineDeclaration {
  // Safe because its options are only ever applied to columns of this table.
  return { table, options: options as unknown as InlineOptions<PgTable> }
}
