import { sql, type SQL } from 'drizzle-orm'
import { entryRange } from '../audit/entry-range'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { mayAct, rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import { adminSlug, type Parameters } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/activity'
import * as historyWords from '../words/history'
import { limitsOf, parsePeriodEnd } from './entry-period'
import { accountOf } from './history-entries'
import type { ActivityFilter } from './shapes/activity'

export const activityFilters: readonly ActivityFilter[] = ['table', 'user', 'kind', 'from', 'to', 'change']

/** The kinds of changes, by name in the query string. */
export const activityKinds = {
  add: historyWords.added,
  change: historyWords.changed,
  delete: historyWords.deleted,
  other: words.other,
}

/** What the activity page was asked for. */
export interface ActivityAsked {
  values: Record<ActivityFilter, string>
  before: string | null
}

/**
 * The filters in a query string.
 * @throws {AdminError} `BAD_QUERY` for a parameter that does not exist or does not parse.
 */
export function parseActivity(parameters: Parameters): ActivityAsked {
  const given = new Map(parameters)
  for (const name of given.keys())
    if (name !== 'before' && !activityFilters.some((filter) => filter === name))
      throw new AdminError('BAD_QUERY', words.noParameter(name))
  const text = (name: ActivityFilter) => (given.get(name) ?? '').trim()
  const kind = text('kind')
  if (kind !== '' && !Object.hasOwn(activityKinds, kind)) throw new AdminError('BAD_QUERY', words.noKind(kind))
  const before = given.get('before') ?? null
  if (before !== null && !/^\d{1,18}$/u.test(before)) throw new AdminError('BAD_QUERY', historyWords.noSuchEntry)
  for (const name of ['user', 'change'] as const)
    if (text(name).includes('\0')) throw new AdminError('BAD_QUERY', words.noParameter(name))
  return {
    values: {
      table: text('table'),
      user: text('user'),
      kind,
      from: parsePeriodEnd(text('from'), 'from'),
      to: parsePeriodEnd(text('to'), 'to'),
      change: text('change'),
    },
    before,
  }
}

async function conditions(ctx: AdminContext, { values, before }: ActivityAsked): Promise<SQL[]> {
  const { user, kind, change } = values
  return [
    ...(before === null ? [] : [sql`e.id < ${before}::text::bigint`]),
    ...(change === '' ? [] : [sql`e.request_id = ${change}::text`]),
    ...(user === '' ? [] : [await userWhere(ctx, user)]),
    ...(kind === ''
      ? []
      : [kind === 'other' ? sql`e.action not in ('add', 'change', 'delete')` : sql`e.action = ${kind}::text`]),
    ...(await periodWhere(ctx, values)),
  ]
}

/** The entries `e` of a period: by their ids, which an index has, and by their times. */
export async function periodWhere(ctx: AdminContext, period: Record<'from' | 'to', string>): Promise<SQL[]> {
  const moments = await limitsOf(ctx, period)
  const range = await entryRange(ctx, moments)
  return [
    ...(moments.from === null ? [] : [sql`e.at >= ${moments.from}::text::timestamptz`]),
    ...(moments.to === null ? [] : [sql`e.at < ${moments.to}::text::timestamptz`]),
    ...(range.first === null ? [] : [sql`e.id >= ${String(range.first)}::text::bigint`]),
    ...(range.last === null ? [] : [sql`e.id <= ${String(range.last)}::text::bigint`]),
  ]
}

/** The entries `e` of an account. One that is gone is found by the email that its entries have kept. */
async function userWhere(ctx: AdminContext, email: string): Promise<SQL> {
  const id = await accountOf(ctx, email)
  return id === null ? sql`e.actor_label = ${email}::text` : sql`e.actor_id = ${id}::uuid`
}

/** The tables whose changes the actor may see. */
export const tablesSeen = (ctx: AdminContext): Admin[] => ctx.site.admins.filter((admin) => mayAct(ctx, admin, 'view'))

/** @throws {AdminError} `FORBIDDEN` if the actor may not view any table. */
export function checkViewsAny(ctx: AdminContext): void {
  if (tablesSeen(ctx).length === 0) throw new AdminError('FORBIDDEN', words.mayViewNothing)
}

/**
 * The ids of the newest entries that match and that this actor may see, as a query. One read of an index for each table, or
 * for the user whose entries are wanted.
 *
 * @throws {AdminError} `FORBIDDEN` if the actor may not view any table; `BAD_QUERY` for a table that does not exist.
 */
export async function activityIds(ctx: AdminContext, asked: ActivityAsked, limit: number): Promise<SQL> {
  checkViewsAny(ctx)
  const tables = tablesSeen(ctx)
  const { table } = asked.values
  const wanted = tables.filter((admin) => table === '' || adminSlug(admin) === table)
  if (table !== '' && wanted.length === 0) throw new AdminError('BAD_QUERY', words.noTable(table))
  const where = await conditions(ctx, asked)
  const own = sql`e.actor_id = ${ctx.actor.id}::uuid`
  const read = (condition: SQL) =>
    sql`(select e.id from brolly.audit_entries e where ${sql.join([condition, ...where], sql` and `)} order by e.id desc limit ${limit})`
  const seesAll = (admin: Admin) =>
    mayAct(ctx, admin, 'view') && rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all
  const ruled = ctx.site.admins.filter((admin) => !seesAll(admin))
  const one = (admin: Admin) => sql`e."table" = ${admin.path}::text${seesAll(admin) ? sql`` : sql` and ${own}`}`
  const reads =
    ctx.actor.isSuperuser && table === ''
      ? [read(exceptOthers(ruled, { wanted, own }))]
      : // The entries of one user are read once for all tables: those of a table in which there are none would all be read.
        asked.values.user === ''
        ? wanted.map((admin) => read(one(admin)))
        : [read(ofTables(wanted, { ruled, own }))]
  return sql`(select id from (${sql.join(reads, sql` union all `)}) found order by id desc limit ${limit})`
}

/** For a superuser: all entries, also of tables that are gone, except those that a row rule may hide. */
function exceptOthers(ruled: readonly Admin[], { wanted, own }: { wanted: readonly Admin[]; own: SQL }): SQL {
  if (ruled.length === 0) return sql`true`
  const seen = ruled.filter((admin) => wanted.includes(admin))
  return sql`(e."table" <> all (${paths(ruled)}) or (e."table" = any (${paths(seen)}) and ${own}))`
}

/** The entries of these tables; of those with row rules, the actor's own. */
function ofTables(wanted: readonly Admin[], { ruled, own }: { ruled: readonly Admin[]; own: SQL }): SQL {
  const free = wanted.filter((admin) => !ruled.includes(admin))
  const owned = wanted.filter((admin) => ruled.includes(admin))
  return sql`(e."table" = any (${paths(free)}) or (e."table" = any (${paths(owned)}) and ${own}))`
}

const paths = (admins: readonly Admin[]) => sql`${formatArrayLiteral(admins.map(({ path }) => path))}::text::text[]`
