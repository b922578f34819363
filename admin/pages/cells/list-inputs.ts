import { sql } from 'drizzle-orm'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { rowsByKey } from '../../query/keys-where'
import { readRecords } from '../../query/load-record'
import { soundParts } from '../../query/row-key'
import { rootRef } from '../../query/table-ref'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import type { ListInputs } from '../shapes/cells'
import type { ListPage } from '../shapes/list'
import { cellColumns, namedCell } from './cell-columns'
import { cellField } from './cell-page'

/**
 * The inputs of the columns of `list.editable` in the rows of a list, for a browser without JavaScript: one more query. Null if
 * there are none.
 */
export async function listInputs(ctx: AdminContext, admin: Admin, page: ListPage): Promise<ListInputs | null> {
  const columns = page.columns.flatMap(({ name, edit }, index) => {
    const column = edit === 'direct' ? namedCell(ctx, admin, name) : undefined
    return column ? [{ index, column }] : []
  })
  const keys = page.rows.flatMap(([key]) => {
    const keyParts = soundParts(ctx, admin.table, key)
    return keyParts === null ? [] : [{ keyParts }]
  })
  if (columns.length === 0 || keys.length === 0) return null
  const allowed = rowsAllowed(ctx, admin, { verb: 'change', alias: rootRef(admin.table).alias })
  const records = await readRecords(ctx, admin, { where: sql`${rowsByKey(admin, keys)} and ${allowed.where}` })
  const rows = records.map((record) => {
    const writable = cellColumns(ctx, admin, record)
    const fields = columns.flatMap(({ index, column }) =>
      writable.includes(column) ? [{ index, field: cellField(ctx, admin, { column, record }) }] : [],
    )
    const base = JSON.stringify(Object.fromEntries(fields.map(({ field: { meta, value } }) => [meta.name, value])))
    return { key: record.key, label: record.label, version: record.version, base, fields }
  })
  return { rows: rows.filter(({ fields }) => fields.length > 0) }
}
