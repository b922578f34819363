import { AdminError } from '@/admin/errors'
import { withConnection, type Connection } from './connection'

/** How often the two connections alternate: a busy pooler may return the same session by chance. */
const rounds = 3

/**
 * Rejects a pooler that shares sessions, such as PgBouncer in transaction mode.
 *
 * With such a pooler two clients could both seem to hold the lock, and it would stay with a session of the pool. Two
 * direct connections to PostgreSQL each have a process of their own and keep it. Behind a sharing pooler they are seen
 * to change the process, or to share one.
 *
 * @returns The process id of the session.
 * @throws {AdminError} `MISCONFIGURED` with the required setting.
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

/** Whether a URL leads to a pooler that shares sessions between clients. */
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

/** The process ids that a second connection sees; empty if the server has no connection left for it. */
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
