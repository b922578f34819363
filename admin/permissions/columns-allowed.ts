import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** Whether the actor may see the column anywhere. A rule that returns anything but `true` hides it. */
export function mayViewColumn({ actor }: Pick<AdminContext, 'actor'>, admin: Admin, column: ColumnModel): boolean {
  const rule = admin.options.permissions?.fields?.[column.key]?.view
  return rule === undefined || rule(actor) === true
}

/** Whether the actor may write the column: it is visible, no rule forbids it, and the database allows writing it. */
export function mayChangeColumn(ctx: Pick<AdminContext, 'actor'>, admin: Admin, column: ColumnModel): boolean {
  if (!mayViewColumn(ctx, admin, column)) return false
  const rule = admin.options.permissions?.fields?.[column.key]?.change
  return rule === undefined || rule(ctx.actor) === true
}

/** The columns that exist for this actor, in the schema's order. All code that shows or reads columns starts here. */
export function columnsAllowed(ctx: Pick<AdminContext, 'actor'>, admin: Admin): ColumnModel[] {
  return admin.table.columns.filter((column) => mayViewColumn(ctx, admin, column))
}
