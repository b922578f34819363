import { AdminError } from '@/admin/errors'
import { withConnection, type Connection } from './connection'

/** How often the two connections take turns: a busy pooler may hand out the same session by chance. */
const rounds = 3

/**
 * Refuses a pooler that shares sessions, such as PgBouncer in transaction mode.
 *
 * Two clients would both be told there that they hold the lock, and it would stay behind with a session of the pool.
 * Two connections to PostgreSQL itself have a process each and keep it; behind such a pooler they are seen to change it,
 * or to share one.
 *
 * @returns The process of the session.
 * @throws {AdminError} `MISCONFIGURED` with the setting to make.
 */
export async function requireOwnSession(sql: Connection, url: string): Promise<number> {
  const pid = await processId(sql)
  const mine = new Set([pid])
  const others = await processIds(url, async () => void mine.add(await processId(sql)))
  if (mine.size === 1 && others.size <= 1 && ![...others].some((other) => mine.has(other))) return pid
  throw new AdminError(
    'MISCONFIGURED',
    'This database is reached through a pooler that shares sessions between clients (PgBouncer in transaction mode), where a migration cannot keep its lock. Set DATABASE_MIGRATION_URL to the URL of PostgreSQL itself.',
  )
}

/** Whether an address leads to a pooler that shares sessions between clients. */
export async function isSharedSession(url: string): Promise<boolean> {
  return withConnection(url, async (sql) => {
    try {
      await requireOwnSession(sql, url)
      return false
    } catch (error) {
      if (error instanceof AdminError && error.code === 'MISCONFIGURED') return true
      throw error
    }
  })
}

/** The processes that a second connection meets; none where there is no room for one. */
async function processIds(url: string, between: () => Promise<void>): Promise<Set<number>> {
  const found = new Set<number>()
  try {
    await withConnection(url, async (other) => {
      for (let round = 0; round < rounds; round++) {
        found.add(await processId(other))
        await between()
      }
    })
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
  }
  return found
}

async function processId(sql: Connection): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  return row?.pid ?? 0
}
