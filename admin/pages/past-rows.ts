import { sql } from 'drizzle-orm'
import type { auditEntries } from '../brolly/tables'
import { rowsAllowed } from '../permissions/rows-allowed'
import { databaseFailure } from '../postgres/errors'
import { rootAlias, tableSql } from '../query/table-ref'
import { byName } from '../schema/by-name'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { AuditChange } from '../audit/write-entries'

type Entry = typeof auditEntries.$inferSelect
/** A row as it once was: text by SQL column name. */
type PastRow = Record<string, string | null>

interface Life {
  /** As the row is now, by column property. */
  values: Readonly<Record<string, string | null>>
  /** All entries from now back, the newest first. */
  entries: readonly Entry[]
}

/** Which sides of an entry were rows that the actor may view by the rules of today; a side that there was not counts as seen. */
export interface Sides {
  before: boolean
  after: boolean
}

/**
 * Asks the actor's rule about the row as it was before and after each entry: a row that was handed over tells nothing of the
 * time when it was somebody else's. Past rows are put together from the values that the entries hold.
 *
 * @returns By the entry's id. Where a past row no longer fits the table, nothing counts as seen.
 */
export async function sidesSeen(ctx: AdminContext, admin: Admin, life: Life): Promise<Map<bigint, Sides>> {
  const { befores, afters } = pastRows(admin, life)
  const rows = [...befores, ...afters]
  const seen = await rowsSeen(ctx, admin, rows)
  const count = life.entries.length
  return new Map(
    life.entries.map((entry, at) => [
      entry.id,
      {
        before: entry.action === 'add' || seen.has(at),
        after: entry.action === 'delete' || seen.has(count + at),
      },
    ]),
  )
}

function pastRows(admin: Admin, { values, entries }: Life): { befores: PastRow[]; afters: PastRow[] } {
  const now: PastRow = byName(admin.table.columns.map((column) => [column.name, values[column.key] ?? null]))
  const befores: PastRow[] = []
  const afters: PastRow[] = []
  for (const entry of entries) {
    // Written by writeEntries: an object of pairs by column name.
    const changes = Object.entries(entry.changes as Record<string, AuditChange>).filter(([name]) => name in now)
    for (const [name, change] of changes) if (change) now[name] = change[1]
    afters.push({ ...now })
    for (const [name, change] of changes) if (change) now[name] = change[0]
    befores.push({ ...now })
  }
  return { befores, afters }
}

/** The places of the rows that the rule lets the actor view. */
async function rowsSeen(ctx: AdminContext, admin: Admin, rows: readonly PastRow[]): Promise<Set<number>> {
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: rootAlias })
  const json = JSON.stringify(rows.map((row) => asJson(admin, row)))
  try {
    // A row that does not fit must not end the transaction that this may be part of.
    const found = await ctx.db.transaction((tx) =>
      tx.execute<{ at: number }>(
        sql`select (past.at - 1)::int as at from jsonb_array_elements(${json}::text::jsonb) with ordinality past (row, at)
          cross join lateral jsonb_populate_record(null::${tableSql(admin.table)}, past.row) ${sql.identifier(rootAlias)}
          where ${where}`,
      ),
    )
    return new Set(found.map(({ at }) => at))
  } catch (error) {
    if (!databaseFailure(error)?.code.startsWith('22')) throw error
    return new Set()
  }
}

/** Text is read by the column's type; only what is JSON itself has to be JSON in there too. */
function asJson(admin: Admin, row: PastRow): Record<string, unknown> {
  return byName(
    admin.table.columns.map((column) => {
      const text = row[column.name] ?? null
      const isJson = ['json', 'jsonb'].includes(column.baseType) && column.dimensions === 0
      return [column.name, isJson && text !== null ? JSON.parse(text) : text]
    }),
  )
}
