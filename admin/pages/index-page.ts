import { sql } from 'drizzle-orm'
import { homeCards } from './home-cards'
import { viewsOfAll } from './saved-views'
import { recentEntries } from './recent-entries'
import { mayViewSecurity } from '../permissions/view-security'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { IndexPage, Shell } from './shapes/pages'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, apiPath, systemPath } from '../site/paths'
import type { Admin } from '../site/site'
import { numberFormat, shortNumber } from '../query/count-rows'
import { databaseFailure, translateReadError } from '../postgres/errors'
import { estimatedRows, loadStatistics } from '../query/statistics'
import { fromSql, rootRef } from '../query/table-ref'
import * as accountsWords from '../words/accounts'
import * as activityWords from '../words/activity'
import * as securityWords from '../words/security'
import * as mailWords from '../words/mail'
import * as words from '../words/tables'
import * as countWords from '../words/counts'

/**
 * The admins whose rows this actor may view or add, under their headings, which are in the order of their first admin.
 */
function visibleGroups(ctx: AdminContext): { label: string | null; admins: Admin[] }[] {
  const visible = ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view') || mayAct(ctx, admin, 'add'))
  const groups = new Map<string | null, Admin[]>()
  for (const admin of visible) groups.set(admin.group, [...(groups.get(admin.group) ?? []), admin])
  const hasHeadings = visible.some((admin) => admin.group !== null && !admin.system)
  return [...groups]
    .toSorted(([a, [first]], [b, [second]]) => groupRank(a, first) - groupRank(b, second))
    .map(([label, admins]) => ({ label: label ?? (hasHeadings ? otherTables : null), admins }))
}

/** Without this heading, tables without a declared group would seem to belong to the group above them. */
const otherTables = words.otherTables

/** Tables without a heading follow those with one; Brolly's own come last. */
function groupRank(label: string | null, admin: Admin | undefined): number {
  if (admin?.system === true) return 2
  return label === null ? 1 : 0
}

/** The start page: the tables with their approximate size, and this actor's recent actions. */
export async function indexPage(ctx: AdminContext): Promise<IndexPage> {
  const [recent, small, views] = await Promise.all([
    recentEntries(ctx),
    loadStatistics(ctx).then(() => smallCounts(ctx)),
    viewsOfAll(ctx),
  ])
  return {
    cards: homeCards(ctx),
    recent,
    views: views.open.map(({ name, href, table }) => ({ name, href, table })),
    lostViews: views.lost,
    viewCountsHref: apiPath(ctx, 'views'),
    groups: visibleGroups(ctx).map(({ label, admins }) => ({
      label,
      tables: admins.map((admin) => {
        const rows = estimatedRows(ctx, admin.table)
        const addable = mayAct(ctx, admin, 'add')
        return {
          href: entryHref(ctx, admin),
          label: admin.plural,
          count: countOf(ctx, admin, { rows, exact: small.get(admin) }),
          addHref: addable ? `${adminPath(ctx, admin)}/add` : null,
          addLabel: words.add(admin.singular),
          readOnly: !addable && !mayAct(ctx, admin, 'change'),
        }
      }),
    })),
  }
}

/** Tables with up to this many estimated rows are counted: an estimate of few rows is inaccurate. */
const smallTable = 1_000
const mostCounted = 100

/** The row counts of small tables, in one query. If it fails, the estimates are shown. */
async function smallCounts(ctx: AdminContext): Promise<Map<Admin, number>> {
  const small = ctx.site.admins
    // A single unpopulated materialised view would make the whole query fail.
    .filter((admin) => admin.table.kind === 'table')
    .filter((admin) => (estimatedRows(ctx, admin.table) ?? Infinity) <= smallTable && seesEverything(ctx, admin))
    .slice(0, mostCounted)
  if (small.length === 0) return new Map()
  const counts = small.map(
    (admin, index) =>
      sql`select ${index}::int as at, (select count(*) from (select 1 from ${fromSql(rootRef(admin.table))} limit ${10 * smallTable}) c)::int as n`,
  )
  try {
    const rows = await ctx.db.execute<{ at: number; n: number }>(sql.join(counts, sql` union all `))
    return new Map(rows.flatMap(({ at, n }) => (small[at] ? [[small[at], n] as const] : [])))
  } catch (error) {
    if (!translateReadError(error) && !databaseFailure(error)) throw error
    return new Map()
  }
}

/** An estimate covers all rows, which an actor who may view only some of them must not learn. */
function countOf(
  ctx: AdminContext,
  admin: Admin,
  { rows, exact }: { rows: number | null; exact: number | undefined },
): string {
  if (exact !== undefined) return numberFormat(ctx.locale).format(exact)
  return rows === null || !seesEverything(ctx, admin) ? '' : countWords.about(shortNumber(rows, ctx.locale))
}

/** The list, or the add page for an actor who may only add rows. */
function entryHref(ctx: AdminContext, admin: Admin): string {
  return mayAct(ctx, admin, 'view') ? adminPath(ctx, admin) : `${adminPath(ctx, admin)}/add`
}

function seesEverything(ctx: AdminContext, admin: Admin): boolean {
  return mayAct(ctx, admin, 'view') && rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
}

interface Surroundings {
  environment: Shell['environment']
  /** The number of pending migrations, if known. */
  pendingMigrations?: number
}

/** The frame of every page: the navigation and the current user. */
export function shellOf(ctx: AdminContext, { environment, pendingMigrations = 0 }: Surroundings): Shell {
  return {
    siteTitle: ctx.site.title,
    homeHref: ctx.basePath,
    accountHref: systemPath(ctx, 'account'),
    passwordHref: ctx.actor.hasPassword ? systemPath(ctx, 'password') : null,
    sessionsHref: systemPath(ctx, 'sessions'),
    tokensHref: systemPath(ctx, 'tokens'),
    searchHref: systemPath(ctx, 'search'),
    searchApi: apiPath(ctx, 'search'),
    groups: visibleGroups(ctx).map(({ label, admins }) => ({
      label,
      tables: admins.map((admin) => ({ path: adminSlug(admin), label: admin.plural, href: entryHref(ctx, admin) })),
    })),
    system: [
      ...(ctx.site.admins.some((admin) => mayAct(ctx, admin, 'view')) ? [activityLink(ctx)] : []),
      ...(ctx.actor.isSuperuser
        ? [permissionsLink(ctx), securityLink(ctx), migrationsLink(ctx, pendingMigrations)]
        : mayViewSecurity(ctx)
          ? [securityLink(ctx)]
          : []),
      ...(ctx.actor.isSuperuser && ctx.mail ? [mailboxLink(ctx)] : []),
    ],
    user: { name: ctx.actor.name || ctx.actor.email, email: ctx.actor.email },
    acting: ctx.actor.actedBy ? { by: ctx.actor.actedBy.email, isReader: ctx.actor.isReader === true } : null,
    environment,
  }
}

const activityLink = (ctx: AdminContext): Shell['system'][number] => ({
  label: activityWords.activity,
  href: systemPath(ctx, 'activity'),
  note: null,
})

const permissionsLink = (ctx: AdminContext): Shell['system'][number] => ({
  label: accountsWords.permissions,
  href: systemPath(ctx, 'permissions'),
  note: null,
})

const securityLink = (ctx: AdminContext): Shell['system'][number] => ({
  label: securityWords.title,
  href: systemPath(ctx, 'security'),
  note: null,
})

const mailboxLink = (ctx: AdminContext): Shell['system'][number] => ({
  label: mailWords.mailbox,
  href: systemPath(ctx, 'mailbox'),
  note: null,
})

function migrationsLink(ctx: AdminContext, pending: number): Shell['system'][number] {
  return {
    label: words.migrations,
    href: systemPath(ctx, 'migrations'),
    note: pending > 0 ? words.pending(pending) : null,
  }
}
