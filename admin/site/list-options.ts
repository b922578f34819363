import type { SQL } from 'drizzle-orm'
import type { ColumnKey, ColumnPath, FieldName, OrFunction } from './admin'
import type { DeclaredFilter } from './declared-filter'

/** A column that the database computes for each row. */
export interface ComputedColumn<T> {
  /** Its name in URLs; must not be a column's name. */
  id: string
  label: string
  value: (table: T) => SQL
  /** The columns that the value is computed from. An actor who may not view one of them does not see this column. */
  reads: ColumnKey<T>[]
  align?: 'left' | 'right'
  /** Default true. */
  sortable?: boolean
}

export interface ListOptions<T, Many extends string = never> {
  /** Default: the label, then status and flags, relations, numbers, creation time; at most eight. */
  columns?: OrFunction<(ColumnPath<T> | ComputedColumn<T> | Many)[]>
  /**
   * The filters offered first: columns, columns of a related row (`category.name`), relations, and filters of your own that are no column.
   * Every filterable column can be filtered by. Default: all columns, in their order.
   */
  filters?: (FieldName<T> | ColumnPath<T> | Many | DeclaredFilter<T>)[]
  /**
   * `name` searches anywhere in the text, `^name` at its start, `=name` for the whole text. Default: the label's
   * columns and other short texts.
   */
  search?: (ColumnPath<T> | `^${ColumnPath<T>}` | `=${ColumnPath<T>}` | Many)[]
  /** `-createdAt` means newest first. Default: newest first if an index supports it, otherwise by descending key. */
  sort?: (ColumnPath<T> | `-${ColumnPath<T>}`)[]
  /** Rows per page: 1 to 1000. Default 100. */
  pageSize?: number
  /**
   * Columns that are changed in the list with one click, and without JavaScript have inputs there. With `e`, every column can be
   * edited that a form may change. Default: none.
   */
  editable?: OrFunction<FieldName<T>[]>
  /** The columns that can be changed in many rows at once. `false` for none. Default: all that the form can change. */
  bulk?: OrFunction<false | (FieldName<T> | Many)[]>
  /**
   * Views for everybody, by name, as links above the list: `{ 'Paid this month': 'status.eq=paid&created_at.eq=this month' }`. The
   * query string is that of the list's URL. Default: none.
   */
  views?: Readonly<Record<string, string>>
}
