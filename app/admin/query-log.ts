import 'server-only'
import { databaseFor, queryPanel, recordingClient, type AdminContext, type RecordedQuery } from '@/admin/server'
import type { QueryPanel } from '@/admin/client'
import { client } from '@/db'
import { env } from '@/env'
import { fairDatabase } from './fair-database'

const isOn = env().BROLLY_QUERY_PANEL ?? env().NODE_ENV === 'development'

/** How many pages keep their queries, so that their plans can be shown. */
const mostPages = 100
const storeKey = Symbol.for('brolly.queries')
type GlobalStore = { [storeKey]?: Map<string, RecordedQuery[]> }

/** Next.js bundles this file more than once; all copies share one log. */
const log = ((globalThis as GlobalStore)[storeKey] ??= new Map<string, RecordedQuery[]>())

/** The same context, recording its queries if this user may see them. */
export function withQueryLog(ctx: AdminContext): AdminContext {
  if (!isOn || !ctx.actor.isSuperuser) return ctx
  const queries: RecordedQuery[] = []
  log.set(ctx.requestId, queries)
  for (const oldest of log.keys()) {
    if (log.size <= mostPages) break
    log.delete(oldest)
  }
  const recorded = recordingClient(fairDatabase(ctx.actor.id).sql, (query) => queries.push(query))
  return { ...ctx, db: databaseFor(ctx.site, ctx.actor, client.databaseOver(recorded)) }
}

/** The queries of this page so far; null if they are not recorded. */
export function panelOf(ctx: AdminContext): QueryPanel | null {
  const queries = log.get(ctx.requestId)
  return queries ? queryPanel(ctx, queries) : null
}

/** A query of a page that this instance has recently shown. */
export function recordedQuery(requestId: string, index: number): RecordedQuery | undefined {
  return log.get(requestId)?.[index]
}
