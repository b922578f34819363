import { sql } from 'drizzle-orm'
import type { AuditChange } from '../../audit/write-entries'
import { mayChangeColumn, mayViewColumn } from '../../permissions/columns-allowed'
import { isGranted, mayAct, rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { readRecords, type LoadedRecord, recordedValues } from '../../query/load-record'
import { isKept, readerOf, isRecorded } from '../../query/table-ref'
import { isKeyOf, isSoundKey, partsOfKey } from '../../query/row-key'
import type { ColumnModel } from '../../schema/model'
import type { Verb } from '../../site/admin'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/undo'
import type { NetChange } from './net-changes'

/** What taking back a change does to one row. */
export interface UndoStep {
  admin: Admin
  key: string
  label: string
  /** A row that was added is removed, one that was deleted is restored, one that was changed gets its values back. */
  kind: 'remove' | 'restore' | 'revert'
  /** The values to write, by column property. */
  values: Record<string, string | null>
  /** The row as it is now; null for a row to restore. */
  now: LoadedRecord | null
  /** Columns that keep their present values, with the reason. */
  left: { column: ColumnModel; reason: string }[]
  /** The change also had columns that were dropped or renamed since. */
  lost: boolean
  /** Why the row stays as it is; null if it can be taken back. */
  problem: string | null
}

const kinds = { add: 'remove', change: 'revert', delete: 'restore' } as const
const verbs: Record<UndoStep['kind'], Verb> = { remove: 'delete', revert: 'change', restore: 'add' }

/** The rows of a change, and the number of those of which this actor may know nothing. */
export interface UndoSteps {
  steps: UndoStep[]
  hidden: number
}

/**
 * What taking back a change would do to each of its rows, compared with what they are now. Existing rows are locked.
 *
 * @param changes In the order of the change.
 */
export async function undoSteps(ctx: AdminContext, changes: readonly NetChange[]): Promise<UndoSteps> {
  const known = changes.map((change) => ({ change, admin: undoable(ctx, change) }))
  const seen = known.filter((entry): entry is { change: NetChange; admin: Admin } => entry.admin !== null)
  const rows = await currentRows(ctx, seen)
  const steps: UndoStep[] = []
  for (const { change, admin } of seen) {
    const step = stepOf(ctx, admin, { change, row: rows.get(rowId(admin, change.key)) })
    if (step) steps.push(step)
  }
  return { steps, hidden: changes.length - steps.length }
}

const rowId = ({ path }: Admin, key: string) => `${path}\0${key}`

/** The table of a change, if the actor may view its rows and its key still identifies one. */
function undoable(ctx: AdminContext, { table, key, kind }: NetChange): Admin | null {
  const admin = ctx.site.byPath(table)
  if (!admin || admin.system || kind === 'other' || !mayAct(ctx, admin, 'view')) return null
  if (!isKeyOf(ctx, admin.table, key)) return null
  return isSoundKey(ctx, admin.table, partsOfKey(ctx, admin.table, key)) ? admin : null
}

interface CurrentRow {
  record: LoadedRecord
  visible: boolean
  allowed: Readonly<Record<'change' | 'delete', boolean>>
}

/** The rows as they are now, with what the actor may do with each. */
async function currentRows(
  ctx: AdminContext,
  seen: readonly { change: NetChange; admin: Admin }[],
): Promise<Map<string, CurrentRow>> {
  const rows = new Map<string, CurrentRow>()
  for (const admin of new Set(seen.map((entry) => entry.admin))) {
    const changes = seen.filter((entry) => entry.admin === admin).map(({ change }) => change)
    const large = admin.table.columns.filter(isKept)
    const hasLarge = (change: NetChange) => large.some(({ name }) => change.changes.has(name))
    for (const part of [changes.filter(hasLarge), changes.filter((change) => !hasLarge(change))])
      for (const row of await lockedRows(ctx, admin, part)) rows.set(rowId(admin, row.record.key), row)
  }
  return rows
}

async function lockedRows(ctx: AdminContext, admin: Admin, changes: readonly NetChange[]): Promise<CurrentRow[]> {
  if (changes.length === 0) return []
  const where = rowsByKey(
    admin,
    changes.map(({ key }) => ({ keyParts: partsOfKey(ctx, admin.table, key) })),
  )
  const kept = admin.table.columns.filter(({ name }) => changes.some((change) => change.changes.has(name)))
  const records = await readRecords(ctx, admin, { where, lock: true, kept })
  const { where: view } = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const visible = new Set((await readRecords(ctx, admin, { where: sql`${where} and ${view}` })).map(({ key }) => key))
  return records.map((record) => ({ record, visible: visible.has(record.key), allowed: record.may }))
}

interface Facing {
  change: NetChange
  /** Undefined if there is no such row now. */
  row: CurrentRow | undefined
}

/** Null if the actor may not know about the row. */
function stepOf(ctx: AdminContext, admin: Admin, { change, row }: Facing): UndoStep | null {
  if (change.kind === 'other') return null
  const kind = kinds[change.kind]
  // Who may view only some rows knows of a row that is gone only if that person has added or deleted it: a delete also
  // clears references of rows that may not be viewed.
  const isOwn = change.actorId === ctx.actor.id && kind !== 'revert'
  const knowsGone = isOwn || rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  if (row ? !row.visible : !knowsGone) return null
  const step: UndoStep = {
    admin,
    key: change.key,
    label: change.label,
    kind,
    values: {},
    now: row?.record ?? null,
    left: [],
    lost: kind !== 'remove' && [...change.changes.keys()].some((name) => !hasColumn(admin, name)),
    problem: null,
  }
  if (!isGranted(ctx, admin, verbs[kind]) || !mayAct(ctx, admin, verbs[kind])) step.problem = words.mayNot[kind]
  else if (kind === 'restore') restore(ctx, step, { changes: change.changes, row })
  else if (!row) step.problem = words.gone
  else if (!row.allowed[kind === 'remove' ? 'delete' : 'change']) step.problem = words.mayNot[kind]
  else if (kind === 'remove') remove(step, change.changes, row.record)
  else revert(ctx, step, { change, record: row.record })
  return step
}

const hasColumn = ({ table }: Admin, name: string) => table.columns.some((column) => column.name === name)

type Changes = NetChange['changes']

/** The columns of a change that still exist, with their changes. */
function columnsOf({ admin }: UndoStep, changes: Changes): { column: ColumnModel; change: AuditChange }[] {
  return admin.table.columns.flatMap((column) => {
    const change = changes.get(column.name)
    return change === undefined || column.generated ? [] : [{ column, change }]
  })
}

/** A row that was edited after it was added would lose those edits. */
function remove(step: UndoStep, changes: Changes, record: LoadedRecord): void {
  const isEdited = columnsOf(step, changes).some(
    ({ column, change }) => change !== null && !column.onUpdate && !isNow(record, column, change[1]),
  )
  if (isEdited) step.problem = words.editedSince
}

function restore(
  ctx: AdminContext,
  step: UndoStep,
  { changes, row }: { changes: Changes; row: CurrentRow | undefined },
): void {
  if (row) {
    step.problem = words.existsAgain
    return
  }
  for (const column of step.admin.table.columns) {
    if (column.generated) continue
    const change = changes.get(column.name)
    const reason = change === undefined ? null : unrecorded(column, change)
    if (reason !== null) {
      step.left.push({ column, reason })
      const needs = reason === words.secret ? words.needsSecret : words.needsValue
      if (column.notNull && column.defaultKind === 'none')
        step.problem = mayViewColumn(ctx, step.admin, column) ? needs(column.label) : reason
      // NULL is not in the log, so a column without an entry was NULL, or did not exist yet.
    } else if (change !== undefined || !column.notNull) step.values[column.key] = change?.[0] ?? null
  }
}

/**
 * Why the log does not hold the values of a change. The column may have become a secret since, or may have been one; of
 * large values, the log has only the size.
 */
function unrecorded(column: ColumnModel, change: AuditChange): string | null {
  if (change === null || !isRecorded(column)) return words.secret
  const isWhole = change.every((text) => text === null || (readerOf(column).whole?.(text) ?? true))
  return isWhole ? null : words.tooLargeToRecord
}

/** Whether a row has this value now. Of large ones, some entries have all and others, as those of added rows, the size. */
const isNow = (record: LoadedRecord, column: ColumnModel, text: string | null): boolean =>
  (recordedValues(record)[column.key] ?? null) === text ||
  (isKept(column) && (record.values[column.key] ?? null) === text)

function revert(
  ctx: AdminContext,
  step: UndoStep,
  { change: { changes, forced = false }, record }: { change: NetChange; record: LoadedRecord },
): void {
  const values = recordedValues(record)
  for (const { column, change } of columnsOf(step, changes)) {
    const now = values[column.key] ?? null
    const isSeen = mayViewColumn(ctx, step.admin, column)
    const reason = unrecorded(column, change)
    if (change === null || reason !== null) step.left.push({ column, reason: reason ?? words.secret })
    else if (!mayChangeColumn(ctx, step.admin, column)) step.left.push({ column, reason: words.columnNotAllowed })
    else if (now === change[1] || (forced && now !== change[0])) step.values[column.key] = change[0]
    else if (now !== change[0] && !column.onUpdate && isSeen) step.left.push({ column, reason: words.changedSince })
  }
  const isOnlyStamps = step.admin.table.columns.every(({ key, onUpdate }) => onUpdate || !(key in step.values))
  if (!isOnlyStamps) return
  step.values = {}
  step.problem = step.left[0]?.reason ?? (step.lost ? words.columnsGone : words.already)
}
