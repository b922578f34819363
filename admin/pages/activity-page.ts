import { desc, sql } from 'drizzle-orm'
import { auditEntries } from '../brolly/tables'
import type { AdminContext } from '../site/context'
import { adminSlug, systemPath, withQuery, type Parameters } from '../site/paths'
import {
  activityFilters,
  activityIds,
  activityKinds,
  parseActivity,
  tablesSeen,
  type ActivityAsked,
} from './activity-entries'
import { manyLabels } from './many-changes'
import { auditColumns, describedEntries, type AuditRow } from './recent-entries'
import type { ActivityEntry, ActivityPage } from './shapes/activity'
import type { HistoryEntry } from './shapes/pages'

const perPage = 50
/**
 * The changes of all tables that the actor may view, newest first. Of a table with row rules, only the actor's own are
 * shown: the rows of others may have been hidden at the time.
 *
 * One page costs one read of an index for each table, however long the log is.
 *
 * @param parameters The query string: filters, and `before`, the id of an entry.
 * @throws {AdminError} `FORBIDDEN` if the actor may not view any table; `BAD_QUERY` for a parameter that does not exist or does not parse.
 */
export async function activityPage(ctx: AdminContext, parameters: Parameters): Promise<ActivityPage> {
  const asked = parseActivity(parameters)
  const { values, before } = asked
  const ids = await activityIds(ctx, asked, perPage + 1)
  const rows: AuditRow[] = await ctx.db
    .select(auditColumns())
    .from(auditEntries)
    .where(sql`${auditEntries.id} in ${ids}`)
    .orderBy(desc(auditEntries.id))
  const shown = rows.slice(0, perPage)
  const last = shown.at(-1)
  const href = systemPath(ctx, 'activity')
  const kept = filtersOf(values)
  return {
    entries: (await describedEntries(ctx, shown)).map((entry, index) => activityEntry(ctx, entry, shown[index])),
    filters: {
      values,
      tables: tablesSeen(ctx).map((admin) => ({ value: adminSlug(admin), label: admin.plural })),
      kinds: Object.entries(activityKinds).map(([value, label]) => ({ value, label })),
    },
    clearHref: kept.length === 0 ? null : href,
    undoHref: kept.length === 0 || shown.length === 0 ? null : withQuery(systemPath(ctx, 'activity/undo'), kept),
    olderHref: rows.length > perPage && last ? withQuery(href, [...kept, ['before', String(last.id)]]) : null,
    newestHref: before === null ? null : withQuery(href, kept),
  }
}

/** The filters that are set, for a query string. */
export const filtersOf = (values: ActivityAsked['values']): [string, string][] =>
  activityFilters.flatMap((name): [string, string][] => (values[name] === '' ? [] : [[name, values[name]]]))

function activityEntry(ctx: AdminContext, entry: HistoryEntry, row: AuditRow | undefined): ActivityEntry {
  const { changes, ...rest } = entry
  const change = row?.requestId ?? null
  const admin = row && ctx.site.byPath(row.table)
  const labels = [...changes.map(({ label }) => label), ...(admin ? manyLabels(ctx, admin, row) : [])]
  return {
    ...rest,
    columns: entry.verb === 'add' || entry.verb === 'delete' ? [] : labels,
    changeHref: change === null ? null : withQuery(systemPath(ctx, 'activity'), [['change', change]]),
  }
}
