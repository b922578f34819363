/** What a runner tells while it works. `folder` is `brolly` or `drizzle`, `name` that of the file. */
export type MigrationProgress =
  /** Another runner has the lock. */
  | { kind: 'waiting'; holder: string }
  | { kind: 'applying' | 'undoing'; folder: string; name: string }
  /** A statement begins; `number` is from 1. */
  | { kind: 'statement'; folder: string; name: string; number: number; count: number }
  /** A data migration has done so many rows of a table, of about so many where that is known. */
  | { kind: 'rows'; folder: string; name: string; table: string; done: number; about?: number }
  /** A line that a data migration wrote itself. */
  | { kind: 'log'; folder: string; name: string; line: string }
  /** Other sessions hold what a statement waits for. */
  | { kind: 'blocked'; blockers: string }
  /** A transaction was rolled back because others were in the way, and is tried again after a pause. */
  | { kind: 'retrying'; folder: string; name: string; attempt: number; tries: number }
  | { kind: 'applied' | 'undone'; folder: string; name: string; ms: number }
  /** The record alone was changed. */
  | { kind: 'recorded'; folder: string; name: string; as: 'applied' | 'undone' }
  /** It was in effect before: applied by drizzle-kit, or under other names. */
  | { kind: 'adopted'; folder: string; name: string; under: readonly string[] }
  /** Recorded in the database and not in the folder. */
  | { kind: 'unknown'; folder: string; name: string }
  /** drizzle-kit noted a data migration as applied, whose code it cannot run; it runs now. */
  | { kind: 'passedOver'; folder: string; name: string }
