import { isMadeElsewhere } from '../fields/meta'
import { mayChangeColumn, mayViewColumn } from '../permissions/columns-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

export type FormMode = 'add' | 'change'

/** The columns that a form shows, by its declared sections, else all the actor may view. */
export function formColumns(
  ctx: AdminContext,
  admin: Admin,
  record: Readonly<Record<string, string | null>> | null,
): FormSectionColumns[] {
  const declared = admin.options.form?.sections
  const sections = typeof declared === 'function' ? declared({ actor: ctx.actor, record }) : declared
  const visible = admin.table.columns.filter((column) => mayViewColumn(ctx, admin, column))
  if (!sections) return [{ label: null, description: null, columns: visible }]
  // Two inputs of one name would post two values, and one of them would be lost: a column stands where it is named first.
  const placed = new Set<ColumnModel>()
  const place = (name: string): ColumnModel[] => {
    const column = namedColumn(visible, name)
    if (column === undefined || placed.has(column)) return []
    placed.add(column)
    return [column]
  }
  return sections
    .map((section) => ({
      label: section.label ?? null,
      description: section.description ?? null,
      columns: section.fields.flatMap(place),
    }))
    .filter((section) => section.columns.length > 0)
}

export interface FormSectionColumns {
  label: string | null
  description: string | null
  columns: readonly ColumnModel[]
}

/** A column by its property or by the name of its link: `categoryId` or `category`. */
export function namedColumn(columns: readonly ColumnModel[], name: string): ColumnModel | undefined {
  return columns.find((column) => column.key === name) ?? columns.find((column) => column.link?.name === name)
}

/** The properties that are declared as read only for this request. */
export function declaredReadOnly(
  ctx: AdminContext,
  admin: Admin,
  record: Readonly<Record<string, string | null>> | null,
): ReadonlySet<string> {
  const declared = admin.options.form?.readOnly ?? []
  const names = typeof declared === 'function' ? declared({ actor: ctx.actor, record }) : declared
  return new Set(names.map((name) => namedColumn(admin.table.columns, name)?.key ?? name))
}

/**
 * The columns a post may write: on the form, allowed to this actor, not made by the database, and not the key of a row that
 * exists. Whatever else a post names is not read.
 */
export function writableColumns(
  ctx: AdminContext,
  admin: Admin,
  record: Readonly<Record<string, string | null>> | null,
): ColumnModel[] {
  const readOnly = declaredReadOnly(ctx, admin, record)
  return formColumns(ctx, admin, record)
    .flatMap((section) => section.columns)
    .filter((column) => isWritable(column, record) && !readOnly.has(column.key) && mayChangeColumn(ctx, admin, column))
}

function isWritable(column: ColumnModel, record: Readonly<Record<string, string | null>> | null): boolean {
  if (isMadeElsewhere(column) || !column.valueType.writable) return false
  if (record && column.table.key.includes(column)) return false
  const value = record?.[column.key]
  return value === null || value === undefined || (column.valueType.editable?.(value, column) ?? true)
}
