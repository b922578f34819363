import { recentEntries } from './recent-entries'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { IndexPage, Shell } from './shapes/pages'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, systemPath } from '../site/paths'
import type { Admin } from '../site/site'
import { sql } from 'drizzle-orm'
import { numberFormat, shortNumber } from '../query/count-rows'
import { databaseFailure, translateReadError } from '../postgres/errors'
import { estimatedRows, loadStatistics } from '../query/statistics'
import { fromSql, rootRef } from '../query/table-ref'
import * as words from '../words/tables'
import * as countWords from '../words/counts'

/** The admins of which this actor may view or add rows, under their headings; headings in the order of their first admin. */
function visibleGroups(ctx: AdminContext): { label: string | null; admins: Admin[] }[] {
  const visible = ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view') || mayAct(ctx, admin, 'add'))
  const groups = new Map<string | null, Admin[]>()
  for (const admin of visible) groups.set(admin.group, [...(groups.get(admin.group) ?? []), admin])
  const hasHeadings = visible.some((admin) => admin.group !== null && !admin.system)
  return [...groups]
    .toSorted(([a, [first]], [b, [second]]) => groupRank(a, first) - groupRank(b, second))
    .map(([label, admins]) => ({ label: label ?? (hasHeadings ? otherTables : null), admins }))
}

/** Without it, tables that no heading was declared for would seem to belong to the heading above them. */
const otherTables = words.otherTables

/** Tables without a heading follow those with one; Brolly's own come last. */
function groupRank(label: string | null, admin: Admin | undefined): number {
  if (admin?.system === true) return 2
  return label === null ? 1 : 0
}

/** The start page: what there is, about how much of it, and what this actor did last. */
export async function indexPage(ctx: AdminContext): Promise<IndexPage> {
  const [recent, small] = await Promise.all([recentEntries(ctx), loadStatistics(ctx).then(() => smallCounts(ctx))])
  return {
    recent,
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

/** Up to this estimate a table is counted: an estimate of few rows is wrong by much. */
const smallTable = 1_000
const mostCounted = 100

/** The small tables' rows, counted in one query; where it is refused, there are the estimates. */
async function smallCounts(ctx: AdminContext): Promise<Map<Admin, number>> {
  const small = ctx.site.admins
    // One materialised view without data would refuse the query for all.
    .filter((admin) => admin.table.kind === 'table')
    .filter((admin) => (estimatedRows(ctx, admin.table) ?? Infinity) <= smallTable && seesEverything(ctx, admin))
    .slice(0, mostCounted)
  if (small.length === 0) return new Map()
  const counts = small.map(
    (admin, at) =>
      sql`select ${at}::int as at, (select count(*) from (select 1 from ${fromSql(rootRef(admin.table))} limit ${10 * smallTable}) c)::int as n`,
  )
  try {
    const rows = await ctx.db.execute<{ at: number; n: number }>(sql.join(counts, sql` union all `))
    return new Map(rows.flatMap(({ at, n }) => (small[at] ? [[small[at], n] as const] : [])))
  } catch (error) {
    if (!translateReadError(error) && !databaseFailure(error)) throw error
    return new Map()
  }
}

/** An estimate says how many rows there are in all, which is not for who may see only some. */
function countOf(
  ctx: AdminContext,
  admin: Admin,
  { rows, exact }: { rows: number | null; exact: number | undefined },
): string {
  if (exact !== undefined) return numberFormat(ctx.locale).format(exact)
  return rows === null || !seesEverything(ctx, admin) ? '' : countWords.about(shortNumber(rows, ctx.locale))
}

/** The list, or the one page of the table that who may only add can open. */
function entryHref(ctx: AdminContext, admin: Admin): string {
  return mayAct(ctx, admin, 'view') ? adminPath(ctx, admin) : `${adminPath(ctx, admin)}/add`
}

function seesEverything(ctx: AdminContext, admin: Admin): boolean {
  return mayAct(ctx, admin, 'view') && rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
}

interface Surroundings {
  environment: Shell['environment']
  /** How many migrations this database has not had, as far as that is known. */
  pendingMigrations?: number
}

/** The frame of every page: the navigation, and who is logged in. */
export function shellOf(ctx: AdminContext, { environment, pendingMigrations = 0 }: Surroundings): Shell {
  return {
    siteTitle: ctx.site.title,
    homeHref: ctx.basePath,
    passwordHref: systemPath(ctx, 'password'),
    groups: visibleGroups(ctx).map(({ label, admins }) => ({
      label,
      tables: admins.map((admin) => ({ path: adminSlug(admin), label: admin.plural, href: entryHref(ctx, admin) })),
    })),
    system: ctx.actor.isSuperuser ? [migrationsLink(ctx, pendingMigrations)] : [],
    user: { name: ctx.actor.name || ctx.actor.email, email: ctx.actor.email },
    environment,
  }
}

function migrationsLink(ctx: AdminContext, pending: number): Shell['system'][number] {
  return {
    label: words.migrations,
    href: systemPath(ctx, 'migrations'),
    note: pending > 0 ? words.pending(pending) : null,
  }
}
