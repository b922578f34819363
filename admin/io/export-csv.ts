import { stringify } from 'csv-stringify/sync'
import { sql } from 'drizzle-orm'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { decodeCursor } from '../query/cursor'
import { keysetBranches } from '../query/keyset'
import type { ListField } from '../query/list-field'
import { linkOf, listWhere, RowsQuery } from '../query/list-rows'
import { hasCursor, totalOrder } from '../query/list-sort'
import { parseListState } from '../query/list-state'
import type { Parameters } from '../site/paths'
import { loadAttributes } from '../query/statistics'
import { rootRef } from '../query/table-ref'

const batchRows = 2_000

/**
 * What the list shows, as CSV: its columns, its filters, its order, all of its rows. Two batches are in memory at the most,
 * and each goes on from the last row's place, so that a table of any size costs the same per row.
 * @throws {AdminError} `FORBIDDEN`, `BAD_QUERY`: before anything is sent. What the database refuses is thrown when the first
 *   line is asked for, so that no file begins which cannot go on.
 */
export function exportCsv(ctx: AdminContext, admin: Admin, parameters: Parameters): AsyncGenerator<string> {
  // First of all: who may not view the table is not told which of its columns there are.
  rowsAllowed(ctx, admin, { verb: 'view', alias: 't' })
  const state = parseListState(ctx, admin, parameters)
  const { where } = listWhere(ctx, admin, state)
  const ref = rootRef(admin.table)
  const terms = totalOrder(ctx, ref, state.sort)
  const query = new RowsQuery(ctx, { admin, ref, terms, fields: state.fields, whole: true })
  const pages = hasCursor(terms, ref)
  const texts = state.fields.map((field) => cellTexts(ctx, field))
  const read = (cursor: string | null, offset: number) =>
    query.readCells({
      where,
      branches: cursor === null ? [sql`true`] : keysetBranches(terms, decodeCursor(cursor, terms.length), false),
      backwards: false,
      limit: batchRows,
      offset: pages ? 0 : offset,
    })

  async function* lines(): AsyncGenerator<string> {
    await loadAttributes(
      ctx,
      state.fields.flatMap((field) => (field.kind === 'computed' ? [] : [field.column])),
    )
    let next = read(null, 0)
    await next
    yield csv([state.fields.map((field) => harmless(field.label))])
    for (let offset = batchRows; ; offset += batchRows) {
      const { rows, cursor } = await next
      const last = rows.length < batchRows
      if (!last) {
        // The database finds the next rows while these are written out; a failure is met when they are asked for.
        next = read(pages ? cursor : null, offset)
        next.catch(() => undefined)
      }
      if (rows.length > 0) yield csv(rows.map((row) => row.map((value, at) => texts[at]?.(value) ?? null)))
      if (last) return
    }
  }
  return lines()
}

/** RFC 4180. A cell with a line end of any kind is quoted, whatever ends the rows. */
function csv(rows: readonly (readonly (string | null)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )
}

type CellText = (value: string | null) => string | null

/**
 * Writes a field's values exactly, so that what is exported can be read back: numbers ungrouped, times with their zone. A
 * relation has come as its label.
 */
function cellTexts(ctx: AdminContext, field: ListField): CellText {
  if (field.kind === 'computed') return (value) => (value !== null && amount.test(value) ? value : harmless(value))
  if (linkOf(field)) return harmless
  const { column } = field
  if (column.secret) return (value) => (value === null ? null : column.type.toText(value, column, ctx))
  return (value) => {
    if (value === null) return null
    try {
      const text = column.valueType.toForm(value, column, ctx)
      return column.valueType.formulaFree ? text : harmless(text)
    } catch {
      // A custom type may throw on one bad row: one cell says so, the file goes on.
      return 'unreadable'
    }
  }
}

/** Amounts, spans and the like, as a computed column writes them: they calculate nothing. */
const amount =
  /^[+-]?(?:\p{Sc} ?)?(?:\d[\d.,]*(?:e[+-]?\d+)?(?: ?(?:%|\p{Sc}|years?|mons?|days?))?|\d+:\d\d(?::\d\d(?:\.\d+)?)?|infinity)$/iu
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front; a number may well begin with a minus. One that
 * begins with a line end is among them: what follows it may be read as a cell of its own.
 */
function harmless(text: string | null): string | null {
  return text !== null && formula.test(text) ? `'${text}` : text
}
