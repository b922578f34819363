import { refuseReplaced } from '../actions/declared-action'
import { mayAct } from '../permissions/rows-allowed'
import type { FormDone } from './shapes/forms'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { deleteRecords } from '../write/delete-records'
import { postedForm } from '../write/form-values'
import type { Entries } from '../write/form-values'
import { undoHref } from './undo-page'
import * as words from '../words/delete'

/**
 * Deletes one row and what depends on it, as confirmed on the page before.
 *
 * @throws {AdminError} as `deleteRecords` does.
 */
export async function postDelete(
  ctx: AdminContext,
  admin: Admin,
  { key, entries }: { key: string; entries: Entries },
): Promise<FormDone> {
  refuseReplaced(admin)
  const form = postedForm(entries)
  const selection = { kind: 'keys', keys: [key] } as const
  const deleted = await deleteRecords(ctx, admin, {
    selection,
    agreed: Number(form.get('~total')),
    seal: form.get('~seal'),
  })
  const { rows, label } = deleted
  const name = words.row(admin.singular, label ?? key)
  return {
    notice:
      deleted.kept > 0
        ? {
            text: words.keptByDatabase(name),
            tone: 'warning',
          }
        : { text: words.deleted(name, rows - 1, deleted.hidden), undoHref: undoHref(ctx) },
    href: mayAct(ctx, admin, 'view') ? withQuery(adminPath(ctx, admin), form.get('~list') ?? '') : ctx.basePath,
  }
}
