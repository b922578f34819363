import { asc, sql, type SQL } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { formatArrayLiteral } from '../../fields/array-literal'
import type { AdminContext } from '../../site/context'
import type { Entry } from './net-changes'

/** All at once would take several times the memory of what is kept. */
const pageSize = 10_000

/** A row of a change and which entries of the log it has there, without their values. */
export interface LoggedRow {
  readonly table: string
  readonly key: string
  /** Oldest first. */
  readonly ids: string[]
  /** One of the entries says so. */
  added: boolean
  deleted: boolean
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
  const rows = new Map<string, LoggedRow>()
  const paths = new Map<string, string>()
  let count = 0
  let last = '0'
  for (;;) {
    const entries = await ctx.db.execute<{ id: string; table: string; key: string; action: string }>(
      sql`select id::text, "table", key, action from brolly.audit_entries
        where ${where} and audit_entries.id > ${last}::text::bigint order by audit_entries.id limit ${pageSize}`,
    )
    for (const { id, table: path, key, action } of entries) {
      // One text for all rows of a table, not one for each.
      const table = paths.get(path) ?? path
      paths.set(path, table)
      // Entries without a key are not known to be of the same row.
      const name = key === '' ? `#${id}` : `${table}\0${key}`
      const row = rows.get(name) ?? { table, key, ids: [], added: false, deleted: false }
      row.ids.push(id)
      row.added ||= action === 'add'
      row.deleted ||= action === 'delete'
      rows.set(name, row)
    }
    count += entries.length
    if (count > most) throw new AdminError('TOO_LARGE', tooMany(most))
    if (entries.length < pageSize) return [...rows.values()]
    last = entries.at(-1)?.id ?? last
  }
}

/** All entries of these rows, oldest first. */
export async function entriesOf(ctx: AdminContext, rows: readonly Pick<LoggedRow, 'ids'>[]): Promise<Entry[]> {
  const ids = rows.flatMap((row) => row.ids)
  return ctx.db
    .select()
    .from(auditEntries)
    .where(sql`${auditEntries.id} in (select unnest(${formatArrayLiteral(ids)}::text::bigint[]))`)
    .orderBy(asc(auditEntries.id))
}

/** The first of their entries. */
export async function firstEntry(ctx: AdminContext, rows: readonly LoggedRow[]): Promise<Entry | undefined> {
  const [first] = rows.flatMap(({ ids }) => ids[0] ?? []).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  const [entry] = first === undefined ? [] : await entriesOf(ctx, [{ ids: [first] }])
  return entry
}
