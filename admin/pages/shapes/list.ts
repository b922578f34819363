import type { CellKind, CellValue } from '../../fields/field-meta'
import type { FilterChip, FilterMeta } from '../../fields/filter-meta'
import type { TotalId } from '../../fields/totals'
import type { FilterPanel } from './filters'

export interface ListColumn {
  /** The name in the URL's `sort` and `columns`. */
  name: string
  label: string
  kind: CellKind
  /** The file below `db/` that draws its cells, without `.view.tsx`. Default: drawn by its kind. */
  view?: string
  /** Numbers are aligned right. */
  align: 'left' | 'right'
  /** The URL of the list sorted by this column next, for the header's link; null if it cannot be sorted. */
  sortHref: string | null
  sorted: 'asc' | 'desc' | null
  /** The 1-based rank among several sort columns; null if it is the only one or none. */
  sortRank: number | null
  /** The URL that adds this column to the current sort (Shift + click, and a small link). */
  addSortHref: string | null
  /** No index supports this sort on a large table. */
  slowSort: boolean
  /** Why its cells are not read. Absent if they are. */
  notice?: string
  /** How its cells can be edited: with `e` or a double click, or also with one click. Absent if they cannot. */
  edit?: 'cell' | 'direct'
}

/** `key` is the escaped key ('' if the table has none), `cells` correspond to `columns`. */
export type ListRow = readonly [key: string, label: string, ...cells: CellValue[]]

export interface ListPage {
  table: string
  /** The URL of the list without its query string. */
  href: string
  title: string
  singular: string
  plural: string
  columns: ListColumn[]
  rows: ListRow[]
  /** The number of rows on this page, even if `rows` itself was not sent along. */
  rowCount: number
  /** "4,210 rows", "about 2.1M rows", "more than 10,000 rows" */
  countLabel: string
  /** The number of matching rows, if it is known exactly. */
  exactCount: number | null
  /** "1–100" */
  rangeLabel: string
  search: { value: string; hint: string } | null
  chips: FilterChip[]
  clearFiltersHref: string | null
  filters: FilterMeta[]
  panel: FilterPanel
  pager: ListPager
  sizes: { size: number; href: string; current: boolean }[]
  /** All columns that this user may see, for the column menu. */
  columnChoices: ColumnChoice[]
  defaultColumnsHref: string
  /** Shown in place of the rows; null for a list that is not grouped. */
  groups: ListGroups | null
  /** What is said at the foot, by the column's name in the URL: "Sum" of "Amount". `shown`: the column is. */
  totals: { name: string; column: string; label: string; total: string; shown: boolean }[]
  /** Where the totals are asked for: of the list with GET, of selected rows with POST. */
  totalsHref: string
  /** The totals, if they were read with the page. */
  totalValues: TotalsPage | null
  actions: ListAction[]
  /** POST with the `~plan` of a form stops what it has started. */
  cancelHref: string
  /** Those that take no rows. */
  tableActions: ListAction[]
  addHref: string | null
  /** The list without search and filters; `href` may open a default view instead. */
  wholeHref: string
  /** What stands above the list: the whole list, the declared views and the default view, if there are any of these. */
  presets: { name: string; href: string; current: boolean }[]
  /** The page of the list's saved views, with this list to be saved. */
  viewsHref: string
  /** The page of deleted rows; null if there is none for this user. */
  trashHref: string | null
  exportHref: string | null
  /** The page with the options of an export. */
  exportOptionsHref: string | null
  /** The value of `list=` in record links; '' for the unmodified list. */
  listQuery: string
  /** Rows have a key and can be opened. */
  linked: boolean
  /** Query parameters to keep in the search and filter forms, in order. */
  hiddenParameters: { name: string; value: string }[]
  empty: 'no rows' | 'no match' | 'none visible' | null
  readOnlyNote: string | null
  /** Why the list does not open with the default view. */
  openingNote: string | null
  /** The reason why rows or count are missing, such as a timeout, with advice. */
  notice: string | null
  /** The rows were not read, because that would take long; a form with `~run` reads them. */
  asksToRun: boolean
}

export interface ColumnChoice {
  name: string
  label: string
  shown: boolean
  /** What can be said about all of its values at once. Absent for nothing. */
  totals?: readonly TotalId[]
  /** How its rows can be grouped, as in URLs. Absent for not at all. */
  groups?: { name: string; label: string }[]
}

/** The rows of a list by the values of a column. */
export interface ListGroups {
  /** "Created at by month" */
  label: string
  /** The list without groups. */
  removeHref: string
  /** Where the first rows of a group are asked for, with the query string of its list. */
  rowsHref: string
  rows: ListGroup[]
  /** "8 groups", or which ones of more. */
  note: string
}

export interface ListGroup {
  label: string
  rows: string
  /** Of the largest group, from 0 to 1. */
  share: number
  /** The list of its rows; null if no filter takes the value. */
  href: string | null
  totals: Record<string, string | null>
}

/** The first rows of a group, in the columns of the list. */
export type GroupRows = Pick<ListPage, 'columns' | 'rows' | 'href' | 'linked' | 'listQuery' | 'filters'> & {
  more: boolean
}

/** The form that exports a list as one likes. */
export interface ExportPage {
  plural: string
  listHref: string
  /** GET with the list's parameters and the options answers with the file. */
  action: string
  hidden: { name: string; value: string }[]
  columns: { name: string; label: string; shown: boolean }[]
  /** The list has filters or a search. */
  isNarrowed: boolean
  /** The user's own. */
  timeZone: string
}

/** The values of a list's totals. */
export interface TotalsPage {
  /** By name; null if there is nothing to be totalled. A total that could not be computed is missing. */
  values: Record<string, string | null>
  /** Why some are missing. */
  note: string | null
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
  /** It applies to a single row. */
  single?: true
  /** It applies to two rows or more. */
  several?: true
  name: string
  label: string
  danger: boolean
}
