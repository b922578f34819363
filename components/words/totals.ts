export const total = 'Total'
export const add = 'Add'
/** A total with its column: "Sum of Amount". */
export const ofColumn = (total: string, label: string) => `${total} of ${label}`
export const removeTotal = (total: string, label: string) => `Remove: ${total} of ${label}`
export const notComputed = 'not computed'
export const notLoaded = 'The totals could not be loaded. Try again.'
/** Stands where the value of a total will be. */
export const loading = '…'
/** The totals of the selected rows. */
export const ofSelection = 'Totals of the selected rows'
/** The sign of the link that takes a total away. */
export const off = '×'
/** There are no values to be totalled. */
export const nothing = '–'
