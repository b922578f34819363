import { desc, sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { entryRange } from '../audit/entry-range'
import { auditEntries } from '../brolly/tables'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { adminSlug, systemPath, withQuery, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import * as historyWords from '../words/history'
import * as words from '../words/activity'
import { accountOf } from './history-entries'
import { manyLabels } from './many-changes'
import { auditColumns, describedEntries, type AuditRow } from './recent-entries'
import type { ActivityEntry, ActivityFilter, ActivityPage } from './shapes/activity'
import type { HistoryEntry } from './shapes/pages'

const perPage = 50
const filters: readonly ActivityFilter[] = ['table', 'user', 'kind', 'from', 'to', 'change']
const kinds = {
  add: historyWords.added,
  change: historyWords.changed,
  delete: historyWords.deleted,
  other: words.other,
}

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
  const { values, before } = parse(parameters)
  const tables = tablesSeen(ctx)
  if (tables.length === 0) throw new AdminError('FORBIDDEN', words.mayViewNothing)
  const wanted = tables.filter((admin) => values.table === '' || adminSlug(admin) === values.table)
  if (values.table !== '' && wanted.length === 0) throw new AdminError('BAD_QUERY', words.noTable(values.table))
  const rows = await entriesOf(ctx, {
    wanted,
    where: await conditions(ctx, { values, before }),
    all: values.table === '',
  })
  const shown = rows.slice(0, perPage)
  const last = shown.at(-1)
  const href = systemPath(ctx, 'activity')
  const kept = filters.flatMap((name) => (values[name] === '' ? [] : [[name, values[name]] as const]))
  return {
    entries: (await describedEntries(ctx, shown)).map((entry, index) => activityEntry(ctx, entry, shown[index])),
    filters: {
      values,
      tables: tables.map((admin) => ({ value: adminSlug(admin), label: admin.plural })),
      kinds: Object.entries(kinds).map(([value, label]) => ({ value, label })),
    },
    clearHref: kept.length === 0 ? null : href,
    olderHref: rows.length > perPage && last ? withQuery(href, [...kept, ['before', String(last.id)]]) : null,
    newestHref: before === null ? null : withQuery(href, kept),
  }
}

const tablesSeen = (ctx: AdminContext): Admin[] => ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view'))

interface Asked {
  values: Record<ActivityFilter, string>
  before: string | null
}

const day = /^\d{4}-\d{2}-\d{2}$/u

function parse(parameters: Parameters): Asked {
  const given = new Map(parameters)
  for (const name of given.keys())
    if (name !== 'before' && !filters.some((filter) => filter === name))
      throw new AdminError('BAD_QUERY', words.noParameter(name))
  const text = (name: ActivityFilter) => (given.get(name) ?? '').trim()
  const date = (name: 'from' | 'to') => {
    const value = text(name)
    if (value !== '' && (!day.test(value) || !z.iso.date().safeParse(value).success))
      throw new AdminError('BAD_QUERY', words.noDate(value))
    return value
  }
  const kind = text('kind')
  if (kind !== '' && !Object.hasOwn(kinds, kind)) throw new AdminError('BAD_QUERY', words.noKind(kind))
  const before = given.get('before') ?? null
  if (before !== null && !/^\d{1,18}$/u.test(before)) throw new AdminError('BAD_QUERY', historyWords.noSuchEntry)
  for (const name of ['user', 'change'] as const)
    if (text(name).includes('\0')) throw new AdminError('BAD_QUERY', words.noParameter(name))
  return {
    values: {
      table: text('table'),
      user: text('user'),
      kind,
      from: date('from'),
      to: date('to'),
      change: text('change'),
    },
    before,
  }
}

async function conditions(ctx: AdminContext, { values, before }: Asked): Promise<SQL[]> {
  const { user, kind, change } = values
  // Days are those of the user's time zone; `to` is included.
  const at = (date: string, days: number) =>
    sql`((${date}::text::date + ${days}::int)::timestamp at time zone ${ctx.timeZone}::text)`
  const moments = await dayLimits(ctx, values, at)
  const range = await entryRange(ctx, moments)
  return [
    ...(before === null ? [] : [sql`e.id < ${before}::text::bigint`]),
    ...(change === '' ? [] : [sql`e.request_id = ${change}::text`]),
    ...(user === '' ? [] : [await byUser(ctx, user)]),
    ...(kind === ''
      ? []
      : [kind === 'other' ? sql`e.action not in ('add', 'change', 'delete')` : sql`e.action = ${kind}::text`]),
    ...(moments.from === null ? [] : [sql`e.at >= ${moments.from}::text::timestamptz`]),
    ...(moments.to === null ? [] : [sql`e.at < ${moments.to}::text::timestamptz`]),
    ...(range.first === null ? [] : [sql`e.id >= ${String(range.first)}::text::bigint`]),
    ...(range.last === null ? [] : [sql`e.id <= ${String(range.last)}::text::bigint`]),
  ]
}

/** An account that is gone is found by the email that its entries have kept, without an index. */
async function byUser(ctx: AdminContext, email: string): Promise<SQL> {
  const id = await accountOf(ctx, email)
  return id === null ? sql`e.actor_label = ${email}::text` : sql`e.actor_id = ${id}::uuid`
}

async function dayLimits(
  ctx: AdminContext,
  { from, to }: Asked['values'],
  at: (date: string, days: number) => SQL,
): Promise<{ from: string | null; to: string | null }> {
  if (from === '' && to === '') return { from: null, to: null }
  const [row] = await ctx.db.execute<{ from: string | null; to: string | null }>(
    sql`select ${from === '' ? sql`null` : at(from, 0)}::text as "from", ${to === '' ? sql`null` : at(to, 1)}::text as "to"`,
  )
  return { from: row?.from ?? null, to: row?.to ?? null }
}

interface Reading {
  wanted: readonly Admin[]
  where: readonly SQL[]
  /** No table was chosen. */
  all: boolean
}

async function entriesOf(ctx: AdminContext, { wanted, where, all }: Reading): Promise<AuditRow[]> {
  const limit = perPage + 1
  const own = sql`e.actor_id = ${ctx.actor.id}::uuid`
  const read = (condition: SQL) =>
    sql`select e.id from brolly.audit_entries e where ${sql.join([condition, ...where], sql` and `)} order by e.id desc limit ${limit}`
  const seesAll = (admin: Admin) =>
    mayAct(ctx, admin, 'view') && rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  const reads =
    ctx.actor.isSuperuser && all
      ? [
          read(
            exceptOthers(
              ctx.site.admins.filter((admin) => !seesAll(admin)),
              { wanted, own },
            ),
          ),
        ]
      : wanted.map((admin) => read(sql`e."table" = ${admin.path}::text${seesAll(admin) ? sql`` : sql` and ${own}`}`))
  if (reads.length === 0) return []
  const ids = sql.join(
    reads.map((one) => sql`(${one})`),
    sql` union all `,
  )
  return ctx.db
    .select(auditColumns())
    .from(auditEntries)
    .where(sql`${auditEntries.id} in (select id from (${ids}) found order by id desc limit ${limit})`)
    .orderBy(desc(auditEntries.id))
}

/** For a superuser: all entries, also of tables that are gone, except those that a row rule may hide. */
function exceptOthers(ruled: readonly Admin[], { wanted, own }: { wanted: readonly Admin[]; own: SQL }): SQL {
  if (ruled.length === 0) return sql`true`
  const paths = (admins: readonly Admin[]) => sql`${formatArrayLiteral(admins.map(({ path }) => path))}::text::text[]`
  const seen = ruled.filter((admin) => wanted.includes(admin))
  return sql`(e."table" <> all (${paths(ruled)}) or (e."table" = any (${paths(seen)}) and ${own}))`
}

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
