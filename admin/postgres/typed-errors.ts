import { databaseFailure } from './errors'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/database'

/**
 * A statement that PostgreSQL rejected, by kind: `catch (error) { if (error instanceof UniqueViolation) … }`.
 * The message contains only the kind; values are in `cause`.
 */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError'
  /** SQLSTATE, five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string
  readonly constraint: string | null
  readonly table: string | null
  readonly column: string | null

  constructor(message: string, cause: unknown) {
    super(message, { cause })
    const failure = databaseFailure(cause)
    this.code = failure?.code ?? ''
    this.constraint = failure?.constraint ?? null
    this.table = failure?.table ?? null
    this.column = failure?.column ?? null
  }
}

/** A constraint was violated: class 23 of SQLSTATE. */
export class IntegrityError extends DatabaseError {
  override readonly name: string = 'IntegrityError'
}
export class UniqueViolation extends IntegrityError {
  override readonly name = 'UniqueViolation'
}
export class ForeignKeyViolation extends IntegrityError {
  override readonly name = 'ForeignKeyViolation'
}
export class NotNullViolation extends IntegrityError {
  override readonly name = 'NotNullViolation'
}
export class CheckViolation extends IntegrityError {
  override readonly name = 'CheckViolation'
}
export class ExclusionViolation extends IntegrityError {
  override readonly name = 'ExclusionViolation'
}
/** A value that its column's type cannot hold: too long, out of range, not a date. */
export class DataError extends DatabaseError {
  override readonly name = 'DataError'
}
/** Two transactions conflicted; run the whole transaction again. */
export class SerializationFailure extends DatabaseError {
  override readonly name = 'SerializationFailure'
}
/** Stopped by a statement or lock timeout. */
export class StatementTimeout extends DatabaseError {
  override readonly name = 'StatementTimeout'
}

type Kind = new (message: string, cause: unknown) => DatabaseError

const kinds: Readonly<Record<string, [Kind, string]>> = {
  [sqlState.uniqueViolation]: [UniqueViolation, words.valueExists],
  [sqlState.foreignKeyViolation]: [ForeignKeyViolation, words.brokenReference],
  [sqlState.notNullViolation]: [NotNullViolation, words.valueMissing],
  [sqlState.checkViolation]: [CheckViolation, words.brokenCheck],
  [sqlState.exclusionViolation]: [ExclusionViolation, words.rowConflicts],
  [sqlState.serializationFailure]: [SerializationFailure, words.changedFirst],
  [sqlState.deadlockDetected]: [SerializationFailure, words.deadlocked],
  [sqlState.queryCanceled]: [StatementTimeout, words.statementTimeout],
  [sqlState.lockNotAvailable]: [StatementTimeout, words.noLock],
}

/**
 * The database error behind a value thrown by Drizzle or the driver, by kind.
 *
 * @returns `undefined` if the error does not come from the database.
 */
export function databaseErrorOf(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error
  const code = databaseFailure(error)?.code
  if (code === undefined || !/^[0-9A-Z]{5}$/u.test(code)) return undefined
  const known = kinds[code]
  if (known) return new known[0](`${known[1]} (${code})`, error)
  if (code.startsWith('23')) return new IntegrityError(words.brokenConstraint(code), error)
  if (code.startsWith('22')) return new DataError(words.invalidValue(code), error)
  return new DatabaseError(words.rejected(code), error)
}

/** Runs `work` and converts errors of the database to their kinds. */
export async function withTypedErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw databaseErrorOf(error) ?? error
  }
}
