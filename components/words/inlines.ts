export const none = 'None yet.'
export const row = 'Row'
export const order = 'Order'
export const newRow = (singular: string) => `New ${singular}`
export const newRowInSentence = (singular: string) => `new ${singular}`
export const moveUp = (row: string) => `Move ${row} up`
export const moveDown = (row: string) => `Move ${row} down`
/** Only for a pointer: the buttons beside it do the same. */
export const drag = 'Drag to move'
export const open = (row: string) => `Open ${row}`
export const remove = 'Remove'
export const removeWhenSaved = 'Remove when saved'
export const removeRow = (row: string) => `Remove ${row}`
export const add = (singular: string) => `Add ${singular}`
export const atMost = (limit: number, rows: string) => `At most ${limit} ${rows}.`
export const pages = (label: string) => `Pages of ${label}`
export const previous = 'Previous'
export const next = 'Next'
export const range = (first: number, last: number, count: string) => `${first}–${last} of ${count}`
export const manyRows = '1,000+'
export const openAsList = 'Open as list'
export const changedByOther = 'Another user changed it. Choose the values below.'
/** Names a row in the summary of errors. */
export const rowNumber = (label: string, number: number) => `${label}, row ${number}`
export const fieldInRow = (label: string, number: number, field: string) => `${label}, row ${number}: ${field}`
