import 'server-only'
import { queryPanel, recordingClient, type AdminContext, type RecordedQuery } from '@/admin/server'
import type { QueryPanel } from '@/admin/client'
import { client } from '@/db'
import { env } from '@/env'
import { fairDatabase } from './fair-database'

const isOn = env().BROLLY_QUERY_PANEL ?? env().NODE_ENV === 'development'

/** Pages whose statements are kept, so that a plan can be asked for. */
const mostPages = 100
const place = Symbol.for('brolly.queries')
type Holder = { [place]?: Map<string, RecordedQuery[]> }

/** The framework bundles this file more than once; all copies share one log. */
const log = ((globalThis as Holder)[place] ??= new Map<string, RecordedQuery[]>())

/** The same context, noting down its statements where this person may see them. */
export function withQueryLog(ctx: AdminContext): AdminContext {
  if (!isOn || !ctx.actor.isSuperuser) return ctx
  const queries: RecordedQuery[] = []
  log.set(ctx.requestId, queries)
  for (const oldest of log.keys()) {
    if (log.size <= mostPages) break
    log.delete(oldest)
  }
  const recorded = recordingClient(fairDatabase(ctx.actor.id).sql, (query) => queries.push(query))
  return { ...ctx, db: client.databaseOver(recorded) }
}

/** What this page has asked of the database so far; null where nothing is noted down. */
export function panelOf(ctx: AdminContext): QueryPanel | null {
  const queries = log.get(ctx.requestId)
  return queries ? queryPanel(ctx, queries) : null
}

/** A statement of a page that was shown a moment ago, on this instance. */
export function recordedQuery(requestId: string, at: number): RecordedQuery | undefined {
  return log.get(requestId)?.[at]
}
