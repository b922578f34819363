import { mayViewColumn } from '../permissions/columns-allowed'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { readsHidden } from '../query/label-sql'
import { shownKey, shownLabel } from '../query/row-key'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/**
 * The stored label was made with all columns and rows that its author could see; an actor who may view fewer sees the
 * key instead.
 */
export function labelFor(ctx: AdminContext, admin: Admin, row: { key: string; label: string }): string {
  return seesLabel(ctx, admin) ? shownLabel(admin.table, row) : `#${shownKey(admin.table, row.key)}`
}

/** Whether the actor may read everything that the labels of a table's rows are made of. */
export function seesLabel(ctx: AdminContext, admin: Admin, depth = 0): boolean {
  const { label } = admin
  if (label.kind === 'columns') return label.columns.every((column) => mayViewColumn(ctx, admin, column))
  if (label.kind === 'expression') return !readsHidden(ctx, admin)
  if (label.kind !== 'links' || depth > 2) return true
  return label.links.every((link) => {
    const target = ctx.site.adminOf(link.target)
    return (
      link.columns.every((column) => mayViewColumn(ctx, admin, column)) &&
      mayAct(ctx, target, 'view') &&
      rowsAllowed(ctx, target, { verb: 'view', alias: 't' }).all &&
      seesLabel(ctx, target, depth + 1)
    )
  })
}
