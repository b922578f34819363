import { count } from './shared'

export const kinds = { add: 'Added', change: 'Changed', delete: 'Deleted' }
export const refused = 'Refused'
export const andMore = (rows: number) => `and ${count(rows)} more`
export const backToForm = 'Choose other values'
export const operationOf = (label: string) => `What to do with ${label}`
export const working = 'Working…'
export const cancelling = 'Cancelling…'
export const nothingToRead = 'There is nothing to read here.'
export const keep = 'Keep'
export const needsCorrection = 'A value needs a correction. Nothing was changed yet.'
