import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { mayViewColumn } from './columns-allowed'
import { holdsPermission } from './rows-allowed'

/** The verb of the permission to show masked values of personal columns: `customers.reveal`. */
export const reveal = 'reveal'

/** Whether the table has columns whose values can be revealed. */
export const hasPersonal = ({ table }: Pick<Admin, 'table'>): boolean => table.columns.some(({ mask }) => mask !== null)

/** Whether the actor may show the masked values of a column. What makes it a secret besides cannot be revealed. */
export const mayReveal = (ctx: Pick<AdminContext, 'actor'>, admin: Admin, column: ColumnModel): boolean =>
  column.mask !== null && mayViewColumn(ctx, admin, column) && holdsPermission(ctx.actor, `${admin.path}.${reveal}`)
