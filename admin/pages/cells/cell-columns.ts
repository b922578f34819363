import { AdminError } from '../../errors'
import { isMadeElsewhere } from '../../fields/meta'
import { mayChangeColumn } from '../../permissions/columns-allowed'
import { mayAct } from '../../permissions/rows-allowed'
import { fieldInAddress, type ListField } from '../../query/list-field'
import type { LoadedRecord } from '../../query/load-record'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { softDelete } from '../../site/soft-delete'
import { writableInRow } from '../../write/field-conditions'
import { declaredReadOnly, formColumns, namedColumn } from '../../write/writable-columns'
import { fitsForm } from '../record-fields'
import type { ListColumn } from '../shapes/list'
import * as rowsWords from '../../words/rows'
import * as words from '../../words/cells'

/**
 * How the columns of a list can be edited in place, by field name. A declared function of the row is only known once a row is
 * opened: until then its columns count as editable.
 */
export function cellEdits(
  ctx: AdminContext,
  admin: Admin,
  fields: readonly ListField[],
): ReadonlyMap<string, NonNullable<ListColumn['edit']>> {
  if (admin.table.key.length === 0 || admin.table.joinTable || !mayAct(ctx, admin, 'change')) return new Map()
  const { sections, readOnly } = admin.options.form ?? {}
  const locked = typeof readOnly === 'function' ? new Set<string>() : declaredReadOnly(ctx, admin, null)
  const inForm = typeof sections === 'function' ? null : formColumns(ctx, admin, null).flatMap(({ columns }) => columns)
  const direct = directColumns(ctx, admin)
  const soft = softDelete(admin)
  return new Map(
    fields.flatMap((field, index) => {
      const column = columnOf(field)
      if (!column || !fitsCell(ctx, admin, column)) return []
      if (
        column === soft?.column ||
        column === soft?.by ||
        locked.has(column.key) ||
        inForm?.includes(column) === false
      )
        return []
      // The first column is the link to the row.
      return [[field.name, index > 0 && direct.has(column) ? 'direct' : 'cell']]
    }),
  )
}

/** The column that a field of a list stands for: its own, or the reference to the row that it names. */
function columnOf(field: ListField | undefined): ColumnModel | undefined {
  if (field?.kind === 'column') return field.column
  const [link, ...further] = field?.kind === 'path' && field.isName ? field.links : []
  return further.length === 0 && link?.columns.length === 1 ? link.columns[0] : undefined
}

/** The column of that name, if a list can hold its input. */
export function namedCell(ctx: AdminContext, admin: Admin, name: string): ColumnModel | undefined {
  const column = columnOf(fieldInAddress(ctx, admin, name))
  return column && isCellType(column) ? column : undefined
}

/** The columns of `list.editable`. */
export function directColumns(ctx: AdminContext, admin: Admin): ReadonlySet<ColumnModel> {
  const declared = admin.options.list?.editable ?? []
  const names = typeof declared === 'function' ? declared({ actor: ctx.actor, record: null }) : declared
  return new Set(names.flatMap((name) => namedColumn(admin.table.columns, name) ?? []))
}

/** Whether one input in a list can hold the column's values: no key, no secret, nothing large or composed. */
export function isCellType(column: ColumnModel): boolean {
  const { table, type, valueType, link, secret } = column
  if (secret || type.writeOnly || isMadeElsewhere(column) || !valueType.writable || table.key.includes(column))
    return false
  if (type.file) return false
  return !type.heavy && !valueType.heavy && !type.composed && (link?.columns.length ?? 1) === 1
}

const fitsCell = (ctx: AdminContext, admin: Admin, column: ColumnModel) =>
  isCellType(column) && mayChangeColumn(ctx, admin, column)

/** The columns of this row that can be edited in the list, by the rules of its form. */
export function cellColumns(ctx: AdminContext, admin: Admin, { may, values }: LoadedRecord): ColumnModel[] {
  if (!may.change || admin.table.joinTable) return []
  return writableInRow(ctx, admin, values).filter((column) => isCellType(column) && fitsForm(values[column.key]))
}

/**
 * The column of a cell, by its name in the list.
 * @throws {AdminError} `FORBIDDEN` if the row or the column may not be changed, or if there is no such column.
 */
export function cellColumn(
  ctx: AdminContext,
  admin: Admin,
  { name, record }: { name: string; record: LoadedRecord },
): ColumnModel {
  if (!record.may.change) throw new AdminError('FORBIDDEN', rowsWords.mayNotChange(admin.singular))
  const column = namedCell(ctx, admin, name)
  if (!column || !cellColumns(ctx, admin, record).includes(column)) throw new AdminError('FORBIDDEN', words.notInList)
  return column
}
