import { refuseReplaced } from '../actions/declared-action'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { markPage } from '../write/soft-delete'
import { planOf, type DeletePage } from '../write/delete-preview'
import type { Selection } from '../write/selection'

/**
 * What deleting the chosen rows would do, for confirmation. Writes nothing.
 * @throws {AdminError} `FORBIDDEN` without permission to delete; `NOT_FOUND` if none of the rows may be deleted, or if an action replaces the delete.
 */
export async function deletePage(ctx: AdminContext, admin: Admin, selection: Selection): Promise<DeletePage> {
  refuseReplaced(admin)
  return ctx.db.transaction(
    async (tx) => {
      const inside = { ...ctx, db: tx }
      return (await markPage(inside, admin, selection)) ?? (await planOf(inside, admin, selection)).page
    },
    {
      isolationLevel: 'repeatable read',
      accessMode: 'read only',
    },
  )
}
