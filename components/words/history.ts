export const title = (record: string) => `History of ${record}`
export const openRecord = 'Open the record'
export const deleted = 'This row has been deleted. Only its history remains.'
export const nothingYet = 'Nothing has been recorded yet.'
export const newer = 'Newer'
export const older = 'Older'
export const hiddenChange = 'changed (hidden)'
/** Read out between the value before and the value after. */
export const became = 'became'
export const addedRows = 'added'
export const removedRows = 'removed'
export const putBack = 'Put back'
export const putBackOf = (column: string) => `Put back ${column}`
export const lookAt = 'The row then'
export const then = 'Then'
export const now = 'Now'
export const column = 'Column'
export const history = 'History'
export const putBackAll = 'Put back the whole row'
export const restoreAll = 'Restore the row'
export const differsNote = 'Marked columns are different now.'
export const filters = { column: 'Column', user: 'User' }
export const allColumns = 'All columns'
export const email = 'Email'
export const noneMatch = 'No changes match.'
/** Read out before a piece of a text that was removed or added. */
export const removedText = 'removed'
export const addedText = 'added'
