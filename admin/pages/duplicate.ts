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

/** The add page that begins with a copy of this row; null if the row cannot be duplicated. */
export function duplicateHref(
  ctx: AdminContext,
  admin: Admin,
  { key, list }: { key: string; list: string },
): string | null {
  if (admin.options.duplicate === false || admin.system || admin.table.joinTable || !mayAct(ctx, admin, 'add'))
    return null
  return withQuery(`${adminPath(ctx, admin)}/add`, [['~copy', key], ...(list === '' ? [] : [['list', list] as const])])
}

interface Copied {
  record: LoadedRecord
  columns: readonly ColumnModel[]
  /** The key also holds a reference to another parent, so that its other columns may be the same. */
  parted?: boolean
}

/** What a copy takes over, by form name: what its form can hold, except keys, unique values and secrets. */
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

/** Whether a duplicate takes the rows of inlines along. */
export const copiesInlines = (admin: Admin): boolean => optionsOf(admin).inlines === true

const optionsOf = ({ options: { duplicate } }: Admin): DuplicateOptions<never> =>
  typeof duplicate === 'object' ? (duplicate as DuplicateOptions<never>) : {}
