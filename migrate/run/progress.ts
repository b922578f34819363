/** A progress event of a runner. `folder` is `brolly` or `drizzle`, `name` that of the file. */
export type MigrationProgress =
  /** Another runner holds the lock. */
  | { kind: 'waiting'; holder: string }
  | { kind: 'applying' | 'undoing'; folder: string; name: string }
  /** A statement starts; `number` counts from 1. */
  | { kind: 'statement'; folder: string; name: string; number: number; count: number }
  /** A data migration has processed `done` rows of a table, out of `about` rows if the number is known. */
  | { kind: 'rows'; folder: string; name: string; table: string; done: number; about?: number }
  /** A line that a data migration printed. */
  | { kind: 'log'; folder: string; name: string; line: string }
  /** Other sessions hold the lock that a statement waits for. */
  | { kind: 'blocked'; blockers: string }
  /** A transaction was rolled back because of other sessions, and is attempted again after a pause. */
  | { kind: 'retrying'; folder: string; name: string; attempt: number; tries: number }
  | { kind: 'applied' | 'undone'; folder: string; name: string; ms: number }
  /** Only the record was changed. */
  | { kind: 'recorded'; folder: string; name: string; as: 'applied' | 'undone' }
  /** The migration was already applied, by drizzle-kit or under other names. */
  | { kind: 'adopted'; folder: string; name: string; under: readonly string[] }
  /** Recorded in the database but not in the folder. */
  | { kind: 'unknown'; folder: string; name: string }
  /** drizzle-kit recorded a data migration as applied without running its code; the code runs now. */
  | { kind: 'passedOver'; folder: string; name: string }
