import type { DrizzleConfig } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database } from './database'
import { withDeadlines } from './deadlines'
import { retryingClient } from './patient-client'
import * as words from '../words/database'

export interface ConnectOptions {
  /** The maximum number of connections. Default 10. */
  max?: number
  /** Milliseconds a statement may take; 0 means no limit. Default 10,000. */
  statementTimeoutMs?: number
  /** Milliseconds a statement waits for a lock. Default 5,000. */
  lockTimeoutMs?: number
  /** Shown in `pg_stat_activity`. Default `brolly`. */
  applicationName?: string
  /** Whether statements may be prepared. Disable it for a pooler that shares sessions. Default true. */
  prepare?: boolean
  /** Options for Drizzle: the site's `casing`, a `schema` for relational queries. */
  drizzle?: DrizzleConfig<Record<string, unknown>> | undefined
}

export interface DatabaseClient {
  readonly db: Database
  /** The driver itself, without deadlines and retries. */
  readonly sql: postgres.Sql
  /**
   * The client that `db` uses: each statement has a deadline, and a read that failed on a dead connection is repeated.
   */
  readonly patient: postgres.Sql
  /** A database with the same configuration as `db` that uses another client, such as one that wraps `patient`. */
  databaseOver(client: postgres.Sql): Database
  /** Waits up to five seconds for running statements, then closes. */
  close(): Promise<void>
}

/**
 * The settings of every session of Brolly. The engine reads and compares values as PostgreSQL prints them, so their
 * text must not depend on the settings of a server or a role.
 */
const sessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  // Plan prepared lists and filters for their values, which determine the best index.
  plan_cache_mode: 'force_custom_plan',
  idle_in_transaction_session_timeout: 60_000,
}

/** The time in milliseconds that the server has to report its own statement timeout. */
const answerGraceMs = 3_000

/**
 * A pool of connections, each opened on first use.
 *
 * @param url Without it, the client can be created but not used: a build needs no database.
 */
export function connectDatabase(url: string | undefined, options: ConnectOptions = {}): DatabaseClient {
  const prepare = options.prepare ?? true
  const limit = options.statementTimeoutMs ?? 10_000
  const settings = {
    max: options.max ?? 10,
    prepare,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: {
      ...sessionSettings,
      application_name: options.applicationName ?? 'brolly',
      statement_timeout: limit,
      lock_timeout: options.lockTimeoutMs ?? 5_000,
    },
  }
  // The driver's types lack `socket`, an option that it uses for every connection.
  const unconnected = { ...settings, socket: refuseToConnect }
  const sql = url === undefined ? postgres(unconnected) : postgres(url, settings)
  if (prepare) prepareRepeated(sql)
  const patient = retryingClient(withDeadlines(sql, limit === 0 ? 0 : limit + answerGraceMs))
  const databaseOver = (client: postgres.Sql): Database => drizzle(client, options.drizzle ?? {})
  return { db: databaseOver(patient), sql, patient, databaseOver, close: () => sql.end({ timeout: 5 }) }
}

/** The environment variables of the app's own pool. */
export interface DatabaseEnvironment {
  DATABASE_URL?: string | undefined
  BROLLY_POOL_SIZE: number
  BROLLY_STATEMENT_TIMEOUT: number
  BROLLY_PREPARE: boolean
}

declare global {
  var brollyClient: DatabaseClient | undefined
}

/**
 * The pool of the running app, one per process. A hot reload of `db/index.ts` reuses it.
 *
 * @param config For Drizzle. Pass the same `casing` as to `defineSite`.
 */
export function createDatabase(env: DatabaseEnvironment, config?: ConnectOptions['drizzle']): DatabaseClient {
  return (globalThis.brollyClient ??= connectDatabase(env.DATABASE_URL, {
    max: env.BROLLY_POOL_SIZE,
    statementTimeoutMs: env.BROLLY_STATEMENT_TIMEOUT,
    prepare: env.BROLLY_PREPARE,
    drizzle: config,
  }))
}

/** The number of texts to remember, and therefore the maximum number of prepared statements per connection. */
const mostPrepared = 250

/**
 * Prepares a statement from its second use on, also inside transactions, which saves a round trip each time: Drizzle
 * sends every statement unprepared. Preparing a text that is used only once, as most searches are, is not worth it.
 *
 * If a migration changes the result type of a prepared statement, it fails once. The engine's results are all text.
 */
function prepareRepeated(sql: postgres.Sql): void {
  const seen = new Set<string>()
  const prepare = <Client extends Sending>(client: Client): Client => {
    const { unsafe, begin, savepoint } = client
    client.unsafe = (query, parameters, options) => {
      const isRepeated = seen.has(query)
      if (!isRepeated && seen.size < mostPrepared) seen.add(query)
      return unsafe(query, parameters, { ...options, prepare: isRepeated })
    }
    if (begin) client.begin = around(begin)
    if (savepoint) client.savepoint = around(savepoint)
    return client
  }
  // Both receive the work as their last argument and pass it a client of its own.
  const around =
    (method: Nested): Nested =>
    (...given) => {
      const work = given.at(-1) as (client: Sending) => unknown
      return method(...given.slice(0, -1), (client: Sending) => work(prepare(client)))
    }
  prepare(sql as unknown as Sending)
}

type Nested = (...given: unknown[]) => unknown

/** The common interface of the driver's pool, transactions and savepoints. */
interface Sending {
  unsafe: postgres.Sql['unsafe']
  begin?: Nested
  savepoint?: Nested
}

function refuseToConnect(): never {
  throw new Error(words.noDatabaseUrl)
}
