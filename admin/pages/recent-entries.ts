import { desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { auditEntries } from '../brolly/tables'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { fromSql, rootRef } from '../query/table-ref'
import { keysWhere } from '../query/keys-where'
import { isKeyOf, keyOfRow, shownKey } from '../query/row-key'
import type { HistoryEntry } from './shapes/pages'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { entryOf, actionOf } from './history-page'

type Row = typeof auditEntries.$inferSelect

/** An entry of the audit log, and whether the row that has its key now is another one. */
export type AuditRow = Row & { ended: boolean }

/** The columns of an `AuditRow`. */
export const auditColumns = () => ({ ...getTableColumns(auditEntries), ended: endedSql })

/** The number of entries to examine: those of tables that the actor may no longer view are skipped. */
const mostLooked = 50

/**
 * This actor's recent actions, for the index page. A row that the actor may still view is a link. A deleted row, or one
 * whose key now belongs to another row, keeps its name. A row that the actor may no longer view is shown by key only.
 */
export async function recentEntries(ctx: AdminContext, limit = 10): Promise<HistoryEntry[]> {
  const rows = await ctx.db
    .select(auditColumns())
    .from(auditEntries)
    .where(eq(auditEntries.actorId, ctx.actor.id))
    .orderBy(desc(auditEntries.id))
    .limit(mostLooked)
  const shown = rows.filter((row) => mayBeTold(ctx, row)).slice(0, limit)
  return (await describedEntries(ctx, shown)).map((entry) => ({ ...entry, changes: [] }))
}

/** The entries in words, with links to rows that the actor may still view. */
export async function describedEntries(ctx: AdminContext, rows: readonly AuditRow[]): Promise<HistoryEntry[]> {
  const there = await presentRows(ctx, rows)
  return rows.map((row) => recentEntry(ctx, row, there))
}

/** Whether the row was deleted by this entry or a later one: the row that has its key now is another one. */
const endedSql = sql<boolean>`exists (select 1 from ${auditEntries} later where later."table" = ${auditEntries}."table"
  and later.key = ${auditEntries}.key and later.action = 'delete' and later.id >= ${auditEntries}.id)`

function mayBeTold(ctx: AdminContext, row: Row): boolean {
  const admin = ctx.site.byPath(row.table)
  if (admin) return mayAct(ctx, admin, 'view')
  // Its row rules are gone along with the table, so only the permission counts.
  return ctx.actor.isSuperuser || ctx.actor.grants.has(`${row.table}.view`)
}

function recentEntry(ctx: AdminContext, row: Row, there: ReadonlySet<bigint>): HistoryEntry {
  const admin = ctx.site.byPath(row.table)
  if (!admin)
    return {
      ...actionOf(ctx, undefined, row),
      record: row.label,
      table: row.table,
      href: null,
      undoHref: null,
      changes: [],
    }
  const entry = entryOf(ctx, admin, row)
  if (there.has(row.id)) return entry
  const everything = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  return { ...entry, href: null, record: everything ? entry.record : `#${shownKey(admin.table, row.key)}` }
}

/** The entries whose row still exists, may be viewed, and is the same row. One query for all tables. */
async function presentRows(ctx: AdminContext, rows: readonly AuditRow[]): Promise<Set<bigint>> {
  const living = rows.filter((row) => !row.ended && row.key !== '')
  const reads = [...new Set(living.map(({ table }) => table))].flatMap((path) => {
    const admin = ctx.site.byPath(path)
    if (!admin || admin.table.key.length === 0) return []
    // A key with other columns, or sealed with another secret, matches no row any more.
    const keys = living.filter(({ table, key }) => table === path && isKeyOf(ctx, admin.table, key))
    return keys.length === 0 ? [] : visibleKeysSql(ctx, admin, new Set(keys.map(({ key }) => key)))
  })
  if (reads.length === 0) return new Set()
  const found = await ctx.db.execute<{ path: string; parts: string }>(sql.join(reads, sql` union all `))
  const there = new Set(
    found.map(({ path, parts }) => {
      const table = ctx.site.byPath(path)?.table
      return table ? `${path} ${keyOfRow(ctx, table, z.array(z.string()).parse(JSON.parse(parts)))}` : path
    }),
  )
  return new Set(living.filter(({ table, key }) => there.has(`${table} ${key}`)).map(({ id }) => id))
}

function visibleKeysSql(ctx: AdminContext, admin: Admin, keys: ReadonlySet<string>): SQL {
  const ref = rootRef(admin.table)
  const parts = admin.table.key.map((column) => sql`${sql.identifier(ref.alias)}.${sql.identifier(column.name)}::text`)
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  return sql`select ${admin.path}::text as path, json_build_array(${sql.join(parts, sql`, `)})::text as parts
    from ${fromSql(ref)} where (${keysWhere(ctx, admin, keys)}) and ${where}`
}
