import { sql } from 'drizzle-orm'
import { requireOneself } from '../accounts/fresh'
import { AdminError } from '../errors'
import { sqlState } from '../errors/sql-state'
import { rowsAllowed } from '../permissions/rows-allowed'
import { mayShareViews } from '../permissions/share-views'
import { databaseFailure } from '../postgres/errors'
import { parseListState, queryWith } from '../query/list-state'
import { isUuid } from '../schema/uuid'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, queryParameters, systemPath } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/views'
import { filterChips } from './filter-metas'
import { groupsToShareWith, isList, savedViews } from './saved-views'
import type { ViewsPage } from './shapes/views'

const longestName = 80
const longestQuery = 4_000
const mostViews = 50

/** The page of a list's views, with the list that would be saved. */
export const viewsHref = (ctx: AdminContext, admin: Admin): string => systemPath(ctx, `views/${adminSlug(admin)}`)

/**
 * The views of a list, and what saving its present state would save.
 * @param query the list's query string; one that is no list of this table, or not of this actor, cannot be saved
 * @throws {AdminError} `FORBIDDEN`
 */
export async function viewsPage(ctx: AdminContext, admin: Admin, query: string): Promise<ViewsPage> {
  requireView(ctx, admin)
  const kept = withoutPosition(query)
  const isKnown = kept.length <= longestQuery && isList(ctx, admin, kept)
  return {
    title: admin.plural,
    listHref: `${adminPath(ctx, admin)}${kept === '' || !isKnown ? '' : `?${kept}`}`,
    views: await savedViews(ctx, admin),
    current: isKnown ? { query: kept, filters: await shownFilters(ctx, admin, kept) } : null,
    mayShare: mayShareViews(ctx),
    groups: await groupsToShareWith(ctx),
  }
}

/** A view is the list, not the page of it that is shown. */
const withoutPosition = (query: string) => queryWith(queryParameters(query), {})

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
  const name = given.name.trim()
  if (name === '') throw invalid('name', words.nameNeeded)
  if (name.length > longestName || /\p{Cc}/u.test(name)) throw invalid('name', words.nameTooLong(longestName))
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

function requireOwner(ctx: AdminContext): void {
  if (!isUuid(ctx.actor.id)) throw new AdminError('FORBIDDEN', words.noAccount)
  requireOneself(ctx)
  if (ctx.actor.isReader) throw new AdminError('FORBIDDEN', words.onlyReading)
  if (ctx.actor.token) throw new AdminError('FORBIDDEN', words.notByToken)
}

const invalid = (field: string, message: string) => new AdminError('INVALID', message, { fields: { [field]: message } })
