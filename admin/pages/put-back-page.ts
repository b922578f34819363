import { eq } from 'drizzle-orm'
import { formatMoment } from '../audit/moments'
import type { AuditChange } from '../audit/write-entries'
import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { noValue, visibleColumn } from '../query/whole-value'
import { isRecorded } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminPath } from '../site/paths'
import type { Admin } from '../site/site'
import { postedForm, type Entries } from '../write/form-values'
import type { NetChange } from '../write/undo/net-changes'
import { carryOutUndo, rehearseUndo, type UndoSource } from '../write/undo/undo'
import * as words from '../words/undo'
import { labelFor } from './past-label'
import { canPutBack, pastEntry, valuesThen, type PastEntry } from './put-back'
import type { FormDone } from './shapes/forms'
import type { UndoFormState, UndoPage } from './shapes/undo'
import { pageOf, undoHref, type UndoTexts } from './undo-page'

/** What to put back of a row. */
export interface PutBack {
  key: string
  /** The id of an entry of its history. */
  id: string
  /** The columns that get their values from before the entry, as in URLs; none for the whole row as the entry left it. */
  columns: readonly string[]
}

/**
 * What putting back earlier values of a row would do: carried out under the actor's permissions, and rolled back.
 * @throws {AdminError} `NOT_FOUND` for an entry, a column or values that this actor may not read, and if there is nothing to put back.
 */
export async function putBackPage(ctx: AdminContext, admin: Admin, wanted: PutBack): Promise<UndoPage> {
  const past = await pastEntry(ctx, admin, wanted)
  const columns = wanted.columns.map((name) => recordedColumn(ctx, admin, name))
  return pageOf(ctx, await rehearseUndo(ctx, sourceOf(admin, past, columns)), textsOf(ctx, admin, { past, columns }))
}

/**
 * Puts back earlier values of a row, if the outcome is still the one that the user has agreed to.
 *
 * @returns Where to go next, or what would happen now.
 * @throws {AdminError} as `putBackPage` does.
 */
export async function postPutBack(
  ctx: AdminContext,
  admin: Admin,
  { wanted, entries }: { wanted: PutBack; entries: Entries },
): Promise<FormDone | UndoFormState> {
  const past = await pastEntry(ctx, admin, wanted)
  const columns = wanted.columns.map((name) => recordedColumn(ctx, admin, name))
  try {
    const seal = postedForm(entries).get('~seal') ?? ''
    const { steps } = await carryOutUndo(ctx, { source: sourceOf(admin, past, columns), seal })
    return {
      notice: {
        text: words.putBackDone(steps[0]?.now?.label ?? labelFor(ctx, admin, past.entry)),
        undoHref: undoHref(ctx),
      },
      href: `${adminPath(ctx, admin)}/${wanted.key}`,
    }
  } catch (error) {
    if (!(error instanceof AdminError) || (error.code !== 'CONFLICT' && error.code !== 'INVALID')) throw error
    return { notice: error.message, page: await putBackPage(ctx, admin, wanted) }
  }
}

function recordedColumn(ctx: AdminContext, admin: Admin, name: string): ColumnModel {
  const column = visibleColumn(ctx, admin, name)
  if (!isRecorded(column)) throw noValue()
  return column
}

function sourceOf(admin: Admin, past: PastEntry, columns: readonly ColumnModel[]): UndoSource {
  const { entry, record } = past
  const names = columns.map(({ name }) => name)
  return {
    id: JSON.stringify(['put back', admin.path, entry.key, String(entry.id), names]),
    read: async (ctx) => {
      const changes = names.length === 0 ? await wholeRow(ctx, admin, past) : await valuesBefore(ctx, past, names)
      if (changes.size === 0 || (!record && names.length > 0)) throw new AdminError('NOT_FOUND', words.nothingPutBack)
      const { key, label } = entry
      const kind: NetChange['kind'] = record ? 'change' : 'delete'
      return {
        by: entry,
        changes: [{ table: admin.path, key, label, kind, changes, actorId: entry.actorId, forced: true }],
      }
    },
  }
}

/** Times of change are not put back: the row changes now. */
async function wholeRow(ctx: AdminContext, admin: Admin, past: PastEntry): Promise<ReadonlyMap<string, AuditChange>> {
  const values = await valuesThen(ctx, admin, past)
  if (!past.record) return values
  const columns = admin.table.columns.filter((column) => values.has(column.name) && !column.onUpdate)
  return new Map(
    columns
      .filter((column) => canPutBack(ctx, admin, column))
      .map((column) => [column.name, values.get(column.name) ?? null]),
  )
}

/** The complete values; those of columns that the actor may read in this entry. */
async function valuesBefore(
  ctx: AdminContext,
  { entry }: PastEntry,
  names: readonly string[],
): Promise<ReadonlyMap<string, AuditChange>> {
  const [row] = await ctx.db
    .select({ changes: auditEntries.changes })
    .from(auditEntries)
    .where(eq(auditEntries.id, entry.id))
  const changes = new Map(Object.entries((row?.changes ?? {}) as Record<string, AuditChange>))
  const readable = names.filter((name) => Object.hasOwn(entry.changes as object, name))
  return new Map(
    readable.flatMap((name) => {
      const change = changes.get(name)
      return change ? [[name, change] as const] : []
    }),
  )
}

function textsOf(
  ctx: AdminContext,
  admin: Admin,
  { past: { entry, record }, columns }: { past: PastEntry; columns: readonly ColumnModel[] },
): UndoTexts {
  const label = record?.label ?? labelFor(ctx, admin, entry)
  const labels = columns.map((column) => column.label)
  return {
    title:
      columns.length > 0
        ? words.putBackTitle(label, labels)
        : words.putBackWhole(label, formatMoment(ctx, entry.at).shown),
    button: record ? words.putBackButton : words.restoreButton,
    cancelHref: `${adminPath(ctx, admin)}/${entry.key}/history`,
  }
}
