/** The product’s name. */
export const product = 'Brolly'

export const back = 'Back'
export const cancel = 'Cancel'
export const close = 'Close'
export const nullValue = 'null'
/** Ticked where a value is NULL and not an empty text. */
export const noValue = 'No value'
export const emptyValue = 'empty'
export const blankLabel = '(blank)'
export const yes = 'Yes'
export const no = 'No'
/** A link to a value that is too long for the page. */
export const showAll = 'Show all'
/** Names a group of page links. */
export const pages = 'Pages'
export const tables = 'Tables'
/** Leads to a short list of rows. */
export const amongThem = 'Among them:'

/** A count with separators between thousands. */
export const count = (rows: number) => rows.toLocaleString('en-US')

/** Ends a list of rows by how many are not named. */
export const andMore = (others: number, atLeast: boolean) => `and ${atLeast ? 'more than ' : ''}${count(others)} more`
