import { isIP } from 'node:net'
import { sql, type SQL } from 'drizzle-orm'
import { formatMoment } from '../audit/moments'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import { emailSpellings } from '../accounts/normal-email'
import { detailsOfEvent, mayViewSecurity, tablesOfEvents } from '../permissions/view-security'
import type { AdminContext } from '../site/context'
import { systemPath, withQuery, type Parameters } from '../site/paths'
import { securityKinds, type SecurityKind } from '../site/security-event'
import * as activityWords from '../words/activity'
import * as historyWords from '../words/history'
import * as words from '../words/security'
import { limitsOf, parsePeriodEnd } from './entry-period'
import { accountOf } from './history-entries'
import type { SecurityEntry, SecurityFilter, SecurityPage } from './shapes/security'

const perPage = 50
const filters: readonly SecurityFilter[] = ['kind', 'user', 'address', 'from', 'to']
const alarms: ReadonlySet<string> = new Set<SecurityKind>([
  'log-in-failed',
  'check-failed',
  'throttled',
  'refused',
  'cross-site',
])

interface Asked {
  values: Record<SecurityFilter, string>
  before: string | null
}

/**
 * The security log, newest first. Who has the permission but is no superuser sees no events about tables that they may not view,
 * and no facts that name rows.
 *
 * @param parameters The query string: filters, and `before`, the id of an event.
 * @throws {AdminError} `FORBIDDEN` without the permission; `BAD_QUERY` for a parameter that does not exist or
 *   does not parse.
 */
export async function securityPage(ctx: AdminContext, parameters: Parameters): Promise<SecurityPage> {
  if (!mayViewSecurity(ctx)) throw new AdminError('FORBIDDEN', words.mayNotView)
  const asked = parse(parameters)
  const rows = await ctx.db.execute<EventRow>(sql`
    select e.id::text as id, e.at::text as at, e.kind, e.account, host(e.address) as address, e.agent, e.detail, e.times
    from brolly.security_events e where ${sql.join(await conditions(ctx, asked), sql` and `)}
    order by e.id desc limit ${perPage + 1}`)
  const shown = rows.slice(0, perPage)
  const last = shown.at(-1)
  const href = systemPath(ctx, 'security')
  const kept = filters.flatMap((name): [string, string][] =>
    asked.values[name] === '' ? [] : [[name, asked.values[name]]],
  )
  return {
    events: shown.map((row) => entryOf(ctx, row)),
    filters: {
      values: asked.values,
      kinds: securityKinds.map((value) => ({ value, label: words.kinds[value] })),
    },
    clearHref: kept.length === 0 ? null : href,
    olderHref: rows.length > perPage && last ? withQuery(href, [...kept, ['before', last.id]]) : null,
    newestHref: asked.before === null ? null : withQuery(href, kept),
  }
}

interface EventRow extends Record<string, unknown> {
  id: string
  at: string
  kind: string
  account: string
  address: string | null
  agent: string | null
  detail: unknown
  times: number
}

function parse(parameters: Parameters): Asked {
  const given = new Map(parameters)
  for (const name of given.keys())
    if (name !== 'before' && !filters.some((filter) => filter === name))
      throw new AdminError('BAD_QUERY', activityWords.noParameter(name))
  const text = (name: SecurityFilter) => (given.get(name) ?? '').trim()
  const kind = text('kind')
  if (kind !== '' && !Object.hasOwn(words.kinds, kind)) throw new AdminError('BAD_QUERY', words.noKind(kind))
  const address = text('address')
  if (address !== '' && !isNetwork(address)) throw new AdminError('BAD_QUERY', words.noAddress(address))
  const before = given.get('before') ?? null
  if (before !== null && !/^\d{1,18}$/u.test(before)) throw new AdminError('BAD_QUERY', historyWords.noSuchEntry)
  if (text('user').includes('\0')) throw new AdminError('BAD_QUERY', activityWords.noParameter('user'))
  return {
    values: {
      kind,
      user: text('user'),
      address,
      from: parsePeriodEnd(text('from'), 'from'),
      to: parsePeriodEnd(text('to'), 'to'),
    },
    before,
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return false
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

async function conditions(ctx: AdminContext, { values, before }: Asked): Promise<SQL[]> {
  const { kind, user, address } = values
  const { from, to } = await limitsOf(ctx, values)
  const tables = tablesOfEvents(ctx)
  return [
    sql`true`,
    ...(tables === null
      ? []
      : [sql`coalesce(e.detail ->> 'table' = any(${formatArrayLiteral(tables)}::text::text[]), true)`]),
    ...(before === null ? [] : [sql`e.id < ${before}::text::bigint`]),
    ...(kind === '' ? [] : [sql`e.kind = ${kind}::text`]),
    ...(user === '' ? [] : [await userWhere(ctx, user)]),
    ...(address === '' ? [] : [sql`e.address <<= ${address}::text::inet`]),
    ...(from === null ? [] : [sql`e.at >= ${from}::text::timestamptz`]),
    ...(to === null ? [] : [sql`e.at < ${to}::text::timestamptz`]),
  ]
}

/** Events about an account, as it was typed in any spelling, and those that its user caused. */
async function userWhere(ctx: AdminContext, email: string): Promise<SQL> {
  const typed = formatArrayLiteral([email, ...emailSpellings(email)])
  const about = sql`e.account = any(${typed}::text::text[])`
  const id = await accountOf(ctx, email)
  return id === null ? about : sql`(${about} or e.actor_id = ${id}::uuid)`
}

function entryOf(ctx: AdminContext, row: EventRow): SecurityEntry {
  const { shown, exact } = formatMoment(ctx, row.at)
  return {
    id: row.id,
    at: shown,
    atExact: exact,
    kind: Object.hasOwn(words.kinds, row.kind) ? words.kinds[row.kind as SecurityKind] : row.kind,
    isAlarm: alarms.has(row.kind),
    account: row.account,
    address: row.address ?? '',
    agent: row.agent ?? '',
    // An object of facts, as it was recorded.
    details: detailsOfEvent(ctx, (row.detail ?? {}) as Record<string, unknown>).map(
      ([name, value]) => `${name}: ${String(value)}`,
    ),
    times: row.times,
  }
}
