import type { LoadedRecord } from '../query/load-record'
import { isRecorded } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { emptyIsValue, formName, formText, postedBase, postedText, sameText, type PostedForm } from './form-values'

interface PostedRow {
  record: LoadedRecord
  form: PostedForm
  /** The columns that a post may write. */
  columns: readonly ColumnModel[]
}

/** The columns whose text differs from the one that the form was loaded with. */
export function changedColumns(
  ctx: AdminContext,
  { record, form, columns }: PostedRow,
): Map<ColumnModel, string | null> {
  const base = postedBase(form)
  const shown = new Set(Object.keys(base))
  const changed = new Map<ColumnModel, string | null>()
  for (const column of columns) {
    const text = postedText(form, column, shown)
    if (text === undefined) continue
    const name = formName(column)
    const now = formText(ctx, column, record.values[column.key])
    const loaded = name in base ? (base[name] ?? null) : now
    // If an empty input means NULL, an untouched empty input does not clear a stored empty text.
    if (text === null && loaded === '' && !emptyIsValue(column)) continue
    if (column.secret || !sameText(text, loaded)) changed.set(column, text)
  }
  return changed
}

/** The changed columns whose new text the row does not already have. Only personal secrets are compared. */
export function freshColumns(
  ctx: AdminContext,
  record: LoadedRecord,
  changed: ReadonlyMap<ColumnModel, string | null>,
): Map<ColumnModel, string | null> {
  return new Map(
    [...changed].filter(([column, text]) => !isRecorded(column) || !sameText(text, storedText(ctx, column, record))),
  )
}

function storedText(ctx: AdminContext, column: ColumnModel, { values, personal }: LoadedRecord): string | null {
  if (column.mask === null) return formText(ctx, column, values[column.key])
  const value = personal[column.key] ?? null
  return value === null ? null : column.valueType.toForm(value, column, ctx)
}
