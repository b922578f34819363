export const nullChip = 'null'
export const emptyChip = 'empty'
export const addTo = (label: string) => `Add to ${label}`
export const list = (label: string) => `Values of ${label}`
export const chip = (text: string, { at, of }: { at: number; of: number }) => `${text}, ${at} of ${of}`
export const remove = (text: string) => `Remove ${text}`
export const removed = (text: string) => `${text} removed`
export const moved = (text: string, { at, of }: { at: number; of: number }) => `${text} moved to ${at} of ${of}`
export const noList = 'No value'
export const emptyList = 'Empty list'
/** A button that makes a list NULL. */
export const clear = 'Set to no value'
export const howTo = 'Enter adds a value. Pasted lists are split into values. Alt and the arrow keys move a value.'
/** The problem of one value, read with the value. */
export const problem = (text: string, message: string) => `“${text}”: ${message}`
