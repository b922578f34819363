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
