import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayAct } from '../permissions/rows-allowed'
import { mayShareViews } from '../permissions/share-views'
import { fieldInAddress } from '../query/list-field'
import { parseListState, queryWith, wholeName, wholeParameter } from '../query/list-state'
import { groupingNamed } from '../query/list-group'
import { totalNamed } from '../query/list-totals'
import { isUuid } from '../schema/uuid'
import type { AdminContext } from '../site/context'
import { adminPath, queryParameters, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import type { IndexPage } from './shapes/pages'
import type { SavedView } from './shapes/views'
import { requireOwner } from './view-owner'
import * as words from '../words/views'

interface ViewRow extends Record<string, unknown> {
  id: string
  table: string
  name: string
  query: string
  for_all: boolean
  group_id: string | null
  group_name: string | null
  owner: string
  mine: boolean
  is_default: boolean
}

const mostShown = 200

/**
 * The views of a table that the actor has saved, that others have saved for the actor, or that it declares, as far as these can be
 * opened.
 */
export async function savedViews(ctx: AdminContext, admin: Admin): Promise<SavedView[]> {
  return (await viewsOfTable(ctx, admin)).flatMap(({ isDeclared, isDefault, open }) => {
    const view = open()
    return isDeclared && !isDefault && view.href === null ? [] : [view]
  })
}

/** A view of a table whose query has not been read yet: that costs more than its name. */
export interface ClosedView {
  readonly name: string
  readonly isDeclared: boolean
  readonly isDefault: boolean
  readonly open: () => SavedView
}

/** As `savedViews`. A default view that was declared and is no more is among them, and cannot be opened. */
export async function viewsOfTable(ctx: AdminContext, admin: Admin): Promise<ClosedView[]> {
  const rows = await viewRows(ctx, {
    of: sql`v."table" = ${admin.path}::text`,
    and: sql`union all (${declaredDefault(ctx, admin)})`,
  })
  const saved = rows.filter(({ id }) => id !== '')
  const chosen = rows.find(({ id }) => id === '')?.name ?? null
  const declared = new Map(Object.entries(admin.options.list?.views ?? {}))
  const gone = chosen === null || declared.has(chosen) ? [] : [[chosen, null] as const]
  return [
    ...[...declared, ...gone].map(([name, query]): ClosedView => ({
      name,
      isDeclared: true,
      isDefault: name === chosen,
      open: () => declaredView(ctx, admin, { name, query, isDefault: name === chosen }),
    })),
    ...saved.map((row): ClosedView => ({
      name: row.name,
      isDeclared: false,
      isDefault: row.is_default,
      open: () => viewOf(ctx, admin, row),
    })),
  ]
}

/** The name of the declared view that is the actor's default, as a row without an id. */
const declaredDefault = (ctx: AdminContext, admin: Admin): SQL => sql`
  select '', d."table", d.declared, '', false, null, null, '', false, true from brolly.default_views d
  where d.user_id = ${ctx.actor.id}::text::uuid and d."table" = ${admin.path}::text and d.declared is not null`

function declaredView(
  ctx: AdminContext,
  admin: Admin,
  { name, query, isDefault }: { name: string; query: string | null; isDefault: boolean },
): SavedView {
  return {
    id: name,
    name,
    href: query === null ? null : hrefOf(ctx, admin, query),
    audience: { everybody: true },
    owner: null,
    removable: false,
    changeable: false,
    isDefault,
  }
}

/** The views that a table declares, as this actor may open them. */
export const declaredViews = (ctx: AdminContext, admin: Admin): { name: string; href: string }[] =>
  Object.entries(admin.options.list?.views ?? {}).flatMap(([name, query]) => {
    const href = hrefOf(ctx, admin, query)
    return href === null ? [] : [{ name, href }]
  })

/** Whether a list with these parameters is the one of a link, wherever one is in it. */
export const isShown = (href: string, parameters: Parameters): boolean =>
  ownQuery(queryParameters(href.split('?')[1] ?? '')) === ownQuery(parameters)

/** Parameters may stand in any order. */
const ownQuery = (parameters: Parameters): string =>
  queryWith(parameters, { [wholeName]: null })
    .split('&')
    .toSorted()
    .join('&')

/** The list with this query string, as far as this actor may open it; null if not. */
function hrefOf(ctx: AdminContext, admin: Admin, query: string): string | null {
  const fitting = fittingQuery(ctx, admin, query)
  if (fitting === null) return null
  // The plain URL may open a default view.
  return withQuery(adminPath(ctx, admin), fitting === '' ? [wholeParameter] : fitting)
}

interface OpenView {
  name: string
  href: string
  table: string
  admin: Admin
}

/**
 * The views that the actor may open, of all tables: at most 200 saved ones, and those that are declared.
 *
 * @param named Only those with such a name: reading a view costs more than reading its name. Default: all.
 */
export async function openViews(ctx: AdminContext, named: (name: string) => boolean = () => true): Promise<OpenView[]> {
  return (await viewsOfAll(ctx, named)).open
}

/** As `openViews`, with those of the actor's own that cannot be opened any more, and why. */
export async function viewsOfAll(
  ctx: AdminContext,
  named: (name: string) => boolean = () => true,
): Promise<{ open: OpenView[]; lost: IndexPage['lostViews'] }> {
  const admins = ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view'))
  const declared = admins.flatMap((admin) =>
    Object.entries(admin.options.list?.views ?? {}).map(([name, query]) => ({
      admin,
      name,
      query,
      id: '',
      mine: false,
    })),
  )
  const rows = await viewRows(ctx, { of: sql`true`, and: sql`` })
  const saved = rows.map(({ table, ...row }) => ({ ...row, table, admin: admins.find(({ path }) => path === table) }))
  const open: OpenView[] = []
  const lost: IndexPage['lostViews'] = saved.flatMap(({ id, name, table, admin, mine }) =>
    mine && !admin && named(name) ? [{ id, name, note: words.tableGone(table) }] : [],
  )
  for (const { admin, name, query, id, mine } of [...declared, ...saved]) {
    if (!admin || !named(name)) continue
    const href = hrefOf(ctx, admin, query)
    if (href !== null) open.push({ name, href, table: admin.plural, admin })
    else if (mine) lost.push({ id, name, note: words.columnsGone(admin.plural) })
  }
  return { open, lost }
}

/**
 * Deletes a view of one's own that cannot be opened any more, also where its table is gone.
 *
 * @returns its name
 * @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for a view of somebody else too
 */
export async function deleteLostView(ctx: AdminContext, id: string): Promise<string> {
  requireOwner(ctx)
  const [row] = isUuid(id)
    ? await ctx.db.execute<{ name: string }>(sql`
        delete from brolly.views where id = ${id}::text::uuid and owner_id = ${ctx.actor.id}::text::uuid returning name`)
    : []
  if (!row) throw new AdminError('NOT_FOUND', words.missing)
  return row.name
}

async function viewRows(ctx: AdminContext, { of, and }: { of: SQL; and: SQL }): Promise<readonly ViewRow[]> {
  // The user of a host's own sessions need not be an account.
  if (!isUuid(ctx.actor.id)) return []
  return ctx.db.execute<ViewRow>(sql`
    (select v.id::text, v."table", v.name, v.query, v.for_all, v.group_id::text, g.name as group_name, u.email as owner,
      v.owner_id = ${ctx.actor.id}::text::uuid as mine, d.view_id is not null as is_default
    from brolly.views v join brolly.users u on u.id = v.owner_id left join brolly.groups g on g.id = v.group_id
      left join brolly.default_views d on d.view_id = v.id and d.user_id = ${ctx.actor.id}::text::uuid
    where ${of} and ${seenBy(ctx)}
    order by mine desc, lower(v.name), v.id limit ${mostShown}::int) ${and}`)
}

const seenBy = ({
  actor,
}: AdminContext): SQL => sql`(v.owner_id = ${actor.id}::text::uuid or v.for_all or v.group_id in (
  select ug.group_id from brolly.user_groups ug where ug.user_id = ${actor.id}::text::uuid))`

function viewOf(ctx: AdminContext, admin: Admin, row: ViewRow): SavedView {
  const group =
    row.group_name === null || row.group_id === null ? null : { group: row.group_name, groupId: row.group_id }
  return {
    id: row.id,
    name: row.name,
    href: hrefOf(ctx, admin, row.query),
    audience: row.for_all ? { everybody: true } : group,
    owner: row.mine ? null : row.owner,
    removable: row.mine || ctx.actor.isSuperuser,
    changeable: row.mine,
    isDefault: row.is_default,
  }
}

/**
 * The query as far as this actor may use it: without columns and orders of columns that are gone or hidden. A filter is never left
 * out, because the list would show more than the view says: null then.
 */
export function fittingQuery(ctx: AdminContext, admin: Admin, query: string): string | null {
  const parameters = queryParameters(query)
  const isKnown = (name: string) => fieldInAddress(ctx, admin, name.replace(/^-/u, '')) !== undefined
  const known = (name: string) => {
    const given = parameters.find(([key]) => key === name)?.[1]
    if (given === undefined) return null
    return given.split(',').filter(isKnown).join(',') || null
  }
  const word = (name: string) => parameters.find(([key]) => key === name)?.[1] ?? ''
  const totals = word('totals').split(',')
  const fitting = queryWith(parameters, {
    columns: known('columns'),
    sort: known('sort'),
    totals: totals.filter((name) => totalNamed(ctx, admin, name)).join(',') || null,
    group: groupingNamed(ctx, admin, word('group')) ? word('group') : null,
    [wholeName]: null,
  })
  return isList(ctx, admin, fitting) ? fitting : null
}

/** Whether a query string is one of this list, for this actor. */
export function isList(ctx: AdminContext, admin: Admin, query: string): boolean {
  try {
    parseListState(ctx, admin, queryParameters(query))
    return true
  } catch (error) {
    if (error instanceof AdminError && error.code === 'BAD_QUERY') return false
    throw error
  }
}

/** The groups that the actor may save views for: all for superusers, otherwise those that the actor belongs to. */
export async function groupsToShareWith(ctx: AdminContext): Promise<{ id: string; name: string }[]> {
  if (!mayShareViews(ctx)) return []
  const own = sql`exists (select from brolly.user_groups ug where ug.group_id = g.id and ug.user_id = ${ctx.actor.id}::text::uuid)`
  const rows = await ctx.db.execute<{ id: string; name: string }>(
    sql`select g.id::text, g.name from brolly.groups g where ${ctx.actor.isSuperuser ? sql`true` : own} order by g.name`,
  )
  return rows.map(({ id, name }) => ({ id, name }))
}
