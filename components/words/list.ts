import { count } from './shared'

export const runAnyway = 'Run it anyway'
export const exportCsv = 'Export CSV'
export const add = (singular: string) => `Add ${singular}`
export const rowsOf = (plural: string) => `${plural}, rows`

export const search = (hint: string) => `Search ${hint}`
export const searches = (hint: string) => `Searches ${hint}`
export const searchIn = (plural: string, hint: string) => `Search ${plural}: ${hint}`

export const columns = 'Columns'
export const columnsToShow = 'Columns to show'
export const orderHint = 'Drag the dots to change the order, or press Alt and an arrow key.'
/** The sign of the place by which a row is dragged. */
export const grip = '⠿'
export const showColumns = 'Show columns'
export const defaultColumns = 'Default columns'

export const thenBy = (label: string) => `Then by ${label}`
export const reverse = (label: string) => `Reverse ${label}`
export const slow = 'slow'
/** Under the label of a column whose cells are not read; why, is in its tooltip. */
export const notShown = 'not shown'
export const slowSort = (label: string) => `No index supports this order: sorting by ${label} may be slow or time out`

export const selectRow = (label: string) => `Select ${label}`
export const selectPage = 'Select all rows of this page'
export const selectedRows = 'Selected rows'
export const withSelected = 'With selected rows'
export const selected = (rows: number, elsewhere: number) =>
  `${count(rows)} selected${elsewhere === 0 ? '' : elsewhere === rows ? ', on other pages' : `, ${count(elsewhere)} on other pages`}`
export const clearSelection = 'Clear the selection'
/** All rows that match are selected; `matching` is null where they were not counted. */
export const allSelected = (matching: number | null, except: number) =>
  `${matching === null ? 'All matching rows' : `All ${count(matching)} matching rows`}${except === 0 ? '' : ` except ${count(except)}`} selected`
export const selectAll = (matching: number | null) =>
  `Select all${matching === null ? '' : ` ${count(matching)}`} that match`

export const previousPage = 'Previous page'
export const nextPage = 'Next page'
export const allPages = 'All pages'
export const first = 'First'
export const previous = 'Previous'
export const next = 'Next'
export const last = 'Last'
export const page = (number: number) => `Page ${number}`
export const pageSizes = 'Rows per page'
export const pageSize = 'rows per page'

export const showEverything = (plural: string) => `Show all ${plural}`
export const noneMatch = (plural: string) => `No ${plural} match`
export const noMatchFor = (search: string) => `No matches for “${search}”.`
export const noMatchForFilters = 'No rows match all the filters.'
export const noMatchForBoth = (search: string) => `No rows match both the filters and “${search}”.`
export const noneVisible = (plural: string) => `No ${plural} that you can view`
export const mayBeHidden = 'There may be rows that you do not have permission to see. Ask an administrator.'
export const noneYet = (plural: string) => `No ${plural} yet`
export const willAppear = 'Rows will appear here once they are added.'
export const addFirst = 'Add the first one to get started.'
export const trash = 'Deleted rows'
export const searchTrash = 'Search deleted rows'

/** Saves the inputs of all rows of the page. */
export const saveRows = 'Save'
