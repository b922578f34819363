import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type TransactionSql } from 'postgres'
import { AdminError } from '@/admin/errors'
import { connectionFailure } from './failure'

/** A single connection, for as long as the work takes: a pool could separate the lock from the session that uses it. */
export type Connection = postgres.Sql

/** Milliseconds between two attempts to get the lock. */
const retryMs = 150

/** The same in every release: two releases that start at the same time must use the same lock. */
const lockKey = '7022118410051973'

/** Opens a dedicated connection for `work`, and closes it in any case. */
export async function withConnection<T>(url: string, work: (sql: Connection) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null,
    prepare: false,
    connect_timeout: 10,
    onnotice: () => undefined,
    // Only settings that PgBouncer accepts: it rejects a connection that sets others.
    connection: { application_name: `brolly migrate ${process.pid}`, TimeZone: 'UTC' },
  })
  try {
    return await work(sql)
  } catch (error) {
    throw connectionFailure(error, url) ?? error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/**
 * Runs `work` while holding the lock that excludes all other runners, on any machine.
 *
 * It polls instead of waiting inside one statement: a waiting statement keeps a snapshot open, and the `CREATE INDEX
 * CONCURRENTLY` of the session that holds the lock waits for snapshots, so both would wait forever. The lock belongs to
 * the connection that also does the work, so it is released if the runner dies.
 *
 * @throws {AdminError} `CONFLICT` after `timeoutMs`, naming the session that holds the lock.
 */
export async function withLock<T>(
  sql: Connection,
  options: { timeoutMs: number; onWait?: (holder: string) => void },
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs
  let reported = false
  while (!(await tryLock(sql))) {
    const holder = await describeHolder(sql)
    if (performance.now() >= deadline)
      throw new AdminError(
        'CONFLICT',
        `Another migration run still holds the lock after ${options.timeoutMs / 1000} s: ${holder}. Wait for it to finish, or end it with: SELECT pg_terminate_backend(<its pid>);`,
      )
    if (!reported) options.onWait?.(holder)
    reported = true
    await delay(retryMs)
  }
  try {
    return await work()
  } finally {
    // A broken connection has already released the lock. Report its own error instead.
    await sql`select pg_advisory_unlock(${lockKey}::bigint)`.catch(() => undefined)
  }
}

/**
 * Refuses to continue without the lock: a connection that broke, or that a pooler replaced, has lost it.
 *
 * Checked at the start of every transaction, because the driver reconnects silently.
 *
 * @throws {AdminError} `UNAVAILABLE`
 */
export async function requireLock(sql: Connection | TransactionSql): Promise<void> {
  const [row] = await sql<{ held: boolean }[]>`
    select exists (select from pg_locks l where ${isLock(sql)} and l.granted and l.pid = pg_backend_pid()) as held`
  if (row?.held !== true)
    throw new AdminError('UNAVAILABLE', 'The connection was lost and the lock was released. Run the command again.')
}

async function tryLock(sql: Connection): Promise<boolean> {
  const [row] = await sql<{ locked: boolean }[]>`select pg_try_advisory_lock(${lockKey}::bigint) as locked`
  return row?.locked === true
}

function isLock(sql: Connection | TransactionSql) {
  return sql`l.locktype = 'advisory' and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32) | l.objid::bigint = ${lockKey}::bigint`
}

async function describeHolder(sql: Connection): Promise<string> {
  return (await lockHolder(sql)) ?? 'a session that has just ended'
}

/** The session that is migrating this database now; `undefined` if there is none. */
export async function lockHolder(sql: Connection): Promise<string | undefined> {
  const [row] = await sql<{ pid: number; name: string; address: string; since: string }[]>`
    select a.pid, a.application_name as name, coalesce(host(a.client_addr), 'local') as address,
      to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
    from pg_locks l join pg_stat_activity a using (pid) where ${isLock(sql)} and l.granted`
  return row && `pid ${row.pid} (${row.name}, from ${row.address}, since ${row.since} UTC)`
}
