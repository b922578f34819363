import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import type { AdminContext } from '../site/context'
import { adminSlug, systemPath, withQuery, type Parameters } from '../site/paths'
import type { Entries } from '../write/form-values'
import { loggedRows } from '../write/undo/logged-rows'
import { rehearseUndo, type UndoSource } from '../write/undo/undo'
import * as undoWords from '../words/undo'
import * as words from '../words/activity'
import { activityIds, checkViewsAny, parseActivity, tablesSeen, type ActivityAsked } from './activity-entries'
import { filtersOf } from './activity-page'
import type { FormDone } from './shapes/forms'
import type { UndoFormState, UndoPage } from './shapes/undo'
import { pageOf, postSource } from './undo-page'

/**
 * What undoing all changes that match would do, as the net effect on each row: carried out under the actor's permissions,
 * and rolled back.
 *
 * @param parameters The filters of the activity page; at least one.
 * @throws {AdminError} `BAD_QUERY`; `FORBIDDEN`; `NOT_FOUND` if none match; `TOO_LARGE` if too many do.
 */
export async function undoActivityPage(ctx: AdminContext, parameters: Parameters): Promise<UndoPage> {
  const asked = askedOf(ctx, parameters)
  const { user, table, from, to } = asked.values
  const named = tablesSeen(ctx).find((admin) => adminSlug(admin) === table)?.plural ?? ''
  const [since, until] = [from.replace('T', ' '), to.replace('T', ' ')]
  const period = from === '' && to === '' ? '' : `, ${words.fromTo(since, until)}`
  return pageOf(ctx, await rehearseUndo(ctx, sourceOf(asked)), {
    title: `${words.undoTitle(user, named)}${period}`,
    cancelHref: withQuery(systemPath(ctx, 'activity'), filtersOf(asked.values)),
  })
}

/**
 * Undoes all changes that match, if the outcome is still the one that the user has agreed to.
 *
 * @returns Where to go next, or what would happen now.
 * @throws {AdminError} as `undoActivityPage` does.
 */
export async function postUndoActivity(
  ctx: AdminContext,
  { parameters, entries }: { parameters: Parameters; entries: Entries },
): Promise<FormDone | UndoFormState> {
  const source = sourceOf(askedOf(ctx, parameters))
  return postSource(ctx, { source, entries, page: () => undoActivityPage(ctx, parameters) })
}

function askedOf(ctx: AdminContext, parameters: Parameters): ActivityAsked {
  checkViewsAny(ctx)
  const { values } = parseActivity(parameters)
  if (filtersOf(values).length === 0) throw new AdminError('BAD_QUERY', words.narrowFirst)
  return { values, before: null }
}

/** What somebody else has changed in between stays. */
function sourceOf(asked: ActivityAsked): UndoSource {
  return {
    id: JSON.stringify(['activity', filtersOf(asked.values)]),
    overlooks: false,
    rows: async (ctx) => {
      const ids = await activityIds(ctx, asked, ctx.site.plans.mostRows + 1)
      const rows = await loggedRows(ctx, { where: sql`id in ${ids}`, tooMany: words.tooMany })
      if (rows.length === 0) throw new AdminError('NOT_FOUND', undoWords.noSuchChange)
      return rows
    },
  }
}
