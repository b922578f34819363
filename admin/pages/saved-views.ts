import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { mayAct } from '../permissions/rows-allowed'
import { mayShareViews } from '../permissions/share-views'
import { fieldInAddress } from '../query/list-field'
import { parseListState, queryWith } from '../query/list-state'
import { isUuid } from '../schema/uuid'
import type { AdminContext } from '../site/context'
import { adminPath, queryParameters, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import type { ListPage } from './shapes/list'
import type { SavedView } from './shapes/views'

interface ViewRow extends Record<string, unknown> {
  id: string
  table: string
  name: string
  query: string
  for_all: boolean
  group_name: string | null
  owner: string
  mine: boolean
}

const mostShown = 200

/** The views of a table that the actor has saved, or that others have saved for the actor. */
export async function savedViews(ctx: AdminContext, admin: Admin): Promise<SavedView[]> {
  const saved = await viewRows(ctx, sql`v."table" = ${admin.path}::text`)
  return [
    ...declaredViews(ctx, admin).map((view): SavedView => ({
      id: view.name,
      audience: { everybody: true },
      owner: null,
      removable: false,
      ...view,
    })),
    ...saved.map((row) => viewOf(ctx, admin, row)),
  ]
}

/** The views that a table declares, as this actor may open them. */
export const declaredViews = (ctx: AdminContext, admin: Admin): { name: string; href: string }[] =>
  Object.entries(admin.options.list?.views ?? {}).flatMap(([name, query]) => {
    const href = hrefOf(ctx, admin, query)
    return href === null ? [] : [{ name, href }]
  })

/** The declared views as links above a list with these parameters. */
export function presetsOf(ctx: AdminContext, admin: Admin, parameters: Parameters): ListPage['presets'] {
  const current = inOrder(queryWith(parameters, {}))
  return declaredViews(ctx, admin).map((view) => ({
    ...view,
    current: inOrder(view.href.split('?')[1] ?? '') === current,
  }))
}

/** Parameters may stand in any order. */
const inOrder = (query: string): string => query.split('&').toSorted().join('&')

/** The list with this query string, as far as this actor may open it; null if not. */
function hrefOf(ctx: AdminContext, admin: Admin, query: string): string | null {
  const fitting = fittingQuery(ctx, admin, query)
  if (fitting === null) return null
  const path = adminPath(ctx, admin)
  return fitting === '' ? path : `${path}?${fitting}`
}

/**
 * The views that the actor may open, of all tables: at most 200 saved ones, and those that are declared.
 *
 * @param named Only those with such a name: reading a view costs more than reading its name. Default: all.
 */
export async function openViews(
  ctx: AdminContext,
  named: (name: string) => boolean = () => true,
): Promise<{ name: string; href: string; table: string }[]> {
  const open = ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view'))
  const declared = open.flatMap((admin) =>
    Object.entries(admin.options.list?.views ?? {}).map(([name, query]) => ({ admin, name, query })),
  )
  const saved = (await viewRows(ctx, sql`true`)).flatMap(({ table, name, query }) => {
    const admin = open.find(({ path }) => path === table)
    return admin ? [{ admin, name, query }] : []
  })
  return [...declared, ...saved]
    .filter(({ name }) => named(name))
    .flatMap(({ admin, name, query }) => {
      const href = hrefOf(ctx, admin, query)
      return href === null ? [] : [{ name, href, table: admin.plural }]
    })
}

async function viewRows(ctx: AdminContext, ofTable: SQL): Promise<readonly ViewRow[]> {
  // The user of a host's own sessions need not be an account.
  if (!isUuid(ctx.actor.id)) return []
  return ctx.db.execute<ViewRow>(sql`
    select v.id::text, v."table", v.name, v.query, v.for_all, g.name as group_name, u.email as owner,
      v.owner_id = ${ctx.actor.id}::text::uuid as mine
    from brolly.views v join brolly.users u on u.id = v.owner_id left join brolly.groups g on g.id = v.group_id
    where ${ofTable} and ${seenBy(ctx)}
    order by mine desc, lower(v.name), v.id limit ${mostShown}::int`)
}

const seenBy = ({
  actor,
}: AdminContext): SQL => sql`(v.owner_id = ${actor.id}::text::uuid or v.for_all or v.group_id in (
  select ug.group_id from brolly.user_groups ug where ug.user_id = ${actor.id}::text::uuid))`

function viewOf(ctx: AdminContext, admin: Admin, row: ViewRow): SavedView {
  const group = row.group_name === null ? null : { group: row.group_name }
  return {
    id: row.id,
    name: row.name,
    href: hrefOf(ctx, admin, row.query),
    audience: row.for_all ? { everybody: true } : group,
    owner: row.mine ? null : row.owner,
    removable: row.mine || ctx.actor.isSuperuser,
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
  const fitting = queryWith(parameters, { columns: known('columns'), sort: known('sort') })
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
