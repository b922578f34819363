import { sql } from 'drizzle-orm'
import type { SchemaModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { quoteName } from '../schema/columns'
import { translateReadError } from './database-errors'

const maxAgeMs = 60_000

interface Snapshot {
  readAt: number
  rows: ReadonlyMap<string, number>
  refreshing: boolean
}

/** The planner's row counts, kept per site: they change slowly, and a page must not pay for them. */
const snapshots = new WeakMap<SchemaModel, Snapshot>()

/**
 * The planner's estimate of the table's rows by path; null for a table that was never analysed, or that is not there.
 * Read once for all tables, then refreshed in the background when older than a minute.
 */
export async function estimatedRows(ctx: AdminContext): Promise<(path: string) => number | null> {
  const known = snapshots.get(ctx.site.schema)
  if (!known) await refresh(ctx)
  else if (Date.now() - known.readAt > maxAgeMs && !known.refreshing) {
    known.refreshing = true
    // The page goes on with what is known; a failure is met again by the page's own queries.
    refresh(ctx).catch((error: unknown) => {
      known.refreshing = false
      if (!translateReadError(error))
        console.error('brolly: reading the tables’ estimates failed', error instanceof Error ? error.name : error)
    })
  }
  const rows = snapshots.get(ctx.site.schema)?.rows
  return (path) => rows?.get(path) ?? null
}

async function refresh(ctx: AdminContext): Promise<void> {
  const tables = ctx.site.admins.map(({ table }) => table)
  const names = tables.map((table) =>
    [table.schema, table.name]
      .filter((part) => part !== null)
      .map(quoteName)
      .join('.'),
  )
  const pairs = sql.join(
    names.map((name, index) => sql`(${index}::int, ${name}::text)`),
    sql`, `,
  )
  // A partitioned table's own reltuples is the sum only after it was analysed itself; its partitions' are added up otherwise.
  const found = await ctx.db.execute<{ at: number; rows: string | null }>(sql`
    select n.at, case when c.reltuples < 0 then null else c.reltuples::bigint::text end as rows
    from (values ${pairs}) n(at, name) join pg_class c on c.oid = to_regclass(n.name)`)
  const rows = new Map<string, number>()
  for (const { at, rows: count } of found) {
    const table = tables[at]
    if (table && count !== null) rows.set(table.path, Number(count))
  }
  snapshots.set(ctx.site.schema, { readAt: Date.now(), rows, refreshing: false })
}
