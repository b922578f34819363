import { sql } from 'drizzle-orm'
import { isGranted, rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord } from '../query/load-record'
import { columnSql, fromSql, rootRef, valueSql } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import { fieldOptions } from '../site/field-options'
import { adminSlug, apiPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { formName } from '../write/form-values'
import { parseChangedValues } from '../write/parse-values'
import { writableColumns } from '../write/writable-columns'
import * as words from '../words/save'

interface CheckRequest {
  /** The key of the form's row; null while it is being added. */
  row: string | null
  /** What is typed in the fields to check, by form name. */
  typed: ReadonlyMap<string, string>
}

/** Whether only the server can tell what is wrong with a value: it has a declared check, or has to be unique. */
export const isChecked = (admin: Admin, column: ColumnModel): boolean =>
  !column.secret && !column.link && (column.unique || fieldOptions(admin, column).validate !== undefined)

/** Where a form asks about its fields before it is saved; null if it has none to ask about. */
export function checksHref(
  ctx: AdminContext,
  admin: Admin,
  { row, columns }: { row: string | null; columns: readonly ColumnModel[] },
): string | null {
  if (!columns.some((column) => isChecked(admin, column))) return null
  const href = apiPath(ctx, `checks/${adminSlug(admin)}`)
  return row === null ? href : withQuery(href, [['row', row]])
}

/**
 * What is wrong with typed values, as far as it is known before the save: what the declared checks say, and whether
 * another row that the actor may view has the value of a unique column. The save checks everything again.
 *
 * @returns Messages by form name. Fields that are not checked, or that the actor may not write, are left out.
 * @throws {AdminError} `FORBIDDEN` for an actor who may neither add nor change rows; `NOT_FOUND` for a row that the actor may not view.
 */
export async function fieldChecks(
  ctx: AdminContext,
  admin: Admin,
  { row, typed }: CheckRequest,
): Promise<Record<string, string>> {
  rowsAllowed(ctx, admin, { verb: row === null ? 'add' : 'change', alias: 't' })
  const record = row === null ? null : await loadRecord(ctx, admin, { key: row })
  const asked = writableColumns(ctx, admin, record?.values ?? null).filter(
    (column) => isChecked(admin, column) && (typed.get(formName(column)) ?? '') !== '',
  )
  const texts = new Map(asked.map((column) => [column, typed.get(formName(column)) ?? null]))
  const { values, errors } = parseChangedValues(ctx, admin, texts)
  const found = { ...errors }
  for (const column of asked) {
    const value = values[column.key]
    if (value === undefined || value === null || !column.unique || value === record?.values[column.key]) continue
    if (await isTaken(ctx, admin, { column, value }))
      found[formName(column)] = words.sameValue(admin.singular, inSentence(column.label), null)
  }
  return found
}

/** Whether a row that the actor may view has this value. */
async function isTaken(
  ctx: AdminContext,
  admin: Admin,
  { column, value }: { column: ColumnModel; value: string },
): Promise<boolean> {
  if (!isGranted(ctx, admin, 'view')) return false
  const ref = rootRef(admin.table)
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const rows = await ctx.db.execute(
    sql`select 1 from ${fromSql(ref)} where ${columnSql(ref, column)} = ${valueSql(value, column)} and ${where} limit 1`,
  )
  return rows.length > 0
}
