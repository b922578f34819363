import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { Entries } from '../write/form-values'
import { deletions, restoreOf } from '../write/undo/deleted-with'
import { rehearseUndo, type Undo, type UndoSource } from '../write/undo/undo'
import * as words from '../words/trash'
import type { FormDone } from './shapes/forms'
import type { UndoFormState, UndoPage } from './shapes/undo'
import { checkTrash, knownDeletions, trashHref } from './trash-page'
import { pageOf, postSource } from './undo-page'

const mostChosen = 1_000

/**
 * What restoring deleted rows would do, with what was deleted along with them: carried out under the actor's permissions, and
 * rolled back.
 *
 * @param ids The entries of the deletions.
 * @throws {AdminError} `NOT_FOUND` for a deletion that this actor may not know of; `INVALID` without any; `TOO_LARGE`.
 */
export async function restorePage(ctx: AdminContext, admin: Admin, ids: readonly string[]): Promise<UndoPage> {
  const source = await sourceOf(ctx, admin, ids)
  const undo = await rehearseUndo(ctx, source)
  const restored = restoredIn(undo)
  return pageOf(ctx, undo, {
    title: words.restoreTitle(ids.length, inSentence(admin.plural)),
    cancelHref: trashHref(ctx, admin),
    ...(restored > 0 ? { button: words.restoreButton(restored) } : {}),
  })
}

/** Values that are set again are not rows to restore. */
function restoredIn({ steps, rest }: Undo): number {
  const others = [...rest].filter(([group]) => group.startsWith('restore ')).reduce((sum, [, count]) => sum + count, 0)
  return others + steps.filter(({ problem, kind }) => problem === null && kind === 'restore').length
}

/**
 * Restores deleted rows, if the outcome is still the one that the user has agreed to.
 *
 * @returns Where to go next, or what would happen now.
 * @throws {AdminError} as `restorePage` does.
 */
export async function postRestore(
  ctx: AdminContext,
  admin: Admin,
  { ids, entries }: { ids: readonly string[]; entries: Entries },
): Promise<FormDone | UndoFormState> {
  const source = await sourceOf(ctx, admin, ids)
  return postSource(ctx, { source, entries, page: () => restorePage(ctx, admin, ids) })
}

async function sourceOf(ctx: AdminContext, admin: Admin, ids: readonly string[]): Promise<UndoSource> {
  checkTrash(ctx, admin)
  if (ids.length === 0) throw new AdminError('INVALID', words.noneChosen)
  const isSound = ids.every((id) => /^\d{1,18}$/u.test(id)) && ids.length <= mostChosen
  const wanted = new Set(ids)
  const known = isSound
    ? await ctx.db.execute<{ id: string }>(
        sql`select e.id::text from brolly.audit_entries e where ${knownDeletions(ctx, admin)}
          and e.id = any (${formatArrayLiteral([...wanted])}::text::bigint[])`,
      )
    : []
  if (known.length !== wanted.size) throw new AdminError('NOT_FOUND', words.noSuchDeletion)
  return restoreOf(
    admin,
    await deletions(
      ctx,
      admin,
      known.map(({ id }) => BigInt(id)),
    ),
  )
}
