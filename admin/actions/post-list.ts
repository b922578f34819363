import type { FormDone, ListFormState } from '../screen/forms'
import type { AdminContext } from '../site/context'
import { adminPath, queryParameters, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import { deletePage } from '../write/delete-page'
import { deleteRecords } from '../write/delete-records'
import { postedForm } from '../write/form-values'
import type { Entries } from '../write/post-record'
import type { Selection } from '../write/selection'
import { runAction } from './run-action'

/**
 * What is done with the rows ticked in a list: a declared action, or a delete, which is first shown and then done.
 *
 * @returns Where the person goes on, or the list again with what is missing or to be agreed to.
 * @throws {AdminError} as `runAction`, `deletePage` and `deleteRecords` do.
 */
export async function postList(ctx: AdminContext, admin: Admin, entries: Entries): Promise<FormDone | ListFormState> {
  const form = postedForm(entries)
  const list = form.get('~list') ?? ''
  const name = form.get('~action') ?? ''
  const keys = entries.flatMap(([each, value]) => (each === 'key' && typeof value === 'string' ? [value] : []))
  const all = form.get('~all') === '1'
  const selection: Selection = all ? { kind: 'all', parameters: placeless(list) } : { kind: 'keys', keys }
  if (!all && keys.length === 0) return { notice: 'No rows are chosen.', confirm: null }
  if (name === '') return { notice: 'No action is chosen.', confirm: null }
  const href = withQuery(adminPath(admin), list)
  if (name !== 'delete') return { notice: { text: await runAction(ctx, admin, { name, selection }) }, href }
  const total = form.get('~total') ?? ''
  if (total === '')
    return {
      notice: null,
      confirm: { page: await deletePage(ctx, admin, selection), keys: all ? [] : keys, all, list },
    }
  const { rows } = await deleteRecords(ctx, admin, { selection, agreed: Number(total) })
  return { notice: { text: rows === 1 ? '1 row deleted.' : `${rows} rows deleted.` }, href }
}

/** All that match: on whatever page they are. */
function placeless(list: string) {
  return queryParameters(list).filter(([name]) => !['page', 'after', 'before'].includes(name))
}
