import { stringify } from 'csv-stringify/sync'
import { sql } from 'drizzle-orm'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { decodeCursor } from '../query/cursor'
import { keysetBranches } from '../query/keyset'
import type { ListField } from '../query/list-field'
import { linkOf, listWhere, RowsQuery, type ReadRow } from '../query/list-rows'
import { hasCursor, totalOrder } from '../query/list-sort'
import { parseListState, type Parameters } from '../query/list-state'
import { rootRef } from '../query/table-ref'

const batchRows = 2_000

/**
 * What the list shows, as CSV: its columns, its filters, its order, all of its rows. One batch is in memory at a time, and each
 * goes on from the last row's place, so that a table of any size costs the same per row.
 *
 * Cells that a spreadsheet would take for a formula get an apostrophe in front.
 * @throws {AdminError} `FORBIDDEN`, `BAD_QUERY`: before anything is sent.
 */
export function exportCsv(ctx: AdminContext, admin: Admin, parameters: Parameters): AsyncGenerator<string> {
  const state = parseListState(ctx, admin, parameters)
  const { where } = listWhere(ctx, admin, state)
  const ref = rootRef(admin.table)
  const terms = totalOrder(ctx, ref, state.sort)
  const query = new RowsQuery(ctx, { admin, ref, terms, fields: state.fields, whole: true })
  const pages = hasCursor(terms, ref)

  async function* lines(): AsyncGenerator<string> {
    yield csv([state.fields.map((field) => field.label)])
    let cursor: string | null = null
    for (let offset = 0; ; offset += batchRows) {
      const branches = cursor === null ? [sql`true`] : keysetBranches(terms, decodeCursor(cursor, terms.length), false)
      const rows: ReadRow[] = await query.read({
        where,
        branches,
        backwards: false,
        limit: batchRows,
        offset: pages ? 0 : offset,
      })
      if (rows.length > 0)
        yield csv(rows.map((row) => state.fields.map((field, at) => cellText(ctx, field, { row, at }))))
      cursor = pages ? (rows.at(-1)?.cursor ?? null) : null
      if (rows.length < batchRows) return
    }
  }
  return lines()
}

function csv(rows: readonly (readonly (string | null)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: 'windows' },
  )
}

/** Exact values, so that what is exported can be read back: numbers ungrouped, times with their zone. A relation is its label. */
function cellText(ctx: AdminContext, field: ListField, { row, at }: { row: ReadRow; at: number }): string | null {
  const value = row.cells[at] ?? null
  if (value === null || field.kind === 'computed') return value
  if (linkOf(field)) return row.linkLabels[at] ?? value
  const { column } = field
  if (column.secret) return column.type.toText(value, column, ctx)
  try {
    return column.valueType.toForm(value, column, ctx)
  } catch {
    // A custom type may throw on one bad row: one cell says so, the file goes on.
    return 'unreadable'
  }
}
