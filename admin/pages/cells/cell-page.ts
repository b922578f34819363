import { randomUUID } from 'node:crypto'
import { rowsAllowed } from '../../permissions/rows-allowed'
import { loadRecord, type LoadedRecord } from '../../query/load-record'
import { loadStatistics } from '../../query/statistics'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { formName } from '../../write/form-values'
import { fieldOf, withoutInput } from '../record-fields'
import type { CellPage } from '../shapes/cells'
import type { RecordField } from '../shapes/record'
import { cellColumn } from './cell-columns'

/**
 * The input of one cell of a list, asked for when the cell is opened: one row is read.
 * @throws {AdminError} `FORBIDDEN`, `NOT_FOUND`
 */
export async function cellPage(
  ctx: AdminContext,
  admin: Admin,
  { key, column: name }: { key: string; column: string },
): Promise<CellPage> {
  rowsAllowed(ctx, admin, { verb: 'change', alias: 't' })
  const [record] = await Promise.all([loadRecord(ctx, admin, { key }), loadStatistics(ctx)])
  const column = cellColumn(ctx, admin, { name, record })
  const field = cellField(ctx, admin, { column, record })
  return {
    title: record.label,
    field,
    version: record.version,
    base: JSON.stringify({ [formName(column)]: field.value }),
    token: randomUUID(),
  }
}

/** The field of a form, without the ways that lead to other forms. */
export function cellField(
  ctx: AdminContext,
  admin: Admin,
  { column, record }: { column: ColumnModel; record: LoadedRecord },
): RecordField {
  const input = { column, mode: 'change', record, values: {}, labels: record.linkLabels } as const
  const field = withoutInput(fieldOf(ctx, admin, { ...input, writable: new Set([column]) }))
  const { relation } = field.meta
  if (!relation) return field
  const alone = { ...relation, addHref: null, openHref: null, forms: null }
  return { ...field, meta: { ...field.meta, relation: alone } }
}
