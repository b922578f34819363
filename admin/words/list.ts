export const wrongCursor = 'The URL contains an invalid position in the list.'
export const numberedPagesOnly = 'This list has numbered pages only.'
export const noView = (view: string) => `This list has no view “${view}”. “view=all” shows the whole list.`
export const noParameter = (name: string) => `This list has no parameter “${name}”.`
export const parameterTwice = (name: string) => `The parameter “${name}” occurs twice.`
export const notTogether = (names: string) => `“${names}” cannot be combined.`
export const searchCharacter = 'The search contains an invalid character.'
export const searchTooLong = (most: number, given: number) =>
  `A search can have at most ${most} characters; this has ${given}.`
export const noPage = (page: number) => `There is no page ${page}.`
export const wholeNumber = (name: string, given: string) => `“${name}” must be a whole number, not “${given}”.`
export const tooManyColumns = (most: number) => `A list shows at most ${most} columns.`
export const noColumn = (name: string) => `This list has no column “${name}”.`
export const noSortColumn = (name: string) => `This list has no column “${name}” to sort by.`
export const notSortable = (label: string) => `This list cannot be sorted by “${label}”.`
export const sortedTwice = (label: string) => `“${label}” occurs twice in the sort order.`
export const theSearch = 'The search'
export const theFilter = 'The filter'
export const theOrder = 'The order'
export const tookTooLong = (what: string) =>
  `${what} took too long and was stopped: no index supports it on a table of this size. Filter by an indexed column, or ask for an index.`
export const wouldTakeLong = (what: string) =>
  `${what} would probably take long: no index supports it on a table of this size. Filter by an indexed column, or run it anyway.`
export const noPageOf = (page: number, last: number) => `There is no page ${page}; the last is ${last}.`
export const numberedUpTo = (last: number) => `Page numbers end at ${last}. Use “Next” to continue from there.`
export const readOnly = (kind: string) => `This is a ${kind}: its rows are read-only.`
export const noKey = 'This table has no key, so its rows can be listed but not opened.'
export const lastOf = (rows: string, total: string) => `last ${rows} of ${total}`
export const rowsOf = (rows: string, total: string) => `${rows} of ${total}`
export const rangeOf = (first: string, last: string, total: string) => `${first}–${last} of ${total}`
export const deleteRows = 'Delete…'
export const firstRow = 'This is the first row of the list.'
export const lastRow = 'This is the last row of the list.'
/** The related rows that a cell does not name: "+4". */
export const andMore = (rows: number, atLeast: boolean) => (rows <= 0 ? '' : `+${rows}${atLeast ? ' or more' : ''}`)
export const duplicate = 'Duplicate'
/** Opens a form for the selected rows. */
export const edit = 'Edit…'
