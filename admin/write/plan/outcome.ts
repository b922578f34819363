import { asc, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { mayAct, rowsAllowed } from '../../permissions/rows-allowed'
import { keysWhere } from '../../query/keys-where'
import { readRecords } from '../../query/load-record'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'

/** An entry that a plan has written into the audit log. */
export type OutcomeEntry = typeof auditEntries.$inferSelect

/** What a plan does to one table. */
export interface OutcomeGroup {
  admin: Admin
  kind: 'add' | 'change' | 'delete'
  /** The number of different rows. */
  count: number
  /** The first of them that the actor may view. */
  samples: readonly OutcomeEntry[]
}

/** What a plan has done, as its audit entries tell. */
export interface Outcome {
  groups: readonly OutcomeGroup[]
  /** The number of rows in tables that the actor may not view. */
  hidden: number
  /** Stands for all of it: the same if, and only if, the same rows change in the same way. */
  digest: string
}

interface Reading {
  /** The last entry of the request before the plan began; null if there was none. */
  after: string | null
  /** The table whose rows were chosen. */
  admin: Admin
  /** Columns whose new values the plan gives. Others may be set to the present time, which is no difference. */
  edited: readonly ColumnModel[] | null
}

const mostSamples = 20

/** The last entry of this request so far. */
export async function lastEntry(ctx: AdminContext): Promise<string | null> {
  const [row] = await ctx.db.execute<{ last: string | null }>(
    sql`select max(id)::text as last from brolly.audit_entries where request_id = ${ctx.requestId}`,
  )
  return row?.last ?? null
}

/** Reads what a plan has done in this transaction, from the audit entries of its request. */
export async function readOutcome(ctx: AdminContext, reading: Reading): Promise<Outcome> {
  const entries = entriesSince(ctx, reading.after)
  const counted = await ctx.db.execute<{ table: string; kind: OutcomeGroup['kind']; count: number }>(sql`
    select "table", case when action in ('add', 'delete') then action else 'change' end as kind, count(distinct key)::int as count
    from brolly.audit_entries where ${entries} group by 1, 2 order by 1, 2`)
  const groups: OutcomeGroup[] = []
  const digests: string[] = []
  let hidden = 0
  for (const { table, kind, count } of counted) {
    const admin = ctx.site.byPath(table)
    const where = sql`${entries} and "table" = ${table} and ${ofKind(kind)}`
    const digest = kind === 'add' ? '' : await digestOf(ctx, { where, ignored: ignoredIn(admin, reading) })
    digests.push(`${table} ${kind} ${count} ${digest}`)
    if (!admin || admin.system || !mayAct(ctx, admin, 'view')) hidden += count
    else groups.push({ admin, kind, count, samples: await samplesOf(ctx, admin, { kind, where }) })
  }
  const first = (group: OutcomeGroup) => (group.admin === reading.admin ? 0 : 1)
  return { groups: groups.toSorted((a, b) => first(a) - first(b)), hidden, digest: digests.join('\n') }
}

/** Columns with a time in them, which may be the present one. */
function ignoredIn(admin: Admin | undefined, { admin: chosen, edited }: Reading): string[] {
  const columns = admin?.table.columns ?? []
  return columns
    .filter((column) => column.onUpdate || column.type.moment)
    .filter((column) => admin !== chosen || !(edited?.includes(column) ?? false))
    .map(({ name }) => name)
}

/** Index: request, id. */
const entriesSince = ({ requestId }: AdminContext, after: string | null): SQL =>
  sql`request_id = ${requestId}${after === null ? sql`` : sql` and id > ${after}::int8`}`

const ofKind = (kind: OutcomeGroup['kind']): SQL =>
  kind === 'change' ? sql`action not in ('add', 'delete')` : sql`action = ${kind}`

/**
 * Of added rows only the number counts: their keys come from sequences and random numbers, which go on even if a
 * transaction is rolled back.
 */
async function digestOf(
  ctx: AdminContext,
  { where, ignored }: { where: SQL; ignored: readonly string[] },
): Promise<string> {
  const names = sql.join(
    ignored.map((name) => sql`${name}::text`),
    sql`, `,
  )
  const changes = ignored.length === 0 ? sql`changes` : sql`changes - array[${names}]`
  const [row] = await ctx.db.execute<{ digest: string }>(sql`
    select md5(string_agg(md5(key || ' ' || (${changes})::text), '' order by key, id)) as digest
    from brolly.audit_entries where ${where}`)
  return row?.digest ?? ''
}

/** Rows that were deleted cannot be asked for any more: they are shown to who may view every row. */
async function samplesOf(
  ctx: AdminContext,
  admin: Admin,
  { kind, where: these }: { kind: OutcomeGroup['kind']; where: SQL },
): Promise<OutcomeEntry[]> {
  const found = await ctx.db.select().from(auditEntries).where(these).orderBy(asc(auditEntries.id)).limit(mostSamples)
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  if (allowed.all || found.length === 0) return found
  if (kind === 'delete') return []
  const keyed = found.filter(({ key }) => key !== '')
  if (keyed.length === 0) return []
  const where = sql`(${keysWhere(
    ctx,
    admin,
    keyed.map(({ key }) => key),
  )}) and ${allowed.where}`
  const seen = new Set((await readRecords(ctx, admin, { where })).map(({ key }) => key))
  return keyed.filter(({ key }) => seen.has(key))
}
