export const wrongCursor = 'The place in the list that this address names is not of this list.'
export const numberedPagesOnly = 'This list has numbered pages only.'
export const noParameter = (name: string) => `This list has no parameter “${name}”.`
export const parameterTwice = (name: string) => `The parameter “${name}” stands there twice.`
export const notTogether = (names: string) => `“${names}” do not go together.`
export const searchCharacter = 'The search holds a character that no text can have.'
export const searchTooLong = (most: number, given: number) =>
  `A search has at most ${most} characters; this has ${given}.`
export const noPage = (page: number) => `There is no page ${page}.`
export const wholeNumber = (name: string, given: string) => `“${name}” takes a whole number, not “${given}”.`
export const tooManyColumns = (most: number) => `A list shows at most ${most} columns.`
export const noColumn = (name: string) => `This list has no column “${name}”.`
export const noSortColumn = (name: string) => `This list has no column “${name}” to sort by.`
export const notSortable = (label: string) => `“${label}” cannot be sorted by.`
export const sortedTwice = (label: string) => `“${label}” stands in the order twice.`
export const theSearch = 'The search'
export const theFilter = 'The filter'
export const theOrder = 'The order'
export const tookTooLong = (what: string) =>
  `${what} took too long and was stopped: no index serves it on a table of this size. Narrow it with a filter on an indexed column, or have an index added.`
export const noPageOf = (page: number, last: number) => `There is no page ${page}; the last is ${last}.`
export const numberedUpTo = (last: number) => `Pages have numbers up to ${last} only; go on from there with “next”.`
export const readOnly = (kind: string) => `A ${kind}: its rows are read only.`
export const noKey = 'This table has no key, so its rows can be listed but not opened.'
export const lastOf = (rows: string, total: string) => `last ${rows} of ${total}`
export const rowsOf = (rows: string, total: string) => `${rows} of ${total}`
export const rangeOf = (first: string, last: string, total: string) => `${first}–${last} of ${total}`
export const deleteRows = 'Delete…'
