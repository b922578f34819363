export const title = 'Migrations'
export const pending = 'Pending'
export const pendingMigrations = 'Pending migrations'
export const nothingPending = 'Nothing is pending.'
export const applied = 'Applied'
export const appliedMigrations = 'Applied migrations'
export const nothingApplied = 'Nothing has been applied yet.'
export const revertAll = 'Revert all…'
export const ownTables = 'Brolly’s own tables'
export const ownPending = 'Pending migrations of Brolly'
export const ownApplied = 'Applied migrations of Brolly'

/** Each leads to a link with the name of a run. */
export const underWay = 'A run is in progress:'
export const lastRunFailed = 'The last run failed:'
export const lastRunDone = 'The last run has finished:'
export const elsewhere = (session: string) =>
  `Another process is migrating this database: ${session}. Reload this page when it has finished.`

/** Columns of the applied migrations. */
export const columns = {
  name: 'Name',
  applied: 'Applied',
  by: 'By',
  took: 'Took',
  checksum: 'Checksum',
  revert: 'Revert',
} as const
export const edited = 'edited'
export const older = (migrations: number) => `${migrations} older`
export const olderOf = (label: string) => `${label}, older`
/** “Revert to this one…”; a phone has no room for the middle. */
export const revertTo = { start: 'Revert to', middle: 'this one', end: '…' } as const

export const drift = 'Drift'
export const noDrift = 'No drift.'
export const compare = 'Compare'
export const compareAgain = 'Compare again'
export const compareHelp =
  'Compares the schema in code with the migrations, and the database with its applied migrations. It changes nothing.'
