/** The effect of a statement on the running site, from harmless to severe. */
export type StatementClass = 'safe' | 'locks' | 'rewrites' | 'breaks' | 'loses-data'

/** What is known about a statement before it runs. */
export interface StatementFinding {
  class: StatementClass
  /** Stable: `lint.dropping-column`. */
  rule: string
  /** "Statement 2" */
  location: string
  /** "orders.note, 12,034 rows, 1.2 MB" */
  about: string | null
  message: string
  /** The safe way; empty if there is nothing to do. */
  advice: string
}

/** One file of a plan. */
export interface MigrationStepView {
  /** Identifies the step: "apply drizzle/0003_add_stock". */
  key: string
  name: string
  /** `adopt`: only the record is written. */
  action: 'adopt' | 'apply' | 'undo'
  /** The file to run. */
  source: string
  /** "3 statements", "code", "applied by drizzle-kit, recorded with the next run" */
  extent: string
  /** The most severe class of its statements; null if they are not analysed: code, and Brolly's own. */
  class: StatementClass | null
  findings: StatementFinding[]
  /** The statements, or the code as one text. */
  statements: string[]
  /** Applies all migrations up to this one. */
  href: string | null
}

/** A migration that is applied to the database. */
export interface AppliedMigration {
  name: string
  state: 'applied' | 'in part' | 'by drizzle-kit' | 'not in the folder'
  edited: boolean
  /** "3 Mar 2026, 10:14" and the exact time with zone; null if it was not recorded. */
  at: { shown: string; exact: string } | null
  by: string | null
  /** "12 ms" */
  took: string | null
  /** The start of the file's checksum. */
  checksum: string
  /** Reverts all that were applied after it; null for the last one. */
  revertHref: string | null
}

/** A difference between code, migrations and database. */
export interface DriftLine {
  /** "column books.title" */
  where: string
  message: string
  /** A command or a statement; empty if there is none. */
  mend: string
}

export interface DriftView {
  lines: DriftLine[]
  /** What the database was compared with, and objects that exist only in it. */
  notes: string[]
  /** Why the comparison was not possible. */
  unavailable: string | null
}

export interface MigrationsPage {
  pending: MigrationStepView[]
  /** Newest first. */
  applied: AppliedMigration[]
  own: { pending: MigrationStepView[]; applied: AppliedMigration[] }
  /** Problems that prevent a run, each with its remedy. */
  problems: string[]
  applyHref: string | null
  /** "Apply 2 migrations" */
  applyLabel: string
  revertAllHref: string | null
  /** A run on this server that is still in progress. */
  running: { href: string; title: string } | null
  /** The session that is migrating this database from elsewhere. */
  elsewhere: string | null
  lastRun: { href: string; title: string; failed: boolean } | null
  /** Null until requested: the comparison builds the whole schema once. */
  drift: DriftView | null
  driftHref: string
}

/** What a run would do, for confirmation. */
export interface MigrationPlanPage {
  direction: 'apply' | 'revert'
  title: string
  sentence: string
  steps: MigrationStepView[]
  /** "12,034 values of orders.note" */
  losses: string[]
  /** Why it cannot run. */
  blocked: string | null
  /** Identifies the plan: it is posted along, and compared with the plan at that time. */
  fingerprint: string
  button: string
}

/** The state after a plan was posted: why no run was started. */
export interface MigrationFormState {
  notice: string | null
  /** By input: `current`, `loss`. */
  errors: Record<string, string>
  /** Whether the checkbox was ticked. */
  acceptsLoss: boolean
}

export interface RunFile {
  key: string
  name: string
  action: 'adopt' | 'apply' | 'undo'
  state: 'waiting' | 'running' | 'done' | 'failed'
  /** "12 ms" */
  took: string | null
}

/** The current state of a run. */
export interface MigrationRunPage {
  id: string
  title: string
  state: 'running' | 'done' | 'failed'
  /** "ada@example.com, 3 Mar 2026, 10:14" */
  begun: string
  files: RunFile[]
  /** The progress of the current file. */
  current: {
    /** "Statement 2 of 5" */
    location: string | null
    statement: string | null
    /** "orders: 120,000 of about 200,000 rows" */
    rows: string | null
    /** From 0 to 1; null if unknown. */
    share: number | null
  }
  /** The sessions that block the run. */
  waiting: string | null
  /** Lines that data migrations printed. */
  log: string[]
  failure: { message: string; kept: string } | null
  progressHref: string
}
