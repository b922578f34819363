export const noSuchEntry = 'Invalid position in the history.'
export const setPassword = 'Set the password'
export const revealed = 'Revealed a value'
export const revealedColumn = (column: string) => `Revealed ${column}`
export const changedPermissions = 'Changed the permissions'
export const added = 'Added'
export const changed = 'Changed'
export const deleted = 'Deleted'
export const noEntry = 'This row has no such change.'
export const asOf = (record: string, when: string) => `${record} as of ${when}`
export const doneBy = (action: string, who: string) => `${action} by ${who}`
export const beforeDeletion = (who: string) => `Before it was deleted by ${who}`
