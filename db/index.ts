import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { Database } from '@/admin'
import { retryingClient, withDeadlines } from '@/admin/server'
import { env } from '@/env'

export interface ClientOptions {
  /** Connections at most. Default `BROLLY_POOL_SIZE`. */
  max?: number
  /** Milliseconds; 0 means no limit. Default `BROLLY_STATEMENT_TIMEOUT`. */
  statementTimeoutMs?: number
  /** Seen in `pg_stat_activity`. Default `brolly`. */
  applicationName?: string
}

export interface Client {
  readonly db: Database
  readonly sql: postgres.Sql
  /** As `db` uses it: with its limits of time, and asking again where a connection was dead. */
  readonly patient: postgres.Sql
  /** Waits five seconds for queries under way, then closes. */
  close(): Promise<void>
}

/**
 * Connects on first use, with a session whose text output does not depend on the server's settings.
 *
 * Without a URL it can be made but not used: a build needs no database.
 */
export function createClient(url: string | undefined, options: ClientOptions = {}): Client {
  const settings = {
    max: options.max ?? env.BROLLY_POOL_SIZE,
    prepare: env.BROLLY_PREPARE,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? 'brolly',
      TimeZone: 'UTC',
      DateStyle: 'ISO, MDY',
      IntervalStyle: 'postgres',
      bytea_output: 'hex',
      extra_float_digits: '1',
      // A prepared list or filter is planned for its values all the same: they decide which index serves it.
      plan_cache_mode: 'force_custom_plan',
      statement_timeout: options.statementTimeoutMs ?? env.BROLLY_STATEMENT_TIMEOUT,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  }
  // The driver's types leave out `socket`, which it asks for every connection.
  const unconnected = { ...settings, socket: refuseToConnect }
  const sql = url === undefined ? postgres(unconnected) : postgres(url, settings)
  if (env.BROLLY_PREPARE) prepareRepeated(sql)
  const limit = settings.connection.statement_timeout
  const patient = retryingClient(withDeadlines(sql, limit === 0 ? 0 : limit + answerGraceMs))
  return { db: drizzle<Record<string, unknown>>(patient), sql, patient, close: () => sql.end({ timeout: 5 }) }
}

/** Past its own limit of time the server has so long to say that it was reached. */
const answerGraceMs = 3_000

/** Texts that are remembered, and so statements that one connection keeps at most. */
const mostPrepared = 250

/**
 * Prepares what is asked again and again, which saves a round trip each time: Drizzle sends every statement unprepared.
 * Texts seen once are not, as most searches are; those inside a transaction go another way and are not either.
 */
function prepareRepeated(sql: postgres.Sql): void {
  const plain = sql.unsafe
  const seen = new Set<string>()
  sql.unsafe = (query, parameters, options) => {
    const prepare = seen.has(query)
    if (!prepare && seen.size < mostPrepared) seen.add(query)
    return plain(query, parameters, { ...options, prepare })
  }
}

function refuseToConnect(): never {
  throw new Error('DATABASE_URL is not set. Start with `npx brolly start`, or set it.')
}

declare global {
  var brollyClient: Client | undefined
}

/** Kept over hot reloads, which would otherwise leave a pool behind each time. */
export const client = (globalThis.brollyClient ??= createClient(env.DATABASE_URL))

/** The one connection pool of the running app. */
export const db: Database = client.db
