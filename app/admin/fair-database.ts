import 'server-only'
import { aroundStatements, FairQueue, type AdminContext } from '@/admin/server'
import { client } from '@/db'
import { env } from '@/env'

const storeKey = Symbol.for('brolly.fair-queue')
type GlobalStore = { [storeKey]?: FairQueue }

/** One connection is reserved for reading sessions; one user gets at most half of the others. */
const slots = Math.max(2, env().BROLLY_POOL_SIZE - 1)

/** Next.js bundles this file more than once; all copies share one queue. */
const queue = ((globalThis as GlobalStore)[storeKey] ??= new FairQueue({
  slots,
  perUser: Math.max(2, Math.ceil(slots / 2)),
  maxWaitMs: 10_000,
}))

const mostKept = 1_000
type Fair = { sql: typeof client.sql; db: AdminContext['db'] }
const kept = new Map<string, Fair>()

/** The database for one user, whose queries take turns with those of other users. */
export function fairDatabase(userId: string): Fair {
  const known = kept.get(userId)
  if (known) return known
  if (kept.size >= mostKept) kept.clear()
  const sql = aroundStatements(client.patient, {
    statement: () => (work) => queue.run(userId, work),
    transaction: (work) => queue.run(userId, work),
  })
  const fair = { sql, db: client.databaseOver(sql) }
  kept.set(userId, fair)
  return fair
}
