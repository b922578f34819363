import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { briefLength, formLength, shortened } from '../fields/shown-text'
import { mayViewColumn } from '../permissions/columns-allowed'
import { recordedValues, type LoadedRecord } from '../query/load-record'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { formatMoment } from '../audit/moments'
import { formName, formText, postedBase, sameText, type FormValues, type PostedForm } from './form-values'
import { writableColumns } from './writable-columns'
import * as inlineWords from '../words/inlines'
import * as words from '../words/save'

/** Another user saved first. Describes both changes, so that the user can choose. */
export class ConflictError extends AdminError {
  /** Null if only rows of inlines are affected. */
  readonly conflict: RecordConflict | null
  /** The conflicts of rows of inlines, by the prefix of their inputs without the last dot. */
  readonly rows: Readonly<Record<string, RecordConflict>>

  constructor(conflict: RecordConflict | null, rows: Readonly<Record<string, RecordConflict>> = {}) {
    super('CONFLICT', conflictMessage(conflict, Object.keys(rows).length))
    this.conflict = conflict
    this.rows = rows
  }
}

function conflictMessage(conflict: RecordConflict | null, rows: number): string {
  if (conflict === null) return inlineWords.rowsChanged(rows)
  return conflict.deleted ? words.deletedMeanwhile : words.changedMeanwhile
}

interface Clash {
  /** The row as it is now. */
  record: LoadedRecord
  form: PostedForm
  /** The changes of this user. */
  changed: ReadonlyMap<ColumnModel, string | null>
  /** Those that the form may write. Default: those of the table's own form. */
  columns?: readonly ColumnModel[]
}

/** Both sides by column. Changes to different columns are already merged. */
export async function describeConflict(
  ctx: AdminContext,
  admin: Admin,
  { record, form, changed, columns: writable = writableColumns(ctx, admin, record.values) }: Clash,
): Promise<RecordConflict> {
  const base = postedBase(form)
  const columns = writable.filter(
    (column) => mayViewColumn(ctx, admin, column) && isInForm(column, { form, base, record }),
  )
  const now: FormValues = Object.fromEntries(
    columns.map((column) => [formName(column), formText(ctx, column, record.values[column.key])]),
  )
  const rows = columns
    .map((column) => conflictRow(ctx, { column, record, base, changed, now }))
    .filter((row) => row !== null)
  return {
    version: record.version,
    base: JSON.stringify(now),
    by: await lastActor(ctx, admin, {
      record,
      theirs: columns.filter((column) => rows.some((row) => row.name === formName(column) && row.changedBy !== 'me')),
    }),
    deleted: false,
    rows,
  }
}

/** A value that is too long for a form has no input, so it cannot be chosen. */
function isInForm(
  column: ColumnModel,
  { form, base, record }: Pick<Clash, 'form' | 'record'> & { base: FormValues },
): boolean {
  const name = formName(column)
  return (record.values[column.key]?.length ?? 0) <= formLength || name in base || form.has(name)
}

interface Compared extends Pick<Clash, 'record' | 'changed'> {
  column: ColumnModel
  base: FormValues
  now: FormValues
}

function conflictRow(ctx: AdminContext, { column, record, base, changed, now }: Compared): ConflictRow | null {
  const name = formName(column)
  const theirs = now[name] ?? null
  const loaded = name in base ? (base[name] ?? null) : theirs
  const mineChanged = changed.has(column)
  const theirsChanged = !column.secret && !sameText(theirs, loaded)
  if (!mineChanged && !theirsChanged) return null
  const mine = mineChanged ? (changed.get(column) ?? null) : theirs
  const brief = (text: string | null) => (text === null ? null : shortened(text, briefLength))
  const readable = (text: string) => column.valueType.formToText?.(text) ?? text
  const shown = (text: string | null) => (text === null ? null : column.secret ? '••••••' : brief(readable(text)))
  const theirText = record.values[column.key] ?? null
  return {
    name,
    label: column.label,
    base: shown(loaded),
    theirs:
      theirText === null ? null : record.linkLabels[column.key] || brief(column.type.toText(theirText, column, ctx)),
    mine: shown(mine),
    theirsValue: theirs,
    mineValue: column.secret ? null : mine,
    changedBy: mineChanged && theirsChanged ? 'both' : mineChanged ? 'me' : 'them',
  }
}

/** "ada@example.org, 3 Mar 2026, 10:14"; null if the current values were not written by the admin. */
async function lastActor(
  ctx: AdminContext,
  admin: Admin,
  { record, theirs }: { record: LoadedRecord; theirs: readonly ColumnModel[] },
): Promise<string | null> {
  const [entry] = await ctx.db.execute<{ actor: string; at: string; changes: Record<string, unknown> }>(
    sql`select actor_label as actor, at::text as at, changes from brolly.audit_entries where "table" = ${admin.path} and key = ${record.key} order by id desc limit 1`,
  )
  const wrote = theirs.some((column) => {
    const change = entry?.changes[column.name]
    return Array.isArray(change) && change[1] === recordedValues(record)[column.key]
  })
  return entry && wrote ? `${entry.actor}, ${formatMoment(ctx, entry.at).shown}` : null
}

/** Another user saved first. */
export interface RecordConflict {
  /** The version now in the database, for the next attempt. */
  version: string
  base: string
  /** "Ada Byron, 2 minutes ago"; null if the history does not say. */
  by: string | null
  deleted: boolean
  /** Columns in which both sides differ. If both changed one, the user must choose. */
  rows: ConflictRow[]
}

export interface ConflictRow {
  name: string
  label: string
  /** Texts for display; null is NULL. */
  base: string | null
  theirs: string | null
  mine: string | null
  /** The corresponding texts of the form. */
  theirsValue: string | null
  mineValue: string | null
  changedBy: 'both' | 'them' | 'me'
}
