import { and, desc, eq, getTableColumns, lt, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { briefLength, shortened } from '../fields/shown-text'
import { columnsAllowed } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import { partsOfKey, shownKey } from '../query/row-key'
import { noValue, readableColumn, valueHref, type ValueQuery } from '../query/whole-value'
import { loadAttributes } from '../query/statistics'
import { labelOf } from '../schema/names'
import type { NeighbourChange } from './shapes/neighbours'
import type { HistoryEntry, HistoryPage } from './shapes/pages'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { formatMoment } from '../audit/moments'
import { manyChanges, manyLabels } from './many-changes'
import { labelFor } from './past-label'
import { sidesSeen } from './past-rows'
import { linkHref } from './row-cells'
import { undoHref } from './undo-page'
import { ofKey, ofLastLife } from '../audit/row-lives'
import type { AuditChange } from '../audit/write-entries'
import * as historyWords from '../words/history'
import * as rowsWords from '../words/rows'

const perPage = 50
/** The number of entries that are replayed for actors to whom row rules apply; they do not see older ones. */
const mostReplayed = 1_000

type Row = typeof auditEntries.$inferSelect

/**
 * The changes of one row, newest first. Columns that the actor may not view now are left out.
 *
 * A key may have belonged to several rows in succession, and a row to several users. Superusers see everything.
 * Everyone else sees the last row that had the key, and only from times at which today's rules would have let them view
 * it.
 *
 * @param request.before Only entries older than the one with this id.
 * @throws {AdminError} `NOT_FOUND` for a row that the actor may not view. The history of a deleted row requires
 *   permission to view all rows.
 */
export async function historyPage(
  ctx: AdminContext,
  admin: Admin,
  request: { key: string; before: string | null },
): Promise<HistoryPage> {
  const { key, before } = request
  await loadAttributes(ctx, admin.table.columns)
  const record = await loadRecord(ctx, admin, { key }).catch((error: unknown) => {
    if (error instanceof AdminError && error.code === 'NOT_FOUND') return null
    throw error
  })
  const everything = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  if (!record) partsOfKey(ctx, admin.table, key)
  // One more entry shows whether there is another page.
  const rows = await entriesOf(ctx, admin, { key, before, record, limit: perPage + 1 })
  if (!record && (!everything || rows.length === 0)) throw new AdminError('NOT_FOUND', rowsWords.noSuch(admin.singular))
  const shown = rows.slice(0, perPage)
  const href = `${adminPath(ctx, admin)}/${key}`
  const last = shown.at(-1)
  const related = await manyChanges(ctx, admin, shown)
  return {
    title: record?.label ?? (shown[0] ? labelFor(ctx, admin, shown[0]) : shownKey(admin.table, key)),
    entries: shown.map((row) => {
      const entry = entryOf(ctx, admin, row)
      return { ...entry, changes: [...entry.changes, ...(related.get(row.id) ?? [])] }
    }),
    nextHref: rows.length > perPage && last ? `${href}/history?before=${last.id}` : null,
    previousHref: before === null ? null : `${href}/history`,
    recordHref: record ? href : null,
    deleted: record === null,
  }
}

/** A summary of the last changes of an existing row, as far as the actor may read its history. */
export async function lastChanges(
  ctx: AdminContext,
  admin: Admin,
  { record, limit }: { record: LoadedRecord; limit: number },
): Promise<NeighbourChange[]> {
  await loadAttributes(ctx, admin.table.columns)
  const rows = await entriesOf(ctx, admin, { key: record.key, before: null, record, limit })
  return rows.map((row) => {
    const { id, at, atExact, actor, action, changes } = entryOf(ctx, admin, row)
    const labels = [...changes.map(({ label }) => label), ...manyLabels(ctx, admin, row)]
    return { id, at, atExact, actor, action, columns: row.action === 'add' ? [] : labels }
  })
}

interface Wanted {
  where: SQL | undefined
  limit: number
  /** By default values are truncated. */
  changes?: SQL | typeof auditEntries.changes
}

interface Asked {
  key: string
  before: string | null
  /** Null for a row that no longer exists. */
  record: LoadedRecord | null
  limit: number
}

/** The newest entries that this actor may read. */
async function entriesOf(ctx: AdminContext, admin: Admin, { key, before, record, limit }: Asked): Promise<Row[]> {
  const older = olderThan(before)
  const olderOnly = older === null ? undefined : lt(auditEntries.id, older)
  if (ctx.actor.isSuperuser) return entries(ctx, { where: and(ofKey(admin, key), olderOnly), limit })
  const life = ofLastLife(admin, key, { deleted: record === null })
  if (record === null || rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all)
    return entries(ctx, { where: and(life, olderOnly), limit })
  // Complete values, because past rows are reconstructed from them.
  const all = await entries(ctx, { where: life, limit: mostReplayed, changes: auditEntries.changes })
  const sides = await sidesSeen(ctx, admin, { values: record.values, entries: all })
  return all
    .filter(({ id }) => sides.get(id)?.after === true && (older === null || id < older))
    .slice(0, limit)
    .map((row) => (sides.get(row.id)?.before === true ? row : { ...row, changes: {} }))
}

function olderThan(before: string | null): bigint | null {
  if (before === null) return null
  if (!/^\d{1,18}$/u.test(before)) throw new AdminError('BAD_QUERY', historyWords.noSuchEntry)
  return BigInt(before)
}

/** The changes with truncated values: a page of them may contain many long ones. */
const briefChanges = sql`(
  select coalesce(jsonb_object_agg(c.key, case when jsonb_typeof(c.value) = 'array'
    then jsonb_build_array(left(c.value->>0, ${sql.raw(String(briefLength + 1))}), left(c.value->>1, ${sql.raw(String(briefLength + 1))})) else c.value end), '{}')
  from jsonb_each(${auditEntries.changes}) c)`.mapWith(auditEntries.changes)

function entries(ctx: AdminContext, { where, limit, changes = briefChanges }: Wanted): Promise<Row[]> {
  return ctx.db
    .select({ ...getTableColumns(auditEntries), changes })
    .from(auditEntries)
    .where(where ?? sql`false`)
    .orderBy(desc(auditEntries.id))
    .limit(limit)
}

const verbs: Record<string, { action: string; verb: HistoryEntry['verb'] }> = {
  add: { action: historyWords.added, verb: 'add' },
  change: { action: historyWords.changed, verb: 'change' },
  delete: { action: historyWords.deleted, verb: 'delete' },
  password: { action: historyWords.setPassword, verb: 'action' },
  permissions: { action: historyWords.changedPermissions, verb: 'action' },
}

/** Actor, action and time, without the row. */
export function actionOf(
  ctx: AdminContext,
  admin: Admin | undefined,
  row: Row,
): Pick<HistoryEntry, 'id' | 'at' | 'atExact' | 'actor' | 'action' | 'verb'> {
  const declared = admin?.options.actions?.find((action) => action.name === row.action)
  const builtIn = Object.hasOwn(verbs, row.action) ? verbs[row.action] : undefined
  const { action, verb } = builtIn ?? { action: declared?.label ?? row.action, verb: 'action' as const }
  const { shown, exact } = formatMoment(ctx, row.at)
  return { id: String(row.id), at: shown, atExact: exact, actor: row.actorLabel, action, verb }
}

/** An entry with its row and the changes that this actor may see. */
export function entryOf(ctx: AdminContext, admin: Admin, row: Row): HistoryEntry {
  return {
    ...actionOf(ctx, admin, row),
    record: labelFor(ctx, admin, row),
    table: admin.singular,
    href: row.action === 'delete' || row.key === '' ? null : `${adminPath(ctx, admin)}/${row.key}`,
    undoHref: undoHrefOf(ctx, row),
    changes: changesFor(ctx, admin, row),
  }
}

/** Entries without values, such as those of a password, cannot be undone. */
function undoHrefOf(ctx: AdminContext, { requestId, action, key }: Row): string | null {
  const isUndoable = requestId !== null && key !== '' && action !== 'password' && action !== 'permissions'
  return isUndoable ? undoHref(ctx, requestId) : null
}

/**
 * The complete value of an entry, before or after the change.
 * @throws {AdminError} `NOT_FOUND` for an entry, a column or a value that does not exist for this actor; `FORBIDDEN`.
 */
export async function pastValue(ctx: AdminContext, admin: Admin, wanted: ValueQuery): Promise<string> {
  const { key, entry: id, side } = wanted
  if (!id || !/^\d{1,18}$/u.test(id)) throw noValue()
  const column = readableColumn(ctx, admin, wanted.column)
  // The page that shows it decides whether it may be seen.
  const { entries: shown } = await historyPage(ctx, admin, { key, before: String(BigInt(id) + 1n) })
  const seen = shown.find((entry) => entry.id === id)?.changes.some(({ label }) => label === column.label)
  if (seen !== true) throw noValue()
  const [row] = await ctx.db
    .select({
      value: sql<string | null>`${auditEntries.changes} -> ${column.name}::text ->> ${side === 'before' ? 0 : 1}::int`,
    })
    .from(auditEntries)
    .where(eq(auditEntries.id, BigInt(id)))
  if (!row || row.value === null) throw noValue()
  return row.value
}

function changesFor(ctx: AdminContext, admin: Admin, entry: Row): HistoryEntry['changes'] {
  // Written by writeEntries: an object of pairs by column name.
  const changes = entry.changes as Record<string, AuditChange>
  // Permissions and groups are not columns; only superusers, who grant them, see these entries.
  if (entry.action === 'permissions')
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
        return shortened(column.type.toText(value, column, ctx), briefLength)
      } catch {
        // The column's type may have changed since.
        return shortened(value, briefLength)
      }
    }
    const whole = (side: 'before' | 'after', value: string | null) =>
      value !== null && value.length > briefLength
        ? { [`${side}Href`]: valueHref(ctx, admin, { key: entry.key, column, entry: String(entry.id), side }) }
        : {}
    // The row may no longer exist; its page then says so.
    const row = (side: 'before' | 'after', value: string | null) => {
      const href = value === null ? '' : linkHref(ctx, column, value)
      return href === '' ? {} : { [`${side}Row`]: href }
    }
    const [before, after] = change
    return [
      {
        label: column.label,
        before: text(before),
        after: text(after),
        secret: false,
        ...whole('before', before),
        ...whole('after', after),
        ...row('before', before),
        ...row('after', after),
      },
    ]
  })
}
