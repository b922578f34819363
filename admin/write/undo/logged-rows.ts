import { asc, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { formatArrayLiteral } from '../../fields/array-literal'
import type { AdminContext } from '../../site/context'
import type { ChangeEntry, Entry } from './net-changes'

/** All at once would take several times the memory of what is kept. */
const pageSize = 10_000

/**
 * A row of a change and which entries of the log it has there, without their values. There may be 100,000, so each is small:
 * nearly all have one entry, and its id as a number takes no memory of its own.
 */
export class LoggedRow {
  readonly table: string
  readonly key: string
  /** One of the entries says so. */
  added = false
  deleted = false
  readonly #first: number
  #more: number[] | null = null
  #bytes: number

  constructor({ table, key, id, bytes }: { table: string; key: string; id: number; bytes: number }) {
    this.table = table
    this.key = key
    this.#first = id
    this.#bytes = bytes
  }

  /** The ids of its entries, oldest first. */
  get ids(): readonly number[] {
    return this.#more === null ? [this.#first] : [this.#first, ...this.#more]
  }

  get size(): number {
    return 1 + (this.#more?.length ?? 0)
  }

  /** How much memory the values of its entries take, about. */
  get bytes(): number {
    return this.#bytes
  }

  /** @param id Of a later entry. */
  push(id: number, bytes: number): void {
    this.#bytes += bytes
    if (this.#more === null) this.#more = [id]
    else this.#more.push(id)
  }
}

/**
 * The rows of the entries that meet a condition, in the order in which they first occur.
 *
 * @param request.where On the columns of the log.
 * @throws {AdminError} `TOO_LARGE` for more entries than one change may have.
 */
export async function loggedRows(
  ctx: AdminContext,
  { where, tooMany }: { where: SQL; tooMany: (most: number) => string },
): Promise<LoggedRow[]> {
  const most = ctx.site.plans.mostRows
  const rows: LoggedRow[] = []
  const tables = new Map<string, TableRows>()
  let count = 0
  let last = '0'
  for (;;) {
    const entries = await ctx.db.execute<{ id: string; table: string; key: string; action: string; bytes: number }>(
      sql`select id::text, "table", key, action, ${bytesSql} as bytes from brolly.audit_entries
        where ${where} and audit_entries.id > ${last}::text::bigint order by audit_entries.id limit ${pageSize}`,
    )
    for (const { id: text, table, key, action, bytes } of entries) {
      const id = Number(text)
      const known = tables.get(table) ?? { path: table, byKey: new Map() }
      tables.set(table, known)
      // Entries without a key are not known to be of the same row.
      let row = key === '' ? undefined : known.byKey.get(key)
      if (row) row.push(id, bytes)
      else {
        // One text for all rows of a table, not one for each.
        row = new LoggedRow({ table: known.path, key, id, bytes })
        rows.push(row)
        known.byKey.set(key, row)
      }
      row.added ||= action === 'add'
      row.deleted ||= action === 'delete'
    }
    count += entries.length
    if (count > most) throw new AdminError('TOO_LARGE', tooMany(most))
    if (entries.length < pageSize) return rows
    last = entries.at(-1)?.id ?? last
  }
}

/** Small ones are not compressed, so that the size on disk is close enough. */
const bytesSql = sql`case when pg_column_size(changes) < 1000 then pg_column_size(changes) else octet_length(changes::text) end`

interface TableRows {
  path: string
  byKey: Map<string, LoggedRow>
}

/** All entries of these rows, oldest first, as far as `netChanges` needs them. */
export async function entriesOf(ctx: AdminContext, rows: readonly LoggedRow[]): Promise<ChangeEntry[]> {
  const { table, key, label, actorId, action, changes } = auditEntries
  return ctx.db
    .select({ table, key, label, actorId, action, changes })
    .from(auditEntries)
    .where(withIds(rows.flatMap((row) => row.ids)))
    .orderBy(asc(auditEntries.id))
}

const withIds = (ids: readonly number[]): SQL =>
  sql`${auditEntries.id} in (select unnest(${formatArrayLiteral(ids.map(String))}::text::bigint[]))`

/** The first of their entries. */
export async function firstEntry(ctx: AdminContext, rows: readonly LoggedRow[]): Promise<Entry | undefined> {
  if (rows.length === 0) return undefined
  const first = rows.reduce((least, { ids: [id = least] }) => Math.min(least, id), Infinity)
  const [entry] = await ctx.db
    .select()
    .from(auditEntries)
    .where(withIds([first]))
  return entry
}
