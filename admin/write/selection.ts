import { sql, type SQL } from 'drizzle-orm'
import { AdminError } from '../errors'
import { listWhere } from '../query/list-rows'
import { parseListState, type Parameters } from '../query/list-state'
import { keySql, rootRef } from '../query/table-ref'
import { decodeKey } from '../schema/keys'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** Rows chosen in a list: by their keys, or all that the list's filters and search match. */
export type Selection = { kind: 'keys'; keys: readonly string[] } | { kind: 'all'; parameters: Parameters }

const mostKeys = 1000

/**
 * The chosen rows as a condition on the table as `t`. It does not hold the actor's rows: the caller adds those of its verb.
 * @throws {AdminError} `INVALID` for none or too many; `NOT_FOUND` for a key that is none of this table's.
 */
export function selectionWhere(ctx: AdminContext, admin: Admin, selection: Selection): SQL {
  if (selection.kind === 'all') return listWhere(ctx, admin, parseListState(ctx, admin, selection.parameters)).where
  const keys = [...new Set(selection.keys)]
  if (keys.length === 0) throw new AdminError('INVALID', 'No rows are chosen.')
  if (keys.length > mostKeys)
    throw new AdminError('INVALID', `At most ${mostKeys} rows can be chosen one by one; choose all that match instead.`)
  const ref = rootRef(admin.table)
  const conditions = keys.map((key) => {
    const parts = decodeKey(key, admin.table.key.length)
    const sound = admin.table.key.every(
      (column, at) => column.valueType.schema(column, ctx).safeParse(parts[at] ?? '').success,
    )
    return sound ? sql`(${keySql(ref, parts)})` : sql`false`
  })
  return sql.join(conditions, sql` or `)
}
