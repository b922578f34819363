import { and, asc, eq, sql } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import type { AdminContext } from '../../site/context'
import { netChanges, type NetChange } from './net-changes'

/** More entries are not in memory at once, with the values of their rows. */
export const mostEntries = 10_000

const partSize = 4_000

type Entry = typeof auditEntries.$inferSelect

/**
 * The change of a request in parts, by table and key: null if all of it fits into memory, if it is more than one change
 * may affect, or if rows were added or deleted, whose order matters.
 */
export async function partsOf(
  ctx: AdminContext,
  requestId: string,
): Promise<{ by: Entry; parts: AsyncIterable<readonly NetChange[]> } | null> {
  if (requestId.includes('\0')) return null
  const most = ctx.site.plans.mostRows
  const [counted] = await ctx.db.execute<{ entries: number; changes: number }>(sql`
    select count(*)::int as entries, count(*) filter (where action not in ('add', 'delete'))::int as changes
    from (select action from brolly.audit_entries where request_id = ${requestId} limit ${most + 1}) e`)
  if (!counted || counted.entries <= mostEntries || counted.entries > most || counted.changes < counted.entries)
    return null
  const [by] = await ctx.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.requestId, requestId))
    .orderBy(asc(auditEntries.id))
    .limit(1)
  return by ? { by, parts: readParts(ctx, requestId) } : null
}

/** All entries of a row are in the same part. */
async function* readParts(ctx: AdminContext, requestId: string): AsyncGenerator<NetChange[]> {
  let last: Entry | null = null
  for (;;) {
    const entries: Entry[] = await ctx.db
      .select()
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.requestId, requestId),
          last === null ? undefined : sql`(${auditEntries.table}, ${auditEntries.key}) > (${last.table}, ${last.key})`,
        ),
      )
      .orderBy(asc(auditEntries.table), asc(auditEntries.key), asc(auditEntries.id))
      .limit(partSize)
    const end = entries.at(-1)
    if (!end) return
    // The last row may have more entries, which the next part then begins with.
    const whole = entries.filter(({ table, key }) => table !== end.table || key !== end.key)
    const isLast = entries.length < partSize
    const part = isLast || whole.length === 0 ? entries : whole
    yield netChanges(part)
    if (isLast) return
    last = part.at(-1) ?? null
  }
}
