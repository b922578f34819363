import { sql } from 'drizzle-orm'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { leadsWithLabel } from '../../query/list-columns'
import type { ListField } from '../../query/list-field'
import { RowsQuery } from '../../query/list-rows'
import { totalOrder } from '../../query/list-sort'
import { parseListState } from '../../query/list-state'
import { soundParts } from '../../query/row-key'
import { rootRef } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import { queryParameters } from '../../site/paths'
import type { Admin } from '../../site/site'
import { drawnAs, rowOf } from '../row-cells'
import type { PaintedRows } from '../shapes/cells'
import { cellEdits } from './cell-columns'

/**
 * The columns of the list with this query string.
 * @throws {AdminError} `BAD_QUERY`
 */
export function listFields(ctx: AdminContext, admin: Admin, list: string): readonly ListField[] {
  const columns = queryParameters(list).filter(([name]) => name === 'columns')
  return parseListState(ctx, admin, columns).fields
}

/** These rows as a list shows them, whether or not they still match its filters. */
export async function paintedRows(
  ctx: AdminContext,
  admin: Admin,
  { keys, fields }: { keys: readonly string[]; fields: readonly ListField[] },
): Promise<PaintedRows> {
  const ref = rootRef(admin.table)
  const leading = leadsWithLabel(ctx, admin)
  const wanted = keys.flatMap((key) => {
    const keyParts = soundParts(ctx, admin.table, key)
    return keyParts === null ? [] : [{ keyParts }]
  })
  const allowed = rowsAllowed(ctx, admin, { verb: 'view', alias: ref.alias })
  const edits = cellEdits(ctx, admin, fields)
  const query = new RowsQuery(ctx, { admin, ref, terms: totalOrder(ctx, ref, []), fields })
  const rows =
    wanted.length === 0
      ? []
      : await query.read({
          where: sql`${rowsByKey(admin, wanted)} and ${allowed.where}`,
          branches: [sql`true`],
          backwards: false,
          limit: wanted.length,
        })
  return {
    columns: [
      ...(leading ? [{ name: '', kind: 'text' as const, align: 'left' as const }] : []),
      ...fields.map((field) => ({ name: field.name, ...drawnAs(field), edit: edits.get(field.name) })),
    ],
    rows: rows.map((row) => rowOf(ctx, { fields, leading, row })),
  }
}
