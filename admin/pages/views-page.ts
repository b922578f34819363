import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { sqlState } from '../errors/sql-state'
import { rowsAllowed } from '../permissions/rows-allowed'
import { mayShareViews } from '../permissions/share-views'
import { databaseFailure } from '../postgres/errors'
import { parseListState, queryWith, wholeName } from '../query/list-state'
import { isUuid } from '../schema/uuid'
import type { AdminContext } from '../site/context'
import { adminPath, queryParameters, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/views'
import { filterChips } from './filter-metas'
import { groupsToShareWith, isList, savedViews } from './saved-views'
import type { SavedView, ViewsPage } from './shapes/views'
import { countViews } from './view-counts'
import { requireOwner } from './view-owner'
import { viewsHref } from './views-href'

const longestName = 80
const longestQuery = 4_000
const mostViews = 50

/**
 * The views of a list with the numbers of their rows, and what saving its present state would save.
 *
 * @param asked.query the list's query string; one that is no list of this table, or not of this actor, cannot be saved
 * @param asked.edit the id of the view to be changed, one of the actor's own. Default: none.
 * @throws {AdminError} `FORBIDDEN`
 */
export async function viewsPage(
  ctx: AdminContext,
  admin: Admin,
  { query = '', edit = '' }: { query?: string; edit?: string } = {},
): Promise<ViewsPage> {
  requireView(ctx, admin)
  const kept = withoutPosition(query)
  const isKnown = kept.length <= longestQuery && isList(ctx, admin, kept)
  const views = await savedViews(ctx, admin)
  const counted = new Map(
    (
      await countViews(
        ctx,
        views.map(({ href }) => ({ admin, href })),
      )
    ).map(({ href, rows }) => [href, rows]),
  )
  const hrefWith = (more: Parameters) =>
    withQuery(viewsHref(ctx, admin), [...(query === '' ? [] : [['list', query] as const]), ...more])
  return {
    title: admin.plural,
    listHref: withQuery(adminPath(ctx, admin), queryParameters(isKnown ? query : '')),
    href: hrefWith([]),
    views: views.map((view) => ({
      ...view,
      rows: (view.href === null ? null : counted.get(view.href)) ?? null,
      editHref: view.changeable ? hrefWith([['edit', view.id]]) : null,
    })),
    edited: editedOf(views, edit),
    current: isKnown ? { query: kept, filters: await shownFilters(ctx, admin, kept) } : null,
    mayShare: mayShareViews(ctx),
    groups: await groupsToShareWith(ctx),
  }
}

function editedOf(views: readonly SavedView[], id: string): ViewsPage['edited'] {
  const view = views.find((candidate) => candidate.changeable && candidate.id === id)
  if (!view) return null
  const { audience } = view
  return { id, name: view.name, audience: audience === null ? '' : 'groupId' in audience ? audience.groupId : 'all' }
}

/** A view is the list, not the page of it that is shown. */
const withoutPosition = (query: string) => queryWith(queryParameters(query), { [wholeName]: null })

async function shownFilters(ctx: AdminContext, admin: Admin, query: string): Promise<string[]> {
  const state = parseListState(ctx, admin, queryParameters(query))
  const chips = await filterChips(ctx, admin, state)
  const sentences = chips.map(({ label, operator, value }) => [label, operator, value].filter(Boolean).join(' '))
  return state.search === '' ? sentences : [`“${state.search}”`, ...sentences]
}

/** What is typed to save a view. `audience` is empty for oneself, `all`, or a group's id. */
export interface NewView {
  name: string
  query: string
  audience: string
}

/**
 * Saves a list under a name. A view of one's own with the same name is replaced.
 * @returns its name
 * @throws {AdminError} `FORBIDDEN`; `INVALID`, with the message at `name` or `audience`, or for a query that is no list of this table
 */
export async function saveView(ctx: AdminContext, admin: Admin, given: NewView): Promise<string> {
  requireView(ctx, admin)
  requireOwner(ctx)
  const name = checkedName(given.name)
  const query = withoutPosition(given.query)
  if (query.length > longestQuery) throw new AdminError('INVALID', words.tooLong)
  // Says what is wrong with it.
  parseListState(ctx, admin, queryParameters(query))
  const { forAll, group } = await audienceOf(ctx, given.audience)
  await requireRoom(ctx, admin, name)
  try {
    await ctx.db.execute(sql`
      insert into brolly.views ("table", owner_id, name, query, for_all, group_id)
      values (${admin.path}::text, ${ctx.actor.id}::text::uuid, ${name}::text, ${query}::text, ${forAll}::boolean, ${group}::text::uuid)
      on conflict (owner_id, "table", name)
        do update set query = excluded.query, for_all = excluded.for_all, group_id = excluded.group_id`)
  } catch (error) {
    // The group was deleted meanwhile.
    if (databaseFailure(error)?.code !== sqlState.foreignKeyViolation) throw error
    throw invalid('audience', words.notYourGroup)
  }
  return name
}

/**
 * Renames a view of one's own, or saves it for others. A view that is for others already may stay so, whatever one may save now.
 *
 * @returns its name
 * @throws {AdminError} `FORBIDDEN` for a view of somebody else; `NOT_FOUND`; `INVALID`, with the message at `name` or `audience`
 */
export async function changeView(
  ctx: AdminContext,
  admin: Admin,
  given: Pick<NewView, 'name' | 'audience'> & { id: string },
): Promise<string> {
  requireView(ctx, admin)
  requireOwner(ctx)
  const views = await savedViews(ctx, admin)
  const before = views.find((other) => other.id === given.id)
  if (!before) throw new AdminError('NOT_FOUND', words.missing)
  const now = editedOf(views, given.id)
  if (!now) throw new AdminError('FORBIDDEN', words.notYoursToChange)
  const name = checkedName(given.name)
  const audience = given.audience === now.audience ? null : await audienceOf(ctx, given.audience)
  const set =
    audience === null ? sql`` : sql`, for_all = ${audience.forAll}::boolean, group_id = ${audience.group}::text::uuid`
  try {
    const changed = await ctx.db.execute(sql`
      update brolly.views set name = ${name}::text ${set}
      where id = ${given.id}::text::uuid and owner_id = ${ctx.actor.id}::text::uuid returning 1`)
    if (changed.length === 0) throw new AdminError('NOT_FOUND', words.missing)
  } catch (error) {
    const code = databaseFailure(error)?.code
    if (code === sqlState.uniqueViolation) throw invalid('name', words.nameTaken)
    if (code === sqlState.foreignKeyViolation) throw invalid('audience', words.notYourGroup)
    throw error
  }
  return name
}

function checkedName(typed: string): string {
  const name = typed.trim()
  if (name === '') throw invalid('name', words.nameNeeded)
  if (name.length > longestName || /\p{Cc}/u.test(name)) throw invalid('name', words.nameTooLong(longestName))
  return name
}

async function audienceOf(ctx: AdminContext, audience: string): Promise<{ forAll: boolean; group: string | null }> {
  if (audience === '') return { forAll: false, group: null }
  if (!mayShareViews(ctx)) throw invalid('audience', words.mayNotShare)
  if (audience === 'all') return { forAll: true, group: null }
  const groups = await groupsToShareWith(ctx)
  if (!groups.some(({ id }) => id === audience)) throw invalid('audience', words.notYourGroup)
  return { forAll: false, group: audience }
}

async function requireRoom(ctx: AdminContext, admin: Admin, name: string): Promise<void> {
  const [row] = await ctx.db.execute<{ n: number }>(sql`
    select count(*)::int as n from brolly.views
    where owner_id = ${ctx.actor.id}::text::uuid and "table" = ${admin.path}::text and name <> ${name}::text`)
  if ((row?.n ?? 0) >= mostViews) throw new AdminError('INVALID', words.tooMany(mostViews))
}

/**
 * Deletes a view of one's own, or as a superuser one that was saved for others.
 * @returns its name
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function deleteView(ctx: AdminContext, admin: Admin, id: string): Promise<string> {
  requireView(ctx, admin)
  requireOwner(ctx)
  const view = isUuid(id) ? (await savedViews(ctx, admin)).find((other) => other.id === id) : undefined
  if (!view) throw new AdminError('NOT_FOUND', words.missing)
  if (!view.removable) throw new AdminError('FORBIDDEN', words.notYours)
  await ctx.db.execute(sql`delete from brolly.views where id = ${id}::text::uuid`)
  return view.name
}

function requireView(ctx: AdminContext, admin: Admin): void {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
}

const invalid = (field: string, message: string) => new AdminError('INVALID', message, { fields: { [field]: message } })
