import { sql } from 'drizzle-orm'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { declaredSeen } from '../query/filters/declared'
import { queryWith, wholeParameter } from '../query/list-state'
import { adminPath, adminSlug, apiPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import { declaredViews, isList, isShown, savedViews, type ClosedView, viewsOfTable } from './saved-views'
import type { ListPage } from './shapes/list'
import type { SideViews } from './shapes/views'
import { requireOwner } from './view-owner'
import { viewsHref } from './views-href'
import * as words from '../words/views'

/** The views that stand in the navigation. */
export const mostBeside = 12

/** What a list is opened with, besides its parameters. */
export interface ListOpening {
  /** The query string that the table's plain URL stands for; '' if it stands for itself. */
  start: string
  /** The actor's default view, as a link, if it can be opened. */
  defaultView: { name: string; href: string } | null
  /** Why the actor's default view is not opened. */
  notice: string | null
  side: SideViews | null
}

/**
 * The views of a table as they stand beside its list, and what its plain URL opens for this actor: the default view, or else the
 * default filters. It does not depend on the list, so both can be read at the same time.
 *
 * @throws {AdminError} `FORBIDDEN` without permission to view.
 */
export async function listOpening(ctx: AdminContext, admin: Admin, parameters: Parameters): Promise<ListOpening> {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const views = await viewsOfTable(ctx, admin)
  const chosen = views.find(({ isDefault }) => isDefault)?.open()
  const side = sideViews(ctx, admin, { views, parameters })
  if (!chosen) return { start: defaultFilters(ctx, admin), defaultView: null, notice: null, side }
  if (chosen.href === null) return { start: '', defaultView: null, notice: words.defaultNotFitting(chosen.name), side }
  return {
    start: chosen.href.split('?')[1] ?? '',
    defaultView: { name: chosen.name, href: chosen.href },
    notice: null,
    side,
  }
}

/** The declared filters with a default value that exist for this actor, as a query string. */
function defaultFilters(ctx: AdminContext, admin: Admin): string {
  const filters = declaredSeen(ctx, admin).flatMap(({ name, subject }) =>
    subject.kind === 'declared' && subject.filter.default !== undefined
      ? [[`${name}.eq`, subject.filter.default] as const]
      : [],
  )
  const query = queryWith(filters, {})
  // A value that the filter cannot have is found by the check. It must not close the table.
  return isList(ctx, admin, query) ? query : ''
}

function sideViews(
  ctx: AdminContext,
  admin: Admin,
  { views, parameters }: { views: readonly ClosedView[]; parameters: Parameters },
): SideViews | null {
  if (views.length === 0) return null
  const links = views.slice(0, mostBeside).flatMap((view) => {
    const { name, href } = view.open()
    return href === null ? [] : [{ name, href, current: isShown(href, parameters) }]
  })
  return {
    table: adminSlug(admin),
    links,
    moreHref: views.length > mostBeside ? viewsHref(ctx, admin) : null,
    countsHref: withQuery(apiPath(ctx, 'views'), [['table', adminSlug(admin)]]),
  }
}

/**
 * Makes a view the one that the table's plain URL opens, for the actor alone.
 *
 * @param id Empty for none.
 * @returns its name; null for none
 * @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for a view that the actor does not have; `INVALID` for one that cannot be opened
 */
export async function setDefaultView(ctx: AdminContext, admin: Admin, id: string): Promise<string | null> {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  requireOwner(ctx)
  const of = sql`user_id = ${ctx.actor.id}::text::uuid and "table" = ${admin.path}::text`
  if (id === '') {
    await ctx.db.execute(sql`delete from brolly.default_views where ${of}`)
    return null
  }
  const view = (await savedViews(ctx, admin)).find((candidate) => candidate.id === id)
  if (!view) throw new AdminError('NOT_FOUND', words.missing)
  if (view.href === null) throw new AdminError('INVALID', words.cannotOpen(view.name))
  const isDeclared = Object.hasOwn(admin.options.list?.views ?? {}, id)
  // A saved view that is deleted meanwhile leaves no row.
  await ctx.db.execute(sql`
    insert into brolly.default_views (user_id, "table", view_id, declared)
    select ${ctx.actor.id}::text::uuid, ${admin.path}::text, ${isDeclared ? sql`null::uuid, ${id}::text` : sql`v.id, null::text`}
    ${isDeclared ? sql`` : sql`from brolly.views v where v.id = ${id}::text::uuid for key share`}
    on conflict (user_id, "table") do update set view_id = excluded.view_id, declared = excluded.declared`)
  return view.name
}

interface Shown {
  parameters: Parameters
  opened: ListOpening
}

/** The links above a list: the whole list, the declared views and the default view, where there are any of these. */
export function presetsOf(
  ctx: AdminContext,
  admin: Admin,
  { parameters, opened: { start, defaultView } }: Shown,
): Pick<ListPage, 'wholeHref' | 'presets'> {
  const href = adminPath(ctx, admin)
  const wholeHref = start === '' ? href : withQuery(href, [wholeParameter])
  const declared = declaredViews(ctx, admin)
  const isDeclared = declared.some((view) => view.name === defaultView?.name)
  const views = [...declared, ...(defaultView && !isDeclared ? [defaultView] : [])]
  if (views.length === 0 && start === '') return { wholeHref, presets: [] }
  return {
    wholeHref,
    presets: [
      { name: words.wholeList, href: wholeHref, current: isShown(href, parameters) },
      ...views.map((view) => ({ name: view.name, href: view.href, current: isShown(view.href, parameters) })),
    ],
  }
}
