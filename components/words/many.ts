export const add = (singular: string) => `Add ${singular}`
/** The hint of an input that works without JavaScript. */
export const keyOfAnother = (singular: string) => `Key of another ${singular}`
export const remove = (label: string) => `Remove ${label}`
export const keep = (label: string) => `Keep ${label}`
export const available = 'Available'
export const chosen = 'Chosen'
export const filter = (list: string) => `Filter ${list.toLowerCase()}`
export const choose = 'Choose'
export const takeOut = 'Remove'
