import { columnsAllowed } from '../permissions/columns-allowed'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { columnStatistics } from './statistics'
import { columnField, findField, manyField, type ListField } from './list-field'
import { manySeen } from './many-rows'

const most = 8
const mostlyNull = 0.98

/** The columns that a list shows by default: the declared ones, or else the eight most informative. */
export function defaultFields(ctx: AdminContext, admin: Admin): ListField[] {
  const declared = admin.options.list?.columns
  const wanted = typeof declared === 'function' ? declared({ actor: ctx.actor, record: null }) : declared
  if (!wanted) return informativeColumns(ctx, admin).map(columnField)
  return wanted
    .map((column) => findField(ctx, admin, typeof column === 'object' ? column.id : column))
    .filter((field) => field !== undefined)
}

/**
 * Whether a list starts with the row's label as a separate column, because the label is made of other rows, several
 * columns or an expression, so that no single column shows it. Declared columns are shown as declared.
 */
export function leadsWithLabel(ctx: AdminContext, admin: Admin): boolean {
  if (admin.options.list?.columns) return false
  return admin.label.kind === 'links' || admin.label.kind === 'expression' || labelColumns(ctx, admin).length > 1
}

/** The columns that a label consists of, as far as the actor may view them; empty if it is made of anything else. */
export function labelColumns(ctx: AdminContext, admin: Admin): readonly ColumnModel[] {
  if (admin.label.kind !== 'columns') return []
  const visible = columnsAllowed(ctx, admin)
  return admin.label.columns.filter((column) => visible.includes(column) && !column.secret)
}

/** All fields that the column menu offers: the declared ones, then all columns the actor may view. */
export function choosableFields(ctx: AdminContext, admin: Admin): ListField[] {
  const fields = defaultFields(ctx, admin)
  const names = new Set(fields.map((field) => field.name))
  const rest = columnsAllowed(ctx, admin)
    .map(columnField)
    .filter((field) => !names.has(field.name))
  const related = manySeen(ctx, admin)
    .map(manyField)
    .filter((field) => !names.has(field.name))
  return [...fields, ...rest, ...related]
}

/**
 * The label first, then status and flags, relations, numbers, the creation time, then the others; never columns with
 * large values.
 */
function informativeColumns(ctx: AdminContext, admin: Admin): ColumnModel[] {
  const chosen = rankedColumns(ctx, admin).slice(0, most)
  const first = chosen.filter(({ rank }) => rank <= 10)
  return [...first, ...chosen.filter(({ rank }) => rank > 10)].map(({ column }) => column)
}

/**
 * All columns that a list may show, most informative first, with their rank: 0 for the label, 100 for columns that are
 * almost always empty.
 */
export function rankedColumns(ctx: AdminContext, admin: Admin): { column: ColumnModel; rank: number }[] {
  const label = labelColumns(ctx, admin)
  const leading = leadsWithLabel(ctx, admin) ? label : []
  // A label is truncated to fit its cell; other columns with large values are not read at all.
  const candidates = columnsAllowed(ctx, admin).filter(
    (column) => (!column.type.heavy || label.includes(column)) && !column.secret && !leading.includes(column),
  )
  const ranked = candidates.map((column, index) => ({
    column,
    index,
    // A column that is almost always empty ranks behind all others.
    rank:
      !label.includes(column) && (columnStatistics(ctx, column)?.nulls ?? 0) > mostlyNull ? 100 : rank(column, label),
  }))
  return ranked.toSorted((a, b) => a.rank - b.rank || a.index - b.index)
}

function rank(column: ColumnModel, label: readonly ColumnModel[]): number {
  if (label.includes(column)) return 0
  if (column.primaryKey && label.length === 0) return 10
  const updated = /^(updated|modified|deleted|changed)(_|[A-Z])?(at|on|by|date)/iu.test(column.name)
  if (updated) return 90
  if (/(^|_)(status|state)$/iu.test(column.name)) return 20
  if (/^(created|inserted)(_|[A-Z])?(at|on|date)/iu.test(column.name)) return Math.min(column.type.listRank, 55)
  const { listRank, align } = column.type
  // A numeric key is not an amount.
  if (column.primaryKey && align === 'right') return 80
  return column.primaryKey ? Math.min(listRank, 80) : listRank
}
