import { sql } from 'drizzle-orm'
import { recordSecurity } from '../audit/security-log'
import { AdminError } from '../errors'
import { rowsAllowed } from '../permissions/rows-allowed'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import { decodeCursor } from '../query/cursor'
import { keysetBranches } from '../query/keyset'
import { listWhere, RowsQuery } from '../query/list-rows'
import { hasCursor, totalOrder } from '../query/list-sort'
import { parseListState } from '../query/list-state'
import type { Parameters } from '../site/paths'
import { loadAttributes } from '../query/statistics'
import { rootAlias, rootRef } from '../query/table-ref'
import * as words from '../words/accounts'
import { exportOptions, exportWriter } from './export-options'

const batchRows = 2_000

/**
 * The list as CSV, or as its options say: its columns, its filters, its order, and all of its rows. At most two batches are in memory, and
 * each continues after the last row of the one before, so the cost per row does not depend on the size of the table.
 * @throws {AdminError} `FORBIDDEN`, `BAD_QUERY`: before anything is sent. An error of the database is thrown when the
 *   first line is read, so that no incomplete file is started.
 */
export function exportCsv(asking: AdminContext, admin: Admin, parameters: Parameters): AsyncGenerator<string> {
  // Checked first, so that an actor who may not export the table cannot find out its columns.
  const allowed = rowsAllowed(asking, admin, { verb: 'export', alias: rootAlias })
  const { options, list } = exportOptions(parameters)
  // Relative periods of filters are those of the user.
  const state = parseListState(asking, admin, list)
  const ctx = options.timeZone === null ? asking : { ...asking, timeZone: options.timeZone }
  const where = sql.join([listWhere(asking, admin, state).where, allowed.where], sql` and `)
  const ref = rootRef(admin.table)
  const terms = totalOrder(ctx, ref, state.sort)
  const query = new RowsQuery(ctx, { admin, ref, terms, fields: state.fields, whole: true })
  const pages = hasCursor(terms, ref)
  const writer = exportWriter(ctx, state.fields, options)
  const read = (cursor: string | null, offset: number) =>
    query.readLines(writer, {
      where,
      branches: cursor === null ? [sql`true`] : keysetBranches(terms, decodeCursor(ctx, terms, cursor), false),
      backwards: false,
      limit: batchRows,
      offset: pages ? 0 : offset,
    })

  async function* lines(): AsyncGenerator<string> {
    await loadAttributes(
      ctx,
      state.fields.flatMap((field) => (field.kind === 'column' || field.kind === 'path' ? [field.column] : [])),
    )
    let next = read(null, 0)
    await next
    await recordSecurity(ctx, {
      kind: 'export',
      detail: { table: admin.path, columns: state.fields.map(({ label }) => label).join(', ') },
    })
    yield writer.header
    for (let offset = batchRows; ; offset += batchRows) {
      const { rows, lines: text, cursor } = await next
      const last = rows < batchRows
      if (!last) {
        // The database reads the next rows while these are written. An error surfaces when they are awaited.
        next = read(pages ? cursor : null, offset)
        next.catch(() => undefined)
      }
      if (rows > 0) yield writer.finish(text)
      if (last) return
      // Whoever was logged out or locked out meanwhile gets no further rows.
      if (ctx.isStillActive && !(await ctx.isStillActive())) throw new AdminError('NOT_SIGNED_IN', words.endedMeanwhile)
    }
  }
  return lines()
}
