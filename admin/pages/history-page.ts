import { eq, sql } from 'drizzle-orm'
import { isRecorded } from '../query/table-ref'
import { withoutValues } from '../write/undo/net-changes'
import { auditEntries } from '../brolly/tables'
import { readFileValue } from '../fields/file-value'
import { briefLength } from '../fields/shown-text'
import { columnsAllowed } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { noSuchRow, type LoadedRecord, recordedValues } from '../query/load-record'
import { shownKey } from '../query/row-key'
import { noValue, readableColumn, valueHref, type ValueQuery } from '../query/whole-value'
import { loadAttributes } from '../query/statistics'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import { inSentence, labelOf } from '../schema/names'
import type { NeighbourChange } from './shapes/neighbours'
import type { HistoryEntry, HistoryPage } from './shapes/pages'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { formatMoment } from '../audit/moments'
import { entriesOf, entryFilter, type EntryRow } from './history-entries'
import { withDiffs } from './history-diffs'
import { withNames } from './history-names'
import { manyChanges, manyLabels } from './many-changes'
import { labelFor } from './past-label'
import { pastText } from './past-text'
import { canPutBack, pastRowHref, putBackHref, recordOrNull } from './put-back'
import { fileHref } from './files/file-href'
import { linkHref } from './row-cells'
import { undoHref } from './undo-page'
import { firstOfLastLife } from '../audit/row-lives'
import { markAction, type AuditChange, revealAction, revealedColumn } from '../audit/write-entries'
import * as historyWords from '../words/history'

const perPage = 50

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
  request: { key: string; before: string | null; column?: string; user?: string },
): Promise<HistoryPage> {
  const { key, before, column = '', user = '' } = request
  const filter = entryFilter(ctx, admin, { column, user })
  await loadAttributes(ctx, admin.table.columns)
  const record = await recordOrNull(ctx, admin, key)
  if (!record) await checkWasThere(ctx, admin, key)
  // One more entry shows whether there is another page.
  const rows = await entriesOf(ctx, admin, { key, before, record, limit: perPage + 1, filter })
  const shown = rows.slice(0, perPage)
  const href = `${adminPath(ctx, admin)}/${key}`
  const last = shown.at(-1)
  const kept = Object.entries({ column, user }).filter(([, value]) => value !== '')
  const entries = await detailed(ctx, admin, { rows: shown, record, key })
  return {
    title: record?.label ?? (shown[0] ? labelFor(ctx, admin, shown[0]) : shownKey(admin.table, key)),
    entries,
    filters: {
      columns: columnsAllowed(ctx, admin)
        .filter(({ secret }) => !secret)
        .map(({ name, label }) => ({ value: escapeName(name), label })),
      users: [...new Set(shown.map(({ actorLabel }) => actorLabel))].toSorted(),
      values: { column, user },
      clearHref: kept.length === 0 ? null : `${href}/history`,
    },
    nextHref:
      rows.length > perPage && last ? withQuery(`${href}/history`, [...kept, ['before', String(last.id)]]) : null,
    previousHref: before === null ? null : withQuery(`${href}/history`, kept),
    recordHref: record ? href : null,
    deleted: record === null,
  }
}

/** @throws {AdminError} `NOT_FOUND` unless there was a row with this key, and the actor may view all rows. */
async function checkWasThere(ctx: AdminContext, admin: Admin, key: string): Promise<void> {
  const everything = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  const known = everything ? await entriesOf(ctx, admin, { key, before: null, record: null, limit: 1 }) : []
  if (known.length === 0) throw noSuchRow(admin)
}

interface Shown {
  rows: readonly EntryRow[]
  record: LoadedRecord | null
  key: string
}

/** The entries with relations, names, differences, and what can be put back. */
async function detailed(ctx: AdminContext, admin: Admin, { rows, record, key }: Shown): Promise<HistoryEntry[]> {
  const related = await manyChanges(ctx, admin, rows)
  const first = await firstOfLastLife(ctx, admin, { key, deleted: record === null })
  const entries = rows.map((row): HistoryEntry => {
    const entry = entryOf(ctx, admin, row)
    const isPast = key !== '' && row.id >= first
    const changes = entry.changes.map((change) =>
      isPast && record ? { ...change, ...offered(ctx, admin, { row, record, change }) } : change,
    )
    return {
      ...entry,
      ...(isPast ? { rowHref: pastRowHref(ctx, admin, { key, id: entry.id }) } : {}),
      changes: [...changes, ...(related.get(row.id) ?? [])],
    }
  })
  return withDiffs(ctx, admin, await withNames(ctx, admin, { rows, entries }))
}

interface Offer {
  row: EntryRow
  record: LoadedRecord
  change: HistoryEntry['changes'][number]
}

/** The link that puts back the value before a change, if that is not the value now. */
function offered(ctx: AdminContext, admin: Admin, { row, record, change }: Offer): { putBackHref?: string } {
  const [column] = revertible(ctx, admin, { row, record }).filter(({ name }) => escapeName(name) === change.column)
  if (!column) return {}
  return { putBackHref: putBackHref(ctx, admin, { key: record.key, id: String(row.id), columns: [column] }) }
}

/** The columns of a change whose earlier values are not those of the row now. */
function revertible(ctx: AdminContext, admin: Admin, { row, record }: Omit<Offer, 'change'>): ColumnModel[] {
  if (row.action === 'add' || row.action === 'delete' || !record.may.change) return []
  const changes = row.changes as Record<string, AuditChange>
  return admin.table.columns.filter((column) => {
    const change = Object.hasOwn(changes, column.name) ? changes[column.name] : null
    if (!change || column.onUpdate || !canPutBack(ctx, admin, column)) return false
    // A value that was cut may be the same, or not: the page of putting it back tells.
    return (change[0]?.length ?? 0) > briefLength || change[0] !== (recordedValues(record)[column.key] ?? null)
  })
}

/** A summary of the last changes of an existing row, as far as the actor may read its history. */
export async function lastChanges(
  ctx: AdminContext,
  admin: Admin,
  { record, limit }: { record: LoadedRecord; limit: number },
): Promise<NeighbourChange[]> {
  await loadAttributes(ctx, admin.table.columns)
  const [rows, first] = await Promise.all([
    entriesOf(ctx, admin, { key: record.key, before: null, record, limit }),
    firstOfLastLife(ctx, admin, { key: record.key, deleted: false }),
  ])
  return rows.map((row) => {
    const { id, at, atExact, actor, action, changes } = entryOf(ctx, admin, row)
    const labels = [...changes.map(({ label }) => label), ...manyLabels(ctx, admin, row)]
    const columns = row.id >= first ? revertible(ctx, admin, { row, record }) : []
    const offer = columns.length === 0 ? null : putBackHref(ctx, admin, { key: record.key, id, columns })
    return { id, at, atExact, actor, action, columns: row.action === 'add' ? [] : labels, putBackHref: offer }
  })
}

const verbs: Record<string, { action: string; verb: HistoryEntry['verb'] }> = {
  add: { action: historyWords.added, verb: 'add' },
  change: { action: historyWords.changed, verb: 'change' },
  delete: { action: historyWords.deleted, verb: 'delete' },
  [markAction]: { action: historyWords.deleted, verb: 'change' },
  password: { action: historyWords.setPassword, verb: 'action' },
  permissions: { action: historyWords.changedPermissions, verb: 'action' },
  [revealAction]: { action: historyWords.revealed, verb: 'action' },
}

/** Actor, action and time, without the row. */
export function actionOf(
  ctx: AdminContext,
  admin: Admin | undefined,
  row: EntryRow,
): Pick<HistoryEntry, 'id' | 'at' | 'atExact' | 'actor' | 'action' | 'verb'> {
  const declared = admin?.options.actions?.find((action) => action.name === row.action)
  const builtIn = Object.hasOwn(verbs, row.action) ? verbs[row.action] : undefined
  const { action, verb } = builtIn ?? { action: declared?.label ?? row.action, verb: 'action' as const }
  const { shown, exact } = formatMoment(ctx, row.at)
  return { id: String(row.id), at: shown, atExact: exact, actor: row.actorLabel, action, verb }
}

/** An entry with its row and the changes that this actor may see. */
export function entryOf(ctx: AdminContext, admin: Admin, row: EntryRow): HistoryEntry {
  return {
    ...actionOf(ctx, admin, row),
    ...(row.action === revealAction ? { action: revealedOf(ctx, admin, row) } : {}),
    record: labelFor(ctx, admin, row),
    table: admin.singular,
    href: row.action === 'delete' || row.key === '' ? null : `${adminPath(ctx, admin)}/${row.key}`,
    undoHref: undoHrefOf(ctx, row),
    changes: changesFor(ctx, admin, row),
  }
}

function revealedOf(ctx: AdminContext, admin: Admin, { changes }: EntryRow): string {
  const name = (changes as Record<string, AuditChange>)[revealedColumn]?.[1]
  const column = columnsAllowed(ctx, admin).find((candidate) => candidate.name === name)
  return column ? historyWords.revealedColumn(inSentence(column.label)) : historyWords.revealed
}

/** Entries without values, such as those of a password, cannot be undone. */
function undoHrefOf(ctx: AdminContext, { requestId, action, key }: EntryRow): string | null {
  const isUndoable = requestId !== null && key !== '' && !withoutValues.has(action)
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

const fileIn = (column: ColumnModel, value: string) => column.type.file !== undefined && readFileValue(value) !== null

function changesFor(ctx: AdminContext, admin: Admin, entry: EntryRow): HistoryEntry['changes'] {
  // Written by writeEntries: an object of pairs by column name.
  const changes = entry.changes as Record<string, AuditChange>
  // Permissions, groups and factors are not columns; only superusers, who grant and remove them, see these entries.
  if (entry.action === 'permissions' || entry.action === 'factors')
    return Object.entries(ctx.actor.isSuperuser ? changes : {}).map(([name, change]) => ({
      label: labelOf(name),
      before: change?.[0] ?? null,
      after: change?.[1] ?? null,
      secret: false,
    }))
  return columnsAllowed(ctx, admin).flatMap((column): HistoryEntry['changes'] => {
    if (!Object.hasOwn(changes, column.name)) return []
    const change = changes[column.name]
    if (!change || !isRecorded(column)) return [{ label: column.label, before: null, after: null, secret: true }]
    const text = (value: string | null) => (value === null ? null : pastText(ctx, column, { value, most: briefLength }))
    const whole = (side: 'before' | 'after', value: string | null) =>
      value !== null && value.length > briefLength && !column.secret && !fileIn(column, value)
        ? { [`${side}Href`]: valueHref(ctx, admin, { key: entry.key, column, entry: String(entry.id), side }) }
        : {}
    // The row may no longer exist; its page then says so. A file is kept as long as this entry is.
    const row = (side: 'before' | 'after', value: string | null) => {
      if (value === null || column.secret) return {}
      const href = fileIn(column, value)
        ? fileHref(ctx, admin, { key: entry.key, column, entry: String(entry.id), side })
        : linkHref(ctx, column, value)
      return href === '' ? {} : { [`${side}Row`]: href }
    }
    const [before, after] = change
    return [
      {
        label: column.label,
        column: escapeName(column.name),
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
