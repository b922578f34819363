import { desc, getTableColumns, sql, type SQL } from 'drizzle-orm'
import { formatMoment } from '../audit/moments'
import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import { shownKey } from '../query/row-key'
import { inSentence } from '../schema/names'
import type { AdminContext } from '../site/context'
import { adminPath, adminSlug, systemPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/trash'
import { parseActivity, periodWhere } from './activity-entries'
import { accountOf } from './history-entries'
import { labelFor, seesLabel } from './past-label'
import type { TrashFilter, TrashPage, TrashRow } from './shapes/trash'

const perPage = 50
/** One page looks through so many deletions for rows that do not exist again; a search, for rows that match. */
const mostLooked = { page: 500, search: 5_000 }
/** Of rows that were deleted at the same time, so many are counted. */
const mostCounted = 1_000

type Entry = typeof auditEntries.$inferSelect

const filters: readonly TrashFilter[] = ['q', 'user', 'from', 'to']

/** The page of a table's deleted rows. */
export const trashHref = (ctx: AdminContext, admin: Admin): string => systemPath(ctx, `trash/${adminSlug(admin)}`)

/** Whether a table has a trash for this actor. */
export const hasTrash = (ctx: AdminContext, admin: Admin): boolean =>
  !admin.system && admin.table.kind === 'table' && admin.table.key.length > 0 && mayAct(ctx, admin, 'view')

/** @throws {AdminError} `FORBIDDEN` if the actor may not view the table; `NOT_FOUND` if it has no trash. */
export function checkTrash(ctx: AdminContext, admin: Admin): void {
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  if (!hasTrash(ctx, admin)) throw new AdminError('NOT_FOUND', words.noTrash)
}

/**
 * The deletions that the actor may know of, on `e`: of a table with row rules, the actor's own. Others' rows may have been
 * hidden at the time.
 */
export const knownDeletions = (ctx: AdminContext, admin: Admin): SQL =>
  sql`e."table" = ${admin.path}::text and e.action = 'delete' and e.key <> ''${
    rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all ? sql`` : sql` and e.actor_id = ${ctx.actor.id}::uuid`
  }`

/**
 * The rows of a table that were deleted here and do not exist again, from the audit log, newest first. One page costs one
 * read of an index, and looks through a bounded number of deletions.
 *
 * @param parameters The query string: filters, and `before`, the id of an entry.
 * @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for a table without a key, a view, and Brolly's own; `BAD_QUERY`.
 */
export async function trashPage(ctx: AdminContext, admin: Admin, parameters: Parameters): Promise<TrashPage> {
  checkTrash(ctx, admin)
  const { values, before } = parse(parameters)
  const { shown, next } = await deletedRows(ctx, admin, { values, before })
  const together = await deletedTogether(ctx, admin, shown)
  const href = trashHref(ctx, admin)
  const kept = filters.flatMap((name): [string, string][] => (values[name] === '' ? [] : [[name, values[name]]]))
  const seesHistory = rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  return {
    title: words.title(inSentence(admin.plural)),
    plural: inSentence(admin.plural),
    rows: shown.map((entry): TrashRow => {
      const { shown: at, exact } = formatMoment(ctx, entry.at)
      return {
        id: String(entry.id),
        label: labelFor(ctx, admin, entry),
        key: shownKey(admin.table, entry.key),
        historyHref: seesHistory ? `${adminPath(ctx, admin)}/${entry.key}/history/${entry.id}` : null,
        at,
        atExact: exact,
        actor: entry.actorLabel,
        together: together.get(entry.requestId ?? '') ?? '',
      }
    }),
    filters: { values, clearHref: kept.length === 0 ? null : href },
    olderHref: next === null ? null : withQuery(href, [...kept, ['before', next]]),
    newestHref: before === null ? null : withQuery(href, kept),
    restoreHref: mayAct(ctx, admin, 'add') ? `${href}/restore` : null,
    listHref: adminPath(ctx, admin),
  }
}

interface Asked {
  values: Record<TrashFilter, string>
  before: string | null
}

function parse(parameters: Parameters): Asked {
  const q = (parameters.find(([name]) => name === 'q')?.[1] ?? '').trim()
  // The other filters are those of the activity page.
  const { values, before } = parseActivity(parameters.filter(([name]) => name !== 'q'))
  const { user, from, to } = values
  return { values: { q: q.replaceAll('\0', ''), user, from, to }, before }
}

/** The next page starts before the last row that was shown, or else the last one that was looked at. */
async function deletedRows(
  ctx: AdminContext,
  admin: Admin,
  { values, before }: Asked,
): Promise<{ shown: Entry[]; next: string | null }> {
  const { q, user, from, to } = values
  const account = user === '' ? null : await accountOf(ctx, user)
  // The entries of an account that is gone have kept its email, without an index.
  const gone = user === '' || account !== null ? sql`true` : sql`e.actor_label = ${user}::text`
  const most = q === '' && (user === '' || account !== null) ? mostLooked.page : mostLooked.search
  const conditions = [
    knownDeletions(ctx, admin),
    ...(account === null ? [] : [sql`e.actor_id = ${account}::uuid`]),
    ...(await periodWhere(ctx, { from, to })),
    ...(before === null ? [] : [sql`e.id < ${before}::text::bigint`]),
  ]
  const looked = sql`select e.id, e.key, e.label, e.actor_label from brolly.audit_entries e
    where ${sql.join(conditions, sql` and `)} order by e.id desc limit ${most}`
  const [ids] = await ctx.db.execute<{ ids: string | null; last: string | null; looked: string }>(
    sql`with looked as materialized (${looked}), found as (
        select e.id from looked e where ${matching(ctx, admin, q)} and ${gone} and not exists (
          select 1 from brolly.audit_entries later where later."table" = ${admin.path}::text and later.key = e.key and later.id > e.id)
        order by e.id desc limit ${perPage + 1})
      select (select array_agg(id)::text from found) as ids, (select min(id)::text from looked) as last,
        (select count(*)::text from looked) as looked`,
  )
  const rows = await ctx.db
    .select(getTableColumns(auditEntries))
    .from(auditEntries)
    .where(sql`${auditEntries.id} = any (${ids?.ids ?? '{}'}::text::bigint[])`)
    .orderBy(desc(auditEntries.id))
  const shown = rows.slice(0, perPage)
  if (rows.length > perPage) return { shown, next: String(shown.at(-1)?.id) }
  return { shown, next: ids?.looked === String(most) ? ids.last : null }
}

/** Names that the actor may not read are not searched: finding one would tell it. */
function matching(ctx: AdminContext, admin: Admin, q: string): SQL {
  if (q === '') return sql`true`
  const pattern = `%${q.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`
  const isSecret = admin.table.key.some(({ secret }) => secret)
  const byKey = isSecret ? sql`false` : sql`e.key = ${q}::text`
  return seesLabel(ctx, admin) && !isSecret ? sql`(${byKey} or e.label ilike ${pattern}::text)` : byKey
}

/** "14 orders, 31 order items": the rows of other tables that the same requests deleted, as far as the actor may know. */
async function deletedTogether(ctx: AdminContext, admin: Admin, shown: readonly Entry[]): Promise<Map<string, string>> {
  const requests = [...new Set(shown.flatMap(({ requestId }) => requestId ?? []))]
  const seen = ctx.site.admins.filter((other) => other !== admin && hasTrash(ctx, other) && seesAll(ctx, other))
  if (requests.length === 0 || seen.length === 0) return new Map()
  const rows = await ctx.db.execute<{ request: string; table: string; rows: number }>(
    sql`select r.request, d."table", count(*)::int as rows
      from unnest(${formatArrayLiteral(requests)}::text::text[]) r (request) cross join lateral (
        select e."table" from brolly.audit_entries e where e.request_id = r.request and e.action = 'delete'
          and e."table" = any (${formatArrayLiteral(seen.map(({ path }) => path))}::text::text[]) limit ${mostCounted + 1}) d
      group by r.request, d."table" order by r.request, count(*) desc`,
  )
  const found = new Map<string, string>()
  for (const { request, table, rows: count } of rows) {
    const other = ctx.site.byPath(table)
    if (!other) continue
    const names = { singular: other.singular, plural: inSentence(other.plural) }
    const isMore = count > mostCounted
    const text = words.count(isMore ? mostCounted : count, names, isMore)
    const before = found.get(request)
    found.set(request, before === undefined ? text : `${before}, ${text}`)
  }
  return found
}

const seesAll = (ctx: AdminContext, admin: Admin) => rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
