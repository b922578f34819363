import type { LoadedRecord } from '../query/load-record'
import type { ColumnModel } from '../schema/model'
import type { DuplicateOptions } from '../site/admin'
import type { AdminContext } from '../site/context'
import { mayAct } from '../permissions/rows-allowed'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { formName, formText, type FormValues } from '../write/form-values'
import { namedColumn } from '../write/writable-columns'
import { fitsForm } from './record-fields'
import type { ListAction } from './shapes/list'
import * as words from '../words/list'

/** The value of `~action` that leads to a duplicate of the selected row. No declared action has such a name. */
export const duplicateAction = '~duplicate'

const mayDuplicate = (ctx: AdminContext, admin: Admin): boolean =>
  admin.options.duplicate !== false &&
  !admin.system &&
  !admin.table.joinTable &&
  admin.table.key.length > 0 &&
  mayAct(ctx, admin, 'add')

/** The button of a list that duplicates the selected row, if the actor may add rows. */
export const duplicateButton = (ctx: AdminContext, admin: Admin): ListAction[] =>
  mayDuplicate(ctx, admin) ? [{ name: duplicateAction, label: words.duplicate, danger: false, single: true }] : []

/** The add page prefilled with this row; null if the row cannot be duplicated. */
export function duplicateHref(
  ctx: AdminContext,
  admin: Admin,
  { key, list }: { key: string; list: string },
): string | null {
  if (!mayDuplicate(ctx, admin)) return null
  return withQuery(`${adminPath(ctx, admin)}/add`, [['~copy', key], ...(list === '' ? [] : [['list', list] as const])])
}

interface Copied {
  record: LoadedRecord
  columns: readonly ColumnModel[]
  /** The key includes the reference to the parent, so a copy with another parent may keep the other key columns. */
  parted?: boolean
}

/** The values of a copy, by form name. Keys, unique values, secrets and values too long for a form are left out. */
export function copiedValues(ctx: AdminContext, admin: Admin, { record, columns, parted = false }: Copied): FormValues {
  const cleared = new Set((optionsOf(admin).clear ?? []).map((name) => namedColumn(admin.table.columns, name)))
  const isCopied = (column: ColumnModel) =>
    (parted || !admin.table.key.includes(column)) &&
    !column.secret &&
    !column.unique &&
    !cleared.has(column) &&
    fitsForm(record.values[column.key])
  return Object.fromEntries(
    columns
      .filter(isCopied)
      .map((column) => [formName(column), formText(ctx, column, record.values[column.key])] as const),
  )
}

/** Whether the rows of inlines are copied as well. */
export const copiesInlines = (admin: Admin): boolean => optionsOf(admin).inlines === true

const optionsOf = ({ options: { duplicate } }: Admin): DuplicateOptions<never> =>
  typeof duplicate === 'object' ? (duplicate as DuplicateOptions<never>) : {}
