export const pageTitle = 'Undo a change'
export const heads = { remove: 'Removed', restore: 'Restored', revert: 'Put back', keep: 'Stays as it is' }
export const columns = { row: 'Row', then: 'As it will be' }
export const andMore = (rows: number) => `and ${rows.toLocaleString('en-US')} more`
export const undo = 'Undo'
export const restore = 'Restore'
export const putBack = 'Put back'
