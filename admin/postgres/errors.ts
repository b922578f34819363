import { AdminError, causesOf } from '../errors'
import { sqlState } from '../errors/sql-state'
import * as words from '../words/database'

/**
 * What PostgreSQL reports about a failed statement. Its own messages are never shown to users, because they may contain
 * values.
 */
export interface DatabaseFailure {
  code: string
  constraint: string | null
  column: string | null
  table: string | null
  detail: string | null
  /** The domain whose constraint was violated, or the type concerned. */
  domain: string | null
  /** The internal PostgreSQL function that reported it. */
  routine: string | null
  /** A message that a function in the database raised for users to read; null for PostgreSQL's own messages. */
  raised: string | null
}

/** Codes about the state of the server or transaction, even if raised by a function. */
const ownCodes = /^(08|40|53|57|58|XX)/u

/** The maximum length of a raised message with its hint. */
const longestRaised = 600

/**
 * The error of PostgreSQL or the driver behind a thrown value. Drizzle wraps it as `cause` and includes the statement
 * and every parameter in its own message.
 */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  for (const cause of causesOf(error)) {
    if (cause instanceof AdminError) continue
    const fields: Record<string, unknown> = { ...cause }
    const code = fields.code
    if (typeof code !== 'string') continue
    const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null)
    return {
      code,
      constraint: text('constraint_name'),
      column: text('column_name'),
      table: text('table_name'),
      detail: text('detail'),
      // The driver's spelling.
      domain: text('data type_name'),
      routine: text('routine'),
      raised:
        text('routine') === 'exec_stmt_raise' && !ownCodes.test(code) ? raisedText(cause.message, text('hint')) : null,
    }
  }
  return null
}

function raisedText(message: string, hint: string | null): string {
  const sentences = [message, hint ?? '']
    .map((part) => part.replaceAll(/\s+/gu, ' ').trim())
    .filter((part) => part !== '')
  return sentences
    .map((part) => (/[.!?…]$/u.test(part) ? part : `${part}.`))
    .join(' ')
    .slice(0, longestRaised)
}

const unreachable = new Set<string>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  sqlState.adminShutdown,
  sqlState.crashShutdown,
  sqlState.cannotConnectNow,
  sqlState.tooManyConnections,
  sqlState.connectionException,
  sqlState.connectionDoesNotExist,
  sqlState.connectionFailure,
])

const slowness: Partial<Record<string, string>> = {
  [sqlState.queryCanceled]: words.tookTooLong,
  [sqlState.transactionTimeout]: words.tookTooLong,
  [sqlState.lockNotAvailable]: words.lockedElsewhere,
  [sqlState.serializationFailure]: words.changedByOthers,
  [sqlState.deadlockDetected]: words.changedByOthers,
  [sqlState.outOfMemory]: words.outOfMemory,
}

/** Values that no parser can reject in advance: an invented cursor, a number outside its column's range. */
export function refuseBadValue(error: unknown): never {
  const pattern = badPattern(error)
  if (pattern) throw pattern
  if (!isBadValue(error)) throw error
  throw new AdminError('BAD_QUERY', words.invalidInUrl, { cause: error })
}

/** The answer to a regular expression of a filter that PostgreSQL cannot read. */
const badPattern = (error: unknown): AdminError | null =>
  databaseFailure(error)?.code === sqlState.invalidRegularExpression
    ? new AdminError('BAD_QUERY', words.invalidPattern, { cause: error })
    : null

/** Whether the connection failed, rather than the statement. */
export const isConnectionFailure = (failure: DatabaseFailure | null): boolean =>
  failure !== null && unreachable.has(failure.code) && failure.code !== sqlState.tooManyConnections

/** An AdminError of the engine behind a thrown value: layers in front of the database wrap it like a database error. */
export function refusalIn(error: unknown): AdminError | null {
  return causesOf(error).find((cause) => cause instanceof AdminError) ?? null
}

/** Translates failures that any query may encounter. Returns null for anything else. */
export function translateReadError(error: unknown): AdminError | null {
  const refusal = refusalIn(error)
  if (refusal) return refusal
  const pattern = badPattern(error)
  if (pattern) return pattern
  const failure = databaseFailure(error)
  if (!failure) return null
  const { code } = failure
  if (unreachable.has(code)) return new AdminError('UNAVAILABLE', words.unreachable, { cause: error, retryAfter: 5 })
  const slow = slowness[code]
  if (slow !== undefined) return new AdminError('TIMEOUT', slow, { cause: error })
  if (missing.has(code)) return new AdminError('NOT_MIGRATED', words.notMigrated, { cause: error })
  if (isUnfilled(error)) return new AdminError('UNAVAILABLE', unfilled, { cause: error })
  if (code === sqlState.insufficientPrivilege)
    return new AdminError('FORBIDDEN', words.lacksPrivilege, {
      cause: error,
    })
  return null
}

const missing = new Set<string>([
  sqlState.undefinedTable,
  sqlState.undefinedColumn,
  sqlState.undefinedObject,
  sqlState.invalidSchema,
])

const badValues = new Set<string>([
  sqlState.dataException,
  sqlState.invalidTextRepresentation,
  sqlState.numericOutOfRange,
  sqlState.invalidDatetimeFormat,
  sqlState.datetimeOutOfRange,
  sqlState.characterNotInRepertoire,
  sqlState.untranslatableCharacter,
  sqlState.invalidParameterValue,
  sqlState.undefinedFunction,
])

/** The value cannot be one of its column's: a key of the wrong type, a number out of range. */
export function isBadValue(error: unknown): boolean {
  const code = databaseFailure(error)?.code ?? ''
  return badValues.has(code)
}

/** The message for `isUnfilled` if the view's name is not known. */
export const unfilled = words.unfilled

/** Whether a row level security policy refused a row that was to be written, rather than the privileges the statement. */
export const isPolicyViolation = (failure: DatabaseFailure | null): boolean =>
  failure?.code === sqlState.insufficientPrivilege && failure.routine === 'ExecWithCheckOptions'

/** Whether the query depends on a materialised view that has not been populated yet. */
export function isUnfilled(error: unknown): boolean {
  const failure = databaseFailure(error)
  return failure?.code === sqlState.objectNotInPrerequisiteState && failure.routine === 'ExecOpenScanRelation'
}
