import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { softDelete } from '../site/soft-delete'
import { holdsPermission, mayAct } from './rows-allowed'

/** The verb of the permission to remove rows that are marked as deleted: `customers.purge`. */
export const purge = 'purge'

/** Whether the actor may remove rows for good that are marked as deleted. The rules of deletes apply besides. */
export function mayPurge(ctx: AdminContext, admin: Admin): boolean {
  if (!mayAct(ctx, admin, 'delete')) return false
  return softDelete(admin) === null || holdsPermission(ctx.actor, `${admin.path}.${purge}`)
}
