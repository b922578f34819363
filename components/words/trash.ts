export const trash = 'Deleted rows'
export const restore = 'Restore'
export const search = 'Search'
export const filters = { q: 'Name or key', user: 'Deleted by' }
export const columns = { row: 'Row', key: 'Key', at: 'Deleted', by: 'By', together: 'Together with' }
export const none = 'Nothing was deleted here, or everything was restored.'
export const noneMatch = 'No deleted rows match.'
export const noneSoFar = 'None so far. Older deletions have not been searched yet.'
export const restoreTicked = 'Restore ticked rows…'
export const tick = (row: string) => `Tick ${row}`
export const older = 'Older'
export const newest = 'Newest'
export const backTo = (table: string) => `Back to ${table}`
/** How long deleted rows are kept. */
export const kept = 'Rows that were deleted here are kept as long as the audit log.'
