import { rowsByKey } from '../query/keys-where'
import { readRecords, type LoadedRecord } from '../query/load-record'
import { isKept } from '../query/table-ref'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'
import type { WriteValues } from './parse-values'

interface Writing {
  before: LoadedRecord | null
  values: WriteValues
}

/** The columns in which these rows may overwrite large values, which only the audit log has afterwards. */
export const overwritten = (admin: Admin, rows: readonly Writing[]): ColumnModel[] =>
  admin.table.columns.filter(
    (column) => isKept(column) && rows.some(({ before, values }) => before !== null && column.key in values),
  )

/**
 * The rows as they are before they are written, with what the log keeps of these columns. In other columns large values are
 * known by their size.
 *
 * @returns In the order of the rows; null for a new one.
 */
export async function readBefore(
  ctx: AdminContext,
  admin: Admin,
  { rows, columns }: { rows: readonly Writing[]; columns: readonly ColumnModel[] },
): Promise<(LoadedRecord | null)[]> {
  const existing = columns.length === 0 ? [] : rows.flatMap(({ before }) => before ?? [])
  if (existing.length === 0) return rows.map(({ before }) => before)
  const records = await readRecords(ctx, admin, { where: rowsByKey(admin, existing), kept: columns })
  const byKey = new Map(records.map((record) => [record.key, record]))
  return rows.map(({ before }) => before && { ...before, personal: byKey.get(before.key)?.personal ?? before.personal })
}
