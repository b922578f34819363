import { desc, eq, sql } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { fromSql, rootRef } from '../query/table-ref'
import { keysWhere } from '../query/keys-where'
import { encodeKey } from '../schema/keys'
import type { HistoryEntry } from '../screen/pages'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { entryOf, actionOf } from './history-page'

type Row = typeof auditEntries.$inferSelect

/** Entries that are looked at: those of tables that may no longer be viewed are passed over. */
const mostLooked = 50

/**
 * What this actor did last, for the index. A row that may still be viewed is a link; one that is gone, or whose key belongs to
 * another row by now, keeps its name; one that is no longer this actor's keeps only its key.
 */
export async function recentEntries(ctx: AdminContext, limit = 10): Promise<HistoryEntry[]> {
  const rows = await ctx.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.actorId, ctx.actor.id))
    .orderBy(desc(auditEntries.id))
    .limit(mostLooked)
  const shown = rows.filter((row) => mayBeTold(ctx, row)).slice(0, limit)
  const there = await presentRows(ctx, shown)
  return shown.map((row) => recentEntry(ctx, row, there))
}

function mayBeTold(ctx: AdminContext, row: Row): boolean {
  const admin = ctx.site.byPath(row.table)
  if (admin) return mayAct(ctx, admin, 'view')
  // Its rules went with the table; the grant is what is left.
  return ctx.actor.isSuperuser || ctx.actor.grants.has(`${row.table}.view`)
}

function recentEntry(ctx: AdminContext, row: Row, there: ReadonlySet<bigint>): HistoryEntry {
  const admin = ctx.site.byPath(row.table)
  if (!admin) return { ...actionOf(ctx, undefined, row), record: row.label, table: row.table, href: null, changes: [] }
  const entry = { ...entryOf(ctx, admin, row), changes: [] }
  if (there.has(row.id)) return entry
  const everything = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  return { ...entry, href: null, record: everything ? entry.record : `#${row.key}` }
}

/** The entries whose row is there, may be viewed, and is the one that they speak of. */
async function presentRows(ctx: AdminContext, rows: readonly Row[]): Promise<Set<bigint>> {
  const found = new Set<bigint>()
  for (const path of new Set(rows.map(({ table }) => table))) {
    const admin = ctx.site.byPath(path)
    if (!admin || admin.table.key.length === 0) continue
    const entries = rows.filter(({ table, key }) => table === path && key !== '')
    if (entries.length === 0) continue
    const keys = await visibleKeys(ctx, admin, new Set(entries.map(({ key }) => key)))
    const ends = await lastEnds(ctx, admin, keys)
    for (const { id, key } of entries) if (keys.has(key) && id > (ends.get(key) ?? 0n)) found.add(id)
  }
  return found
}

async function visibleKeys(ctx: AdminContext, admin: Admin, keys: ReadonlySet<string>): Promise<Set<string>> {
  const ref = rootRef(admin.table)
  const parts = admin.table.key.map(
    (column, at) =>
      sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text as ${sql.identifier(`k${at}`)}`,
  )
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const rows = await ctx.db.execute<Record<string, string>>(
    sql`select ${sql.join(parts, sql`, `)} from ${fromSql(ref)} where (${keysWhere(ctx, admin, keys)}) and ${where}`,
  )
  return new Set(rows.map((row) => encodeKey(admin.table.key.map((_, at) => row[`k${at}`] ?? ''))))
}

/** The last delete of each key: what was before it was about another row. */
async function lastEnds(ctx: AdminContext, admin: Admin, keys: ReadonlySet<string>): Promise<Map<string, bigint>> {
  if (keys.size === 0) return new Map()
  const list = sql.join(
    [...keys].map((key) => sql`${key}`),
    sql`, `,
  )
  const rows = await ctx.db.execute<{ key: string; id: string }>(
    sql`select key, max(id)::text as id from ${auditEntries} where "table" = ${admin.path} and key in (${list}) and action = 'delete' group by key`,
  )
  return new Map(rows.map(({ key, id }) => [key, BigInt(id)]))
}
