export const onlySuperusersMigrate = 'Only superusers can run migrations.'
export const differs = 'Code and database differ. To see where, run: npx brolly drift'
export const noSuchFunction = 'No such function or operator for these types. Cast one side, or create the extension.'
export const grantPrivilege = 'The DATABASE_URL role lacks this privilege. Grant it, or connect as the owner.'
export const onlySuperusersSeePlans = 'Only superusers can see query plans.'
export const onlyReadsHavePlans = 'Plans are only available for queries that read.'
export const noDatabaseUrl = 'DATABASE_URL is not set. Start with `npx brolly start`, or set it.'
export const noAnswer = 'The database does not respond, or the network is down.'
export const tookTooLong = 'The database took too long and was stopped.'
export const lockedElsewhere =
  'Another session has locked these rows or tables, such as a migration. Try again in a moment.'
export const changedByOthers = 'Another user changed the same rows at the same time. Try again.'
export const outOfMemory = 'The database is out of memory. Try again later.'
export const invalidPattern = 'The pattern of a filter is not a valid regular expression.'
export const invalidInUrl = 'This URL contains a value that is not valid for its column.'
export const unreachable = 'The database cannot be reached.'
export const notMigrated = 'The database does not match the schema.'
export const lacksPrivilege = 'The application’s database role lacks the privilege for this.'
export const unfilled = 'A materialised view used here has not been populated. Run REFRESH MATERIALIZED VIEW on it.'
export const busy = 'The database is busy with other requests. Wait for your other pages to load, then try again.'
export const valueExists = 'The value already exists.'
export const brokenReference = 'A referenced row does not exist, or the row is still referenced.'
export const valueMissing = 'A value is missing.'
export const brokenCheck = 'A check constraint is violated.'
export const rowConflicts = 'The row conflicts with another row.'
export const changedFirst = 'Another transaction changed the same rows first.'
export const deadlocked = 'Two transactions deadlocked.'
export const statementTimeout = 'The statement took too long.'
export const noLock = 'Could not get the lock.'
export const brokenConstraint = (code: string) => `A constraint is violated. (${code})`
export const invalidValue = (code: string) => `A value is invalid. (${code})`
export const rejected = (code: string) => `The database rejected the statement. (${code})`
export const viewNotFilled = (view: string) =>
  `This materialised view has not been populated yet. Run REFRESH MATERIALIZED VIEW ${view}`
