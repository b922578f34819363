export const groupPermissions = 'Permissions of a group'
export const userPermissions = 'Permissions of a user'
export const migrations = 'Migrations'
export const migrationPlan = 'Migration plan'
export const revert = 'Revert'
export const apply = 'Apply'
export const migrationRun = 'Migration run'
export const run = 'Run'
export const plan = 'Plan'
export const onlySuperusersSeePlans = 'Only superusers can see query plans.'
export const queryGone = 'This query is no longer available. Reload the page it came from, then open the plan again.'
export const setPasswordOfUser = 'Set the password of a user'
export const setPassword = 'Set password'
export const users = 'Users'
export const pageNotFound = 'Page not found.'
export const tableNotFound = 'Table not found.'
export const groups = 'Groups'
export const permissions = 'Permissions'
export const groupsAndPermissionsOf = (title: string) => `Groups and permissions of ${title}`
export const permissionsOf = (title: string) => `Permissions of ${title}`
export const deleteTitle = (page: string) => `Delete · ${page}`
export const deleteRecord = 'Delete'
export const historyTitle = (page: string) => `History · ${page}`
export const history = 'History'
export const addTitle = (table: string) => `Add · ${table}`
export const add = 'Add'
export const setPasswordOf = (email: string) => `Set the password of ${email}`
export const endsAllSessions = 'This ends all sessions of this user.'
export const tabTitle = (tab: string, page: string) => `${tab} · ${page}`
export const pastRowTitle = (row: string) => `The row then · ${row}`
export const pastRow = 'The row then'
