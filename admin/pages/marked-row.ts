import { formatMoment } from '../audit/moments'
import type { AuditChange } from '../audit/write-entries'
import { AdminError } from '../errors'
import { mayChangeColumn, mayViewColumn } from '../permissions/columns-allowed'
import { mayAct } from '../permissions/rows-allowed'
import { loadRecord, type LoadedRecord } from '../query/load-record'
import { escapeName } from '../schema/keys'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { isMarked, softDelete, type SoftDelete } from '../site/soft-delete'
import type { Entries } from '../write/form-values'
import { rehearseUndo, type UndoSource } from '../write/undo/undo'
import * as words from '../words/delete'
import type { FormDone } from './shapes/forms'
import type { RecordPage } from './shapes/record'
import type { UndoFormState, UndoPage } from './shapes/undo'
import { hasTrash, trashHref } from './trash-page'
import { pageOf, postSource } from './undo-page'

/** Where a list leads for deleted rows, for those who may add or delete rows: to the marked ones, or else the trash. */
export function deletedHref(ctx: AdminContext, admin: Admin): string | null {
  if (!hasTrash(ctx, admin) || !(mayAct(ctx, admin, 'add') || mayAct(ctx, admin, 'delete'))) return null
  return markedHref(ctx, admin) ?? trashHref(ctx, admin)
}

/** The list of marked rows; null for a table whose rows are removed, or if the actor may not filter by the column. */
function markedHref(ctx: AdminContext, admin: Admin): string | null {
  const soft = softDelete(admin)
  if (!soft || !mayViewColumn(ctx, admin, soft.column)) return null
  const name = escapeName(soft.column.name)
  const filter = soft.isFlag ? ([`${name}.eq`, 'true'] as const) : ([`${name}.null`, 'false'] as const)
  return withQuery(adminPath(ctx, admin), [filter])
}

/** What the page of a row says if it is marked as deleted. */
export function markedNotice(ctx: AdminContext, admin: Admin, record: LoadedRecord): RecordPage['deleted'] {
  const soft = softDelete(admin)
  if (!soft || !isMarked(admin, record.values)) return null
  const { column, isFlag, by } = soft
  const value = record.values[column.key] ?? null
  const isTold = !isFlag && value !== null && mayViewColumn(ctx, admin, column)
  const when = !isTold
    ? null
    : column.baseType === 'timestamptz'
      ? formatMoment(ctx, value).shown
      : column.valueType.toText(value, column, ctx)
  const who = by && by.baseType !== 'uuid' && mayViewColumn(ctx, admin, by) ? (record.values[by.key] ?? null) : null
  const mayRestore = record.may.change && mayChangeColumn(ctx, admin, column)
  return {
    sentence: words.markedAs(when, who),
    restoreHref: mayRestore ? `${adminPath(ctx, admin)}/${record.key}/delete/restore` : null,
  }
}

/**
 * What clearing the mark of a deleted row would do: carried out under the actor's permissions, and rolled back.
 * @throws {AdminError} `NOT_FOUND` for a row that the actor may not view, and for one that is not marked.
 */
export async function restoreRowPage(ctx: AdminContext, admin: Admin, key: string): Promise<UndoPage> {
  const { record, source } = await sourceOf(ctx, admin, key)
  return pageOf(ctx, await rehearseUndo(ctx, source), {
    title: words.restoreTitle(words.row(admin.singular, record.label)),
    button: words.restoreButton,
    cancelHref: `${adminPath(ctx, admin)}/${key}`,
  })
}

/**
 * Clears the mark of a deleted row, if the outcome is still the one that the user has agreed to.
 *
 * @returns Where to go next, or what would happen now.
 * @throws {AdminError} as `restoreRowPage` does.
 */
export async function postRestoreRow(
  ctx: AdminContext,
  admin: Admin,
  { key, entries }: { key: string; entries: Entries },
): Promise<FormDone | UndoFormState> {
  const { source } = await sourceOf(ctx, admin, key)
  return postSource(ctx, { source, entries, page: () => restoreRowPage(ctx, admin, key) })
}

async function sourceOf(
  ctx: AdminContext,
  admin: Admin,
  key: string,
): Promise<{ record: LoadedRecord; source: UndoSource }> {
  const record = await loadRecord(ctx, admin, { key })
  const soft = softDelete(admin)
  if (!soft || !isMarked(admin, record.values)) throw new AdminError('NOT_FOUND', words.notMarked)
  const change = {
    table: admin.path,
    key,
    label: record.label,
    kind: 'change' as const,
    changes: cleared(soft, record.values),
    actorId: null,
    forced: true,
  }
  const by = { actorLabel: '', at: '' }
  return {
    record,
    source: { id: JSON.stringify(['restore row', admin.path, key]), read: async () => ({ by, changes: [change] }) },
  }
}

function cleared({ column, isFlag, by }: SoftDelete, values: LoadedRecord['values']): ReadonlyMap<string, AuditChange> {
  const now = (key: string) => values[key] ?? null
  return new Map<string, AuditChange>([
    [column.name, [isFlag ? 'false' : null, now(column.key)]],
    ...(by ? ([[by.name, [null, now(by.key)]]] as const) : []),
  ])
}
