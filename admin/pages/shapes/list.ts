import type { CellValue, FieldKind } from '../../fields/field-meta'
import type { FilterChip, FilterMeta } from '../../fields/filter-meta'

export interface ListColumn {
  /** In the URL's `sort` and `columns`. */
  name: string
  label: string
  kind: FieldKind
  /** Numbers stand right. */
  align: 'left' | 'right'
  /** Null: cannot be sorted. Otherwise the list sorted by this column next, as the header's link. */
  sortHref: string | null
  sorted: 'asc' | 'desc' | null
  /** 1-based place among several sort columns; null when it is the only one or none. */
  sortPlace: number | null
  /** Adds this column to the present sort (Shift + click, and a small link). */
  addSortHref: string | null
  /** No index serves this sort on a large table. */
  slowSort: boolean
}

/** `key` is the escaped key ('' where the table has none), `cells` follow `columns`. */
export type ListRow = readonly [key: string, label: string, ...cells: CellValue[]]

export interface ListPage {
  table: string
  /** The list itself, without its query. */
  href: string
  title: string
  singular: string
  plural: string
  columns: ListColumn[]
  rows: ListRow[]
  /** How many rows this page shows; also where `rows` itself did not come along. */
  rowCount: number
  /** "4,210 rows", "about 2.1M rows", "more than 10,000 rows" */
  countLabel: string
  /** How many rows match, if it is exactly known. */
  exactCount: number | null
  /** "1–100" */
  rangeLabel: string
  search: { value: string; hint: string } | null
  chips: FilterChip[]
  clearFiltersHref: string | null
  filters: FilterMeta[]
  pager: ListPager
  sizes: { size: number; href: string; current: boolean }[]
  /** All columns this person may see, for the chooser. */
  columnChoices: { name: string; label: string; shown: boolean }[]
  defaultColumnsHref: string
  actions: ListAction[]
  addHref: string | null
  exportHref: string | null
  /** What the record links carry as `list=`; '' for the bare list. */
  listQuery: string
  /** Rows can be opened: they have a key. */
  linked: boolean
  /** Query parameters to keep in the search and filter forms, in order. */
  hiddenParameters: { name: string; value: string }[]
  empty: 'no rows' | 'no match' | 'none visible' | null
  readOnlyNote: string | null
  /** A problem that left the list without rows or count, in words: a timeout with its advice. */
  notice: string | null
}

export interface ListPager {
  firstHref: string | null
  previousHref: string | null
  nextHref: string | null
  lastHref: string | null
  /** Numbered pages while the result is small; `null` is a gap. */
  pages: ({ page: number; href: string; current: boolean } | null)[]
}

export interface ListAction {
  name: string
  label: string
  danger: boolean
}
