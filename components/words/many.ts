export const add = (singular: string) => `Add ${singular}`
/** The hint of an input that works without JavaScript. */
export const keyOfAnother = (singular: string) => `Key of another ${singular}`
export const remove = (label: string) => `Remove ${label}`
export const keep = (label: string) => `Keep ${label}`
export const moveEarlier = (label: string) => `Move ${label} earlier (Alt+Left arrow)`
export const moveLater = (label: string) => `Move ${label} later (Alt+Right arrow)`
export const place = (label: string, { at, of }: { at: number; of: number }) => `${label}, ${at} of ${of}`
export const available = 'Available'
export const chosen = 'Chosen'
export const filter = (list: string) => `Filter ${list.toLowerCase()}`
export const choose = 'Choose'
export const takeOut = 'Remove'
