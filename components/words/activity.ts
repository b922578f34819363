export const title = 'Activity'
export const filters = { table: 'Table', user: 'User', kind: 'Kind' }
export const allTables = 'All tables'
export const allKinds = 'All kinds'
export const none = 'No changes match.'
export const wholeChange = 'Whole change'
export const oneChange = 'Showing a single change.'
export const newest = 'Newest'
export const older = 'Older'
/** Leads to what undoing all that match would do. */
export const undoAll = 'Undo all that match…'
