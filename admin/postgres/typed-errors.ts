import { databaseFailure } from './errors'
import { sqlState } from '../errors/sql-state'

/**
 * A statement that PostgreSQL refused, by kind: `catch (error) { if (error instanceof UniqueViolation) … }`.
 * The message names the kind only; values are in `cause`.
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

/** A constraint did not hold: classes 23 of SQLSTATE. */
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
/** Two transactions stood in each other's way; run the whole transaction again. */
export class SerializationFailure extends DatabaseError {
  override readonly name = 'SerializationFailure'
}
/** Stopped by a statement or lock timeout. */
export class StatementTimeout extends DatabaseError {
  override readonly name = 'StatementTimeout'
}

type Kind = new (message: string, cause: unknown) => DatabaseError

const kinds: Readonly<Record<string, [Kind, string]>> = {
  [sqlState.uniqueViolation]: [UniqueViolation, 'The value already exists.'],
  [sqlState.foreignKeyViolation]: [
    ForeignKeyViolation,
    'A referenced row does not exist, or the row is still referenced.',
  ],
  [sqlState.notNullViolation]: [NotNullViolation, 'A value is missing.'],
  [sqlState.checkViolation]: [CheckViolation, 'A check constraint is violated.'],
  [sqlState.exclusionViolation]: [ExclusionViolation, 'The row conflicts with another row.'],
  [sqlState.serializationFailure]: [SerializationFailure, 'Another transaction changed the same rows first.'],
  [sqlState.deadlockDetected]: [SerializationFailure, 'Two transactions deadlocked.'],
  [sqlState.queryCanceled]: [StatementTimeout, 'The statement took too long.'],
  [sqlState.lockNotAvailable]: [StatementTimeout, 'Could not get the lock.'],
}

/**
 * What the database refused, by kind, from whatever Drizzle or the driver threw.
 *
 * @returns `undefined` for an error that is none of the database's.
 */
export function databaseErrorOf(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error
  const code = databaseFailure(error)?.code
  if (code === undefined || !/^[0-9A-Z]{5}$/u.test(code)) return undefined
  const known = kinds[code]
  if (known) return new known[0](`${known[1]} (${code})`, error)
  if (code.startsWith('23')) return new IntegrityError(`A constraint is violated. (${code})`, error)
  if (code.startsWith('22')) return new DataError(`A value is invalid. (${code})`, error)
  return new DatabaseError(`The database rejected the statement. (${code})`, error)
}

/** Runs `work`; what the database refuses in it is thrown by kind. */
export async function withTypedErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw databaseErrorOf(error) ?? error
  }
}
