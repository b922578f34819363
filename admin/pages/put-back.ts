import { sql } from 'drizzle-orm'
import { isRecorded } from '../query/table-ref'
import { firstOfLastLife } from '../audit/row-lives'
import type { AuditChange } from '../audit/write-entries'
import { AdminError } from '../errors'
import { mayChangeColumn } from '../permissions/columns-allowed'
import { rowsAllowed } from '../permissions/rows-allowed'
import { loadRecord, noSuchRow, type LoadedRecord } from '../query/load-record'
import { isSoundKey, partsOfKey } from '../query/row-key'
import { escapeName } from '../schema/keys'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { adminPath, withQuery } from '../site/paths'
import type { Admin } from '../site/site'
import * as words from '../words/history'
import { entriesOf, type EntryRow } from './history-entries'

/** The row with this key as far as it exists for this actor. */
export async function recordOrNull(ctx: AdminContext, admin: Admin, key: string): Promise<LoadedRecord | null> {
  try {
    // As the log has large values, with which they are compared.
    return await loadRecord(ctx, admin, { key, kept: true })
  } catch (error) {
    if (!(error instanceof AdminError) || error.code !== 'NOT_FOUND') throw error
    partsOfKey(ctx, admin.table, key)
    return null
  }
}

/** The page of a row as an entry of its history left it. */
export const pastRowHref = (ctx: AdminContext, admin: Admin, { key, id }: { key: string; id: string }): string =>
  `${adminPath(ctx, admin)}/${key}/history/${id}`

/** The page that puts back the values that columns had before an entry; without columns, the whole row as of it. */
export const putBackHref = (
  ctx: AdminContext,
  admin: Admin,
  { key, id, columns }: { key: string; id: string; columns: readonly ColumnModel[] },
): string =>
  withQuery(
    `${pastRowHref(ctx, admin, { key, id })}/put-back`,
    columns.map((column) => ['column', escapeName(column.name)] as const),
  )

/** Whether earlier values of a column can be written. Keys are fixed, and secrets are not recorded. */
export const canPutBack = (ctx: AdminContext, admin: Admin, column: ColumnModel): boolean =>
  isRecorded(column) && !column.generated && !admin.table.key.includes(column) && mayChangeColumn(ctx, admin, column)

/** An entry of the last row that had a key, and that row now. */
export interface PastEntry {
  entry: EntryRow
  record: LoadedRecord | null
}

/**
 * An entry of a row's history that the actor may read.
 * @throws {AdminError} `NOT_FOUND` for any other, and for one of an earlier row with this key.
 */
export async function pastEntry(
  ctx: AdminContext,
  admin: Admin,
  { key, id }: { key: string; id: string },
): Promise<PastEntry> {
  const record = await recordOrNull(ctx, admin, key)
  // Which deleted rows there were is for those to know who may view all.
  if (!record && !rowsAllowed(ctx, admin, { verb: 'view', alias: 't' }).all) throw noSuchRow(admin)
  if (!isSoundKey(ctx, admin.table, partsOfKey(ctx, admin.table, key)) || !/^\d{1,18}$/u.test(id))
    throw noSuchRow(admin)
  const [entry] = await entriesOf(ctx, admin, { key, before: String(BigInt(id) + 1n), record, limit: 1 })
  const first = await firstOfLastLife(ctx, admin, { key, deleted: record === null })
  if (!entry || String(entry.id) !== id || entry.id < first) throw new AdminError('NOT_FOUND', words.noEntry)
  return { entry, record }
}

/**
 * The columns of the row that have changed since, with the values that they had, by SQL name. Of a deletion, those that the
 * row had before it.
 */
export async function valuesThen(
  ctx: AdminContext,
  admin: Admin,
  { entry }: PastEntry,
): Promise<ReadonlyMap<string, AuditChange>> {
  const since = entry.action === 'delete' ? entry.id - 1n : entry.id
  const rows = await ctx.db.execute<{ name: string; value: string | null; hidden: boolean }>(
    sql`select distinct on (c.key) c.key as name, c.value->>0 as value, jsonb_typeof(c.value) <> 'array' as hidden
      from brolly.audit_entries e cross join lateral jsonb_each(e.changes) c
      where e."table" = ${admin.path}::text and e.key = ${entry.key}::text and e.id > ${String(since)}::text::bigint
      order by c.key, e.id`,
  )
  return new Map(rows.map(({ name, value, hidden }) => [name, hidden ? null : [value, null]]))
}
