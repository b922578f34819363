import { sql } from 'drizzle-orm'
import type { auditEntries } from '../brolly/tables'
import { rowsAllowed } from '../permissions/rows-allowed'
import { databaseFailure } from '../postgres/errors'
import { policiesAllow } from '../query/policies'
import { rootAlias, tableSql } from '../query/table-ref'
import { byName } from '../schema/by-name'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { AuditChange } from '../audit/write-entries'

type Entry = typeof auditEntries.$inferSelect
/** A row at an earlier time: text by SQL column name. */
type PastRow = Record<string, string | null>

interface Life {
  /** The current values, by column property. */
  values: Readonly<Record<string, string | null>>
  /** All entries, newest first. */
  entries: readonly Entry[]
}

/**
 * Whether the actor may view the row before and after an entry by today's rules; if the row did not exist then, it
 * counts as visible.
 */
export interface Sides {
  before: boolean
  after: boolean
}

/**
 * Applies the actor's rule and the policies of the database to the row as it was before and after each entry: being given a row does not reveal the time
 * when it belonged to another user. Past rows are reconstructed from the values in the entries.
 *
 * @returns By the entry's id. If a past row no longer fits the table, nothing counts as visible.
 */
export async function sidesSeen(ctx: AdminContext, admin: Admin, life: Life): Promise<Map<bigint, Sides>> {
  const { befores, afters } = pastRows(admin, life)
  const rows = [...befores, ...afters]
  const seen = await rowsSeen(ctx, admin, rows)
  const count = life.entries.length
  return new Map(
    life.entries.map((entry, index) => [
      entry.id,
      {
        before: entry.action === 'add' || seen.has(index),
        after: entry.action === 'delete' || seen.has(count + index),
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

/** The indexes of the rows that the rule lets the actor view. */
async function rowsSeen(ctx: AdminContext, admin: Admin, rows: readonly PastRow[]): Promise<Set<number>> {
  const { where } = rowsAllowed(ctx, admin, { verb: 'view', alias: rootAlias })
  const policies = await policiesAllow(ctx, admin, rootAlias)
  const json = JSON.stringify(rows.map((row) => asJson(admin, row)))
  try {
    // A row that does not fit must not abort the transaction that this may be part of.
    const found = await ctx.db.transaction((tx) =>
      tx.execute<{ at: number }>(
        sql`select (past.at - 1)::int as at from jsonb_array_elements(${json}::text::jsonb) with ordinality past (row, at)
          cross join lateral jsonb_populate_record(null::${tableSql(admin.table)}, past.row) ${sql.identifier(rootAlias)}
          where ${where} and ${policies}`,
      ),
    )
    return new Set(found.map(({ at }) => at))
  } catch (error) {
    if (!databaseFailure(error)?.code.startsWith('22')) throw error
    return new Set()
  }
}

/** The column's type parses the text; only JSON must be embedded as JSON. */
function asJson(admin: Admin, row: PastRow): Record<string, unknown> {
  return byName(
    admin.table.columns.map((column) => {
      const text = row[column.name] ?? null
      const isJson = ['json', 'jsonb'].includes(column.baseType) && column.dimensions === 0
      return [column.name, isJson && text !== null ? JSON.parse(text) : text]
    }),
  )
}
