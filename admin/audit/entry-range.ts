import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'

/** Entries of parallel transactions are not quite in the order of their times. */
const margin = 10_000n

/**
 * A range of ids that contains all entries of a period: ids grow with time, so its ends are found by bisection, without an
 * index on the time. The caller compares the times as well.
 *
 * @param period As input for `timestamptz`; null for no limit.
 */
export async function entryRange(
  ctx: AdminContext,
  { from, to }: { from: string | null; to: string | null },
): Promise<{ first: bigint | null; last: bigint | null }> {
  const first = from === null ? null : (await firstSince(ctx, from)) - margin
  const last = to === null ? null : (await firstSince(ctx, to)) + margin
  return { first, last }
}

/** The first id of an entry at or after a moment, if times grow with ids; one beyond the last if there is none. */
async function firstSince(ctx: AdminContext, moment: string): Promise<bigint> {
  const [bounds] = await ctx.db.execute<{ low: string | null; high: string | null }>(
    sql`select min(id)::text as low, max(id)::text as high from brolly.audit_entries`,
  )
  let low = BigInt(bounds?.low ?? 0)
  let high = BigInt(bounds?.high ?? 0) + 1n
  while (low < high) {
    const middle = (low + high) / 2n
    const [next] = await ctx.db.execute<{ id: string; since: boolean }>(
      // `order by id` alone would sort by the text that is selected.
      sql`select e.id::text, e.at >= ${moment}::text::timestamptz as since from brolly.audit_entries e where e.id >= ${String(middle)}::text::bigint order by e.id limit 1`,
    )
    if (!next || next.since) high = middle
    else low = BigInt(next.id) + 1n
  }
  return low
}
