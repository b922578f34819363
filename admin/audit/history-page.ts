import { and, desc, eq, lt, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { columnsAllowed, mayViewColumn } from '../permissions/columns-allowed'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { readsHidden } from '../query/label-sql'
import { loadRecord } from '../query/load-record'
import { decodeKey } from '../schema/keys'
import { labelOf } from '../schema/names'
import type { HistoryEntry, HistoryPage } from '../screen/pages'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { formatMoment } from './moments'
import type { AuditChange } from './write-entries'

const perPage = 50

type Row = typeof auditEntries.$inferSelect

/**
 * What happened to one row, newest first. Columns that the actor may not view now are left out of it.
 *
 * @param request.before Only entries older than this one's id.
 * @throws {AdminError} `NOT_FOUND` for a row outside the actor's rows; a deleted row's history is for who may view all rows.
 */
export async function historyPage(
  ctx: AdminContext,
  admin: Admin,
  request: { key: string; before: string | null },
): Promise<HistoryPage> {
  const { key, before } = request
  const record = await loadRecord(ctx, admin, { key }).catch((error: unknown) => {
    if (error instanceof AdminError && error.code === 'NOT_FOUND') return null
    throw error
  })
  const everything = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  if (!record) decodeKey(key, admin.table.key.length)
  const rows = await entries(
    ctx,
    and(eq(auditEntries.table, admin.path), eq(auditEntries.key, key), olderThan(before)),
    perPage + 1,
  )
  if (!record && (!everything || rows.length === 0))
    throw new AdminError('NOT_FOUND', `There is no such ${admin.singular}.`)
  const shown = rows.slice(0, perPage)
  const href = `${adminPath(admin)}/${key}`
  const last = shown.at(-1)
  return {
    title: record?.label ?? (shown[0] ? labelFor(ctx, admin, shown[0]) : key),
    entries: shown.map((row) => entryOf(ctx, admin, row)),
    nextHref: rows.length > perPage && last ? `${href}/history?before=${last.id}` : null,
    previousHref: before === null ? null : `${href}/history`,
    recordHref: record ? href : null,
    deleted: record === null,
  }
}

function olderThan(before: string | null): SQL | undefined {
  if (before === null) return undefined
  if (!/^\d{1,18}$/u.test(before)) throw new AdminError('BAD_QUERY', 'The history has no such place.')
  return lt(auditEntries.id, BigInt(before))
}

function entries(ctx: AdminContext, where: SQL | undefined, limit: number): Promise<Row[]> {
  return ctx.db
    .select()
    .from(auditEntries)
    .where(where ?? sql`false`)
    .orderBy(desc(auditEntries.id))
    .limit(limit)
}

/** What this actor did last, for the index; entries of tables that may no longer be viewed are left out. */
export async function recentEntries(ctx: AdminContext, limit = 10): Promise<HistoryEntry[]> {
  const rows = await entries(ctx, eq(auditEntries.actorId, ctx.actor.id), limit)
  return rows.flatMap((row) => {
    const admin = ctx.site.byPath(row.table)
    return admin && mayAct(ctx, admin, 'view') ? [{ ...entryOf(ctx, admin, row), changes: [] }] : []
  })
}

const verbs: Record<string, { action: string; verb: HistoryEntry['verb'] }> = {
  add: { action: 'Added', verb: 'add' },
  change: { action: 'Changed', verb: 'change' },
  delete: { action: 'Deleted', verb: 'delete' },
  password: { action: 'Set the password', verb: 'action' },
  permissions: { action: 'Changed the permissions', verb: 'action' },
}

function entryOf(ctx: AdminContext, admin: Admin, row: Row): HistoryEntry {
  const declared = admin.options.actions?.find((action) => action.name === row.action)
  const { action, verb } = verbs[row.action] ?? { action: declared?.label ?? row.action, verb: 'action' as const }
  const { shown, exact } = formatMoment(ctx, row.at)
  return {
    id: String(row.id),
    at: shown,
    atExact: exact,
    actor: row.actorLabel,
    action,
    verb,
    record: labelFor(ctx, admin, row),
    table: admin.singular,
    href: row.action === 'delete' || row.key === '' ? null : `${adminPath(admin)}/${row.key}`,
    changes: changesFor(ctx, admin, row),
  }
}

/** The label of then was made with every column and row that its writer could see; who sees fewer gets the key. */
function labelFor(ctx: AdminContext, admin: Admin, row: Row): string {
  return seesLabel(ctx, admin) ? row.label : `#${row.key}`
}

function seesLabel(ctx: AdminContext, admin: Admin, depth = 0): boolean {
  const { label } = admin
  if (label.kind === 'columns') return label.columns.every((column) => mayViewColumn(ctx, admin, column))
  if (label.kind === 'expression') return !readsHidden(ctx, admin)
  if (label.kind !== 'links' || depth > 2) return true
  return label.links.every((link) => {
    const target = ctx.site.adminOf(link.target)
    return (
      link.columns.every((column) => mayViewColumn(ctx, admin, column)) &&
      mayAct(ctx, target, 'view') &&
      rowsAllowed(ctx, target, { verb: 'view', alias: 't' }).all &&
      seesLabel(ctx, target, depth + 1)
    )
  })
}

function changesFor(ctx: AdminContext, admin: Admin, row: Row): HistoryEntry['changes'] {
  // Written by writeEntries: an object of pairs by column name.
  const changes = row.changes as Record<string, AuditChange>
  // Rights and groups are no columns; who may give them may see what was given.
  if (row.action === 'permissions')
    return Object.entries(ctx.actor.isSuperuser ? changes : {}).map(([name, change]) => ({
      label: labelOf(name),
      before: change?.[0] ?? null,
      after: change?.[1] ?? null,
      secret: false,
    }))
  return columnsAllowed(ctx, admin).flatMap((column): HistoryEntry['changes'] => {
    if (!Object.hasOwn(changes, column.name)) return []
    const change = changes[column.name]
    if (!change || column.secret) return [{ label: column.label, before: null, after: null, secret: true }]
    const text = (value: string | null) => {
      if (value === null) return null
      try {
        return column.type.toText(value, column, ctx)
      } catch {
        // The column's type may have changed since.
        return value
      }
    }
    return [{ label: column.label, before: text(change[0]), after: text(change[1]), secret: false }]
  })
}
