/** What a statement does to a site in use. */
export const classes = {
  safe: 'safe',
  locks: 'locks',
  rewrites: 'rewrites',
  breaks: 'breaks',
  'loses-data': 'loses data',
} as const

export const upToHere = { adopt: 'Record up to here…', apply: 'Apply up to here…', undo: 'Undo up to here…' } as const
export const code = 'code'
export const codeNotAnalysed = 'Its effect on rows is not analysed'
export const showCode = 'Code'
export const showSql = 'SQL'

export const steps = 'Steps'
export const reviewAgain = 'Review again'
export const cannotBeRestored = 'This cannot be restored.'
export const noneCanBeRestored = 'None of this can be restored:'
export const lose = (loss: string) => `Lose ${loss}`
export const loseAll = 'Lose all of it'
export const yourPassword = 'Your password'
export const beginning = 'Starting…'

/** The states of a migration in a run. */
export const states = {
  apply: { waiting: 'waiting to apply', running: 'applying', done: 'applied', failed: 'failed' },
  undo: { waiting: 'waiting to revert', running: 'reverting', done: 'reverted', failed: 'failed' },
  adopt: { waiting: 'waiting to record', running: 'recording', done: 'recorded', failed: 'failed' },
} as const
export const took = (duration: string) => ` in ${duration}`
export const progressOf = (migration: string) => `Progress of ${migration}`
export const migrationsOfRun = 'Migrations of this run'
export const unreachable = 'The server is not responding. This page keeps trying.'
export const keepsRunning = 'The run continues even if you close this page.'
export const done = 'Done.'
export const log = 'Log'
export const allMigrations = 'All migrations'
