import { and, desc, eq, getTableColumns, lt, sql, type SQL } from 'drizzle-orm'
import { hasEmail } from '../accounts/normal-email'
import { ofKey, ofLastLife } from '../audit/row-lives'
import { auditEntries, users } from '../brolly/tables'
import { AdminError } from '../errors'
import { briefLength } from '../fields/shown-text'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { LoadedRecord } from '../query/load-record'
import { readableColumn } from '../query/whole-value'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import * as words from '../words/history'
import { sidesSeen } from './past-rows'

/** The number of entries that are replayed for actors to whom row rules apply; they do not see older ones. */
const mostReplayed = 1_000

export type EntryRow = typeof auditEntries.$inferSelect

/** Limits the entries of a row. */
export interface EntryFilter {
  /** Only changes of this column. */
  column: ColumnModel | null
  /** The email of a user; '' for all. */
  user: string
}

export const noFilter: EntryFilter = { column: null, user: '' }

interface Asked {
  key: string
  before: string | null
  /** Null for a row that no longer exists. */
  record: LoadedRecord | null
  limit: number
  filter?: EntryFilter
}

/**
 * The newest entries of a row that this actor may read. A side of an entry on which the row was not one to view has no
 * values.
 * @throws {AdminError} `BAD_QUERY` for an id that is none.
 */
export async function entriesOf(
  ctx: AdminContext,
  admin: Admin,
  { key, before, record, limit, filter = noFilter }: Asked,
): Promise<EntryRow[]> {
  const older = olderThan(before)
  const user = filter.user === '' ? null : await userOf(ctx, filter.user)
  const wanted = [
    older === null ? undefined : lt(auditEntries.id, older),
    filter.column === null ? undefined : sql`${auditEntries.changes} ? ${filter.column.name}::text`,
    user?.where,
  ]
  if (ctx.actor.isSuperuser) return entries(ctx, { where: and(ofKey(admin, key), ...wanted), limit })
  const life = ofLastLife(admin, { key, deleted: record === null })
  if (record === null || rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all)
    return entries(ctx, { where: and(life, ...wanted), limit })
  // Complete values, because past rows are reconstructed from them.
  const all = await entries(ctx, { where: life, limit: mostReplayed, changes: auditEntries.changes })
  const sides = await sidesSeen(ctx, admin, { values: record.values, entries: all })
  return all
    .filter(({ id }) => sides.get(id)?.after === true && (older === null || id < older))
    .map((row) => (sides.get(row.id)?.before === true ? row : { ...row, changes: {} }))
    .filter((row) => filter.column === null || Object.hasOwn(row.changes as object, filter.column.name))
    .filter((row) => user === null || user.isBy(row))
    .slice(0, limit)
}

function olderThan(before: string | null): bigint | null {
  if (before === null) return null
  if (!/^\d{1,18}$/u.test(before)) throw new AdminError('BAD_QUERY', words.noSuchEntry)
  return BigInt(before)
}

/** The entries of an account; of one that is gone, those that have kept its email. */
async function userOf(ctx: AdminContext, email: string): Promise<{ where: SQL; isBy: (row: EntryRow) => boolean }> {
  const id = await accountOf(ctx, email)
  return id === null
    ? { where: eq(auditEntries.actorLabel, email), isBy: ({ actorLabel }) => actorLabel === email }
    : { where: eq(auditEntries.actorId, id), isBy: ({ actorId }) => actorId === id }
}

/** The id of the account with this email; null if there is none, or no more. */
export async function accountOf(ctx: AdminContext, email: string): Promise<string | null> {
  const [account] = await ctx.db.select({ id: users.id }).from(users).where(hasEmail(email))
  return account?.id ?? null
}

/**
 * The filter in a query string.
 * @throws {AdminError} `NOT_FOUND` for a column that does not exist for this actor; `BAD_QUERY`.
 */
export function entryFilter(
  ctx: AdminContext,
  admin: Admin,
  { column, user }: { column: string; user: string },
): EntryFilter {
  if (user.includes('\0')) throw new AdminError('BAD_QUERY', words.noSuchEntry)
  return { column: column === '' ? null : readableColumn(ctx, admin, column), user }
}

/** The changes with truncated values: a page of them may contain many long ones. */
const briefChanges = sql`(
  select coalesce(jsonb_object_agg(c.key, case when jsonb_typeof(c.value) = 'array'
    then jsonb_build_array(left(c.value->>0, ${sql.raw(String(briefLength + 1))}), left(c.value->>1, ${sql.raw(String(briefLength + 1))})) else c.value end), '{}')
  from jsonb_each(${auditEntries.changes}) c)`.mapWith(auditEntries.changes)

interface Wanted {
  where: SQL | undefined
  limit: number
  /** By default values are truncated. */
  changes?: SQL | typeof auditEntries.changes
}

function entries(ctx: AdminContext, { where, limit, changes = briefChanges }: Wanted): Promise<EntryRow[]> {
  return ctx.db
    .select({ ...getTableColumns(auditEntries), changes })
    .from(auditEntries)
    .where(where ?? sql`false`)
    .orderBy(desc(auditEntries.id))
    .limit(limit)
}
