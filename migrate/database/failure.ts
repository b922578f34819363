import postgres from 'postgres'
import { AdminError, causesOf, sqlState } from '@/admin/errors'

const hints: Readonly<Record<string, string>> = {
  [sqlState.unsafeNewEnumValue]:
    'Use the new enum value in a separate migration after the one that adds it, or mark the file with a line "-- brolly:no-transaction".',
  [sqlState.activeTransaction]: 'Mark the file with a line "-- brolly:no-transaction".',
  [sqlState.adminShutdown]: 'The server closed the connection. Run the command again.',
  [sqlState.queryCanceled]: 'The statement was cancelled. Run the command again.',
  [sqlState.insufficientPrivilege]: 'Run the migration as the owner of the table.',
}

/**
 * States what failed and PostgreSQL's reason, without values of any row.
 *
 * Only `message` is used: `detail` quotes rows, and messages of class 22 do after their colon.
 *
 * @param location `drizzle/0003_add_stock.sql, statement 2 of 5`.
 */
export function statementFailure(error: unknown, location: string): unknown {
  if (!(error instanceof postgres.PostgresError)) return error
  const hint = hints[error.code] ?? 'Fix the file or the data, then migrate again.'
  return new AdminError('INVALID', `${location}: ${withoutValues(error)} (${error.code}). ${hint}`, { cause: error })
}

function withoutValues(error: postgres.PostgresError): string {
  if (!error.code.startsWith('22')) return error.message
  return error.message.replace(/: ".*$/s, '').replace(/"[^"]*"/g, 'a value')
}

/**
 * Why a database cannot be used at all, and what to do, in one line.
 *
 * @returns `undefined` for any other failure.
 */
export function connectionFailure(error: unknown, url: string): AdminError | undefined {
  const code = errorCode(error)
  if (code === undefined) return undefined
  const target = describeUrl(url)
  const line = connectionLines[code]?.(target)
  return line === undefined ? undefined : new AdminError('UNAVAILABLE', line, { cause: error })
}

interface Target {
  host: string
  user: string
  database: string
}

const unreachable = (target: Target) =>
  `The database at ${target.host} does not respond. Start it, or check DATABASE_URL.`
const refused = (target: Target) =>
  `The database at ${target.host} rejected the user ${target.user}. Check the user and password in DATABASE_URL.`

const connectionLines: Readonly<Record<string, (target: Target) => string>> = {
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  CONNECT_TIMEOUT: unreachable,
  CONNECTION_CLOSED: unreachable,
  [sqlState.cannotConnectNow]: unreachable,
  ENOTFOUND: (target) => `Unknown host ${target.host}. Check DATABASE_URL.`,
  EAI_AGAIN: (target) => `Unknown host ${target.host}. Check DATABASE_URL.`,
  [sqlState.invalidPassword]: refused,
  [sqlState.invalidAuthorization]: refused,
  [sqlState.invalidDatabase]: (target) =>
    `The database ${target.database} does not exist at ${target.host}. Create it with: CREATE DATABASE "${target.database}";`,
  [sqlState.tooManyConnections]: (target) =>
    `The database at ${target.host} has no free connections. Lower BROLLY_POOL_SIZE.`,
}

function errorCode(error: unknown): string | undefined {
  const candidates = error instanceof AggregateError ? [error, ...error.errors] : [error]
  for (const cause of candidates.flatMap(causesOf)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return undefined
}

function describeUrl(url: string): Target {
  if (!URL.canParse(url)) return { host: 'DATABASE_URL', user: 'postgres', database: 'postgres' }
  const { host, username, pathname } = new URL(url)
  return {
    host: host || 'localhost',
    user: decodeURIComponent(username) || 'postgres',
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
  }
}
