import 'server-only'
import { aroundStatements, FairQueue, type AdminContext } from '@/admin/server'
import { client } from '@/db'
import { env } from '@/env'

const place = Symbol.for('brolly.fair-queue')
type Holder = { [place]?: FairQueue }

/** One connection is left for finding out who asks; one person takes half of the others at most. */
const places = Math.max(2, env().BROLLY_POOL_SIZE - 1)

/** The framework bundles this file more than once; all copies share one queue. */
const queue = ((globalThis as Holder)[place] ??= new FairQueue({
  places,
  perPerson: Math.max(2, Math.ceil(places / 2)),
  longestWait: 10_000,
}))

const mostKept = 1_000
type Fair = { sql: typeof client.sql; db: AdminContext['db'] }
const kept = new Map<string, Fair>()

/** The database as one person asks it: in turn with everybody else. */
export function fairDatabase(person: string): Fair {
  const known = kept.get(person)
  if (known) return known
  if (kept.size >= mostKept) kept.clear()
  const sql = aroundStatements(client.patient, {
    statement: () => (work) => queue.run(person, work),
    transaction: (work) => queue.run(person, work),
  })
  const fair = { sql, db: client.databaseOver(sql) }
  kept.set(person, fair)
  return fair
}
