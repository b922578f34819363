import { AdminError } from '../errors'
import { sqlState } from '../errors/sql-state'

/** A location in a file. */
export interface DataLocation {
  readonly file: string
  /** From 1; null if only the table is known. */
  readonly line: number | null
  readonly table?: string
  readonly column?: string
}

/** A mistake in a file, described by its location and never by its values. */
export function dataError(location: DataLocation, problem: string, cause?: unknown): AdminError {
  const where = [
    location.line === null ? location.file : `${location.file}, line ${location.line}`,
    ...(location.table === undefined ? [] : [`table ${location.table}`]),
    ...(location.column === undefined ? [] : [`column ${location.column}`]),
  ]
  return new AdminError('INVALID', `${where.join(', ')}: ${problem} Nothing was changed.`, { cause })
}

interface Refusal {
  readonly code: string
  readonly message: string
  readonly where?: string
  readonly constraint_name?: string
  readonly column_name?: string
  readonly table_name?: string
}

const problems: Readonly<Record<string, (refusal: Refusal) => string>> = {
  [sqlState.uniqueViolation]: ({ constraint_name: name }) =>
    `this row already exists (${name}). To overwrite or skip it, use --on-conflict update or skip.`,
  [sqlState.foreignKeyViolation]: ({ constraint_name: name }) => `a referenced row does not exist (${name}).`,
  [sqlState.checkViolation]: ({ constraint_name: name }) => `the check constraint ${name} is violated.`,
  [sqlState.exclusionViolation]: ({ constraint_name: name }) => `the row conflicts with another row (${name}).`,
  [sqlState.notNullViolation]: () => 'NULL is not allowed.',
  [sqlState.stringTooLong]: () => 'the text is too long.',
  [sqlState.numericOutOfRange]: () => 'the number is out of range.',
  [sqlState.characterNotInRepertoire]: () => 'the text contains a character that PostgreSQL cannot store.',
  '21000': () => 'the file contains the same key twice.',
  [sqlState.insufficientPrivilege]: ({ message }) => `${message}. Use a role with write privileges.`,
  [sqlState.lockNotAvailable]: () => 'another session has locked the table. Try again when it has finished.',
}

/**
 * The error for a row that PostgreSQL rejected, with the row's location. PostgreSQL's own message may quote the value,
 * so it is used only if it cannot.
 *
 * @param lineOf The line in the file of the n-th row of the statement, from 1.
 */
export function refusedRows(
  error: unknown,
  { location, lineOf }: { location: DataLocation; lineOf?: (row: number) => number | undefined },
): unknown {
  if (!isRefusal(error)) return error
  // `COPY products, line 12, column price: "…"`, in the part of the context that is not translated.
  const found = /^COPY [^]*?, line (\d+)(?:, column (.+?))?(?::|,|$)/m.exec(error.where ?? '')
  const line = found && lineOf ? (lineOf(Number(found[1])) ?? null) : location.line
  const column = found?.[2] ?? error.column_name
  const words =
    problems[error.code] ??
    (error.code.startsWith('22') ? wrongValue : () => `PostgreSQL rejected this (${error.code}).`)
  return dataError({ ...location, line, ...(column === undefined ? {} : { column }) }, words(error), error)
}

function wrongValue(refusal: Refusal): string {
  const type = /type ([\w ]+)/.exec(refusal.message)?.[1]
  return type === undefined ? 'the value is not valid for the column type.' : `the value is not a valid ${type}.`
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string'
}
