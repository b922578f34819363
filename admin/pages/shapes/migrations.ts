/** What a statement does to the site that runs meanwhile, from harmless to grave. */
export type StatementClass = 'safe' | 'locks' | 'rewrites' | 'breaks' | 'loses-data'

/** What is known of one statement before it runs. */
export interface StatementFinding {
  class: StatementClass
  /** Stable: `lint.dropping-column`. */
  rule: string
  /** "Statement 2" */
  place: string
  /** "orders.note, 12,034 rows, 1.2 MB" */
  about: string | null
  message: string
  /** The safe way; empty where there is nothing to do. */
  advice: string
}

/** One file that a run would be about. */
export interface MigrationStepView {
  /** As the run tells it apart: "apply drizzle/0003_add_stock". */
  key: string
  name: string
  /** `adopt`: only the record is written. */
  action: 'adopt' | 'apply' | 'undo'
  /** The file that is run. */
  source: string
  /** "3 statements", "code", "applied by drizzle-kit, recorded with the next run" */
  extent: string
  /** The gravest of its statements; null where nobody has looked: code, and Brolly's own. */
  class: StatementClass | null
  findings: StatementFinding[]
  /** What is run: its statements, or its code as one text. */
  statements: string[]
  /** To apply all up to this one. */
  href: string | null
}

/** A migration that the database has had. */
export interface AppliedMigration {
  name: string
  state: 'applied' | 'in part' | 'by drizzle-kit' | 'not in the folder'
  edited: boolean
  /** "3 Mar 2026, 10:14" and the exact time with zone; null where nobody wrote it down. */
  at: { shown: string; exact: string } | null
  by: string | null
  /** "12 ms" */
  took: string | null
  /** The beginning of the file's checksum. */
  checksum: string
  /** To undo all that came after it; null for the last one. */
  revertHref: string | null
}

/** Something in which code, migrations and database have come apart. */
export interface DriftLine {
  /** "column books.title" */
  where: string
  message: string
  /** A command or a statement; empty where there is none. */
  mend: string
}

export interface DriftView {
  lines: DriftLine[]
  /** Against what the database was compared, what it has besides. */
  notes: string[]
  /** Why nothing could be compared. */
  unavailable: string | null
}

export interface MigrationsPage {
  pending: MigrationStepView[]
  /** Newest first. */
  applied: AppliedMigration[]
  own: { pending: MigrationStepView[]; applied: AppliedMigration[] }
  /** What forbids to go on, each with how to mend it. */
  problems: string[]
  applyHref: string | null
  /** "Apply 2 migrations" */
  applyLabel: string
  revertAllHref: string | null
  /** A run on this server that has not ended. */
  running: { href: string; title: string } | null
  /** Who migrates this database now from elsewhere. */
  elsewhere: string | null
  lastRun: { href: string; title: string; failed: boolean } | null
  /** Null until it is asked for: comparing builds the whole schema once. */
  drift: DriftView | null
  driftHref: string
}

/** What a run would do, to be agreed to. */
export interface MigrationPlanPage {
  direction: 'apply' | 'revert'
  title: string
  sentence: string
  steps: MigrationStepView[]
  /** "12,034 values of orders.note" */
  losses: string[]
  /** Why it cannot be done. */
  blocked: string | null
  /** Stands for all of the above: posted along, and compared with what would be done then. */
  fingerprint: string
  button: string
}

/** After a plan was posted: why nothing was begun. */
export interface MigrationFormState {
  notice: string | null
  /** By input: `current`, `loss`. */
  errors: Record<string, string>
  /** What was ticked, to be kept. */
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

/** A run as it stands now. */
export interface MigrationRunPage {
  id: string
  title: string
  state: 'running' | 'done' | 'failed'
  /** "ada@example.com, 3 Mar 2026, 10:14" */
  begun: string
  files: RunFile[]
  /** Of the file that is worked on. */
  current: {
    /** "Statement 2 of 5" */
    place: string | null
    statement: string | null
    /** "orders: 120,000 of about 200,000 rows" */
    rows: string | null
    /** From 0 to 1; null where it is not known. */
    share: number | null
  }
  /** Who is in the way. */
  waiting: string | null
  /** What data migrations have told. */
  log: string[]
  failure: { message: string; kept: string } | null
  progressHref: string
}
