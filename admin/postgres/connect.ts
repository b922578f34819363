import type { DrizzleConfig } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database } from './database'
import { withDeadlines } from './deadlines'
import { retryingClient } from './patient-client'
import * as words from '../words/database'

export interface ConnectOptions {
  /** Connections at most. Default 10. */
  max?: number
  /** Milliseconds a statement may take; 0 means no limit. Default 10,000. */
  statementTimeoutMs?: number
  /** Milliseconds a statement waits for a lock. Default 5,000. */
  lockTimeoutMs?: number
  /** Seen in `pg_stat_activity`. Default `brolly`. */
  applicationName?: string
  /** Whether statements may be prepared; not through a pooler that shares sessions. Default true. */
  prepare?: boolean
  /** For Drizzle: the site's `casing`, a `schema` for relational queries. */
  drizzle?: DrizzleConfig<Record<string, unknown>> | undefined
}

export interface DatabaseClient {
  readonly db: Database
  /** The driver itself, without deadlines and retries. */
  readonly sql: postgres.Sql
  /** What `db` sends through: each statement has a deadline, and a read that met a dead connection is sent again. */
  readonly patient: postgres.Sql
  /** A database that is configured like `db` and sends through another client, one that wraps `patient`, say. */
  databaseOver(client: postgres.Sql): Database
  /** Waits up to five seconds for running statements, then closes. */
  close(): Promise<void>
}

/**
 * What every session of Brolly is set to. The engine reads and compares values as PostgreSQL writes them, so their text must not
 * depend on the settings of a server or a role.
 */
const sessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  // A prepared list or filter is planned for its values all the same: they decide which index serves it.
  plan_cache_mode: 'force_custom_plan',
  idle_in_transaction_session_timeout: 60_000,
}

/** Past its own statement timeout the server has this many milliseconds to report it. */
const answerGraceMs = 3_000

/**
 * A pool of connections, each made on first use.
 *
 * @param url Without one the client can be made and not used: a build needs no database.
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
  // The driver's types leave out `socket`, which it asks for every connection.
  const unconnected = { ...settings, socket: refuseToConnect }
  const sql = url === undefined ? postgres(unconnected) : postgres(url, settings)
  if (prepare) prepareRepeated(sql)
  const patient = retryingClient(withDeadlines(sql, limit === 0 ? 0 : limit + answerGraceMs))
  const databaseOver = (client: postgres.Sql): Database => drizzle(client, options.drizzle ?? {})
  return { db: databaseOver(patient), sql, patient, databaseOver, close: () => sql.end({ timeout: 5 }) }
}

/** What the app's own pool reads from the environment. */
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
 * The pool of the running app, one for each process: a hot reload, which loads `db/index.ts` again, keeps the pool it has.
 *
 * @param config For Drizzle; give it the `casing` that `defineSite` has.
 */
export function createDatabase(env: DatabaseEnvironment, config?: ConnectOptions['drizzle']): DatabaseClient {
  return (globalThis.brollyClient ??= connectDatabase(env.DATABASE_URL, {
    max: env.BROLLY_POOL_SIZE,
    statementTimeoutMs: env.BROLLY_STATEMENT_TIMEOUT,
    prepare: env.BROLLY_PREPARE,
    drizzle: config,
  }))
}

/** Texts that are remembered, and so statements that one connection keeps at most. */
const mostPrepared = 250

/**
 * Prepares statements from the second time on, inside transactions too, which saves a round trip each: Drizzle sends every
 * statement unprepared. A text seen once is not worth it, as with most searches.
 *
 * A prepared statement whose result changes its type fails once after a migration; the engine's results are all text.
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
  // Both take the work as their last argument and hand it a client of its own.
  const around =
    (method: Nested): Nested =>
    (...given) => {
      const work = given.at(-1) as (client: Sending) => unknown
      return method(...given.slice(0, -1), (client: Sending) => work(prepare(client)))
    }
  prepare(sql as unknown as Sending)
}

type Nested = (...given: unknown[]) => unknown

/** What the driver's pool, transactions and savepoints have in common. */
interface Sending {
  unsafe: postgres.Sql['unsafe']
  begin?: Nested
  savepoint?: Nested
}

function refuseToConnect(): never {
  throw new Error(words.noDatabaseUrl)
}
