import { loadRecord, type LoadedRecord } from '../query/load-record'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminSlug, apiPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { asksServer, fieldStates } from '../write/field-conditions'
import { formName } from '../write/form-values'
import { writableColumns } from '../write/writable-columns'
import type { ConditionAnswer, ConditionQuestion } from './shapes/record'

interface ConditionRequest {
  /** The key of the form's row; null while it is being added. */
  row: string | null
  /** The form's values now, by form name, as typed. */
  typed: ReadonlyMap<string, string>
}

/**
 * Which fields are hidden or locked in a form with these values. Only columns that the actor may write count, as in the form.
 * @throws {AdminError} `FORBIDDEN` for an actor who may neither add nor change rows; `NOT_FOUND` for a row that the actor may not view.
 */
export async function formConditions(
  ctx: AdminContext,
  admin: Admin,
  { row, typed }: ConditionRequest,
): Promise<ConditionAnswer> {
  rowsAllowed(ctx, admin, { verb: row === null ? 'add' : 'change', alias: 't' })
  const record = row === null ? null : (await loadRecord(ctx, admin, { key: row })).values
  const columns = writableColumns(ctx, admin, record)
  const states = fieldStates(ctx, admin, { record, typed, columns })
  return {
    hidden: [...states.hidden].map(formName),
    locked: [...states.locked].map(formName),
    follows: followed(states.reads, columns),
  }
}

const followed = (reads: readonly ColumnModel[], columns: readonly ColumnModel[]) =>
  reads.filter((column) => columns.includes(column) && !column.secret).map(formName)

/** Null if a browser can decide about all fields by itself. */
export function conditionQuestion(
  ctx: AdminContext,
  admin: Admin,
  { record, columns }: { record: LoadedRecord | null; columns: readonly ColumnModel[] },
): ConditionQuestion | null {
  if (!asksServer(admin)) return null
  const { reads } = fieldStates(ctx, admin, { record: record?.values ?? null, typed: new Map(), columns })
  const href = apiPath(ctx, `conditions/${adminSlug(admin)}`)
  return { href: record === null ? href : withQuery(href, [['row', record.key]]), follows: followed(reads, columns) }
}
