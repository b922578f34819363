import { isBlank, isolated } from '../fields/blank-text'
import { columnsAllowed } from '../permissions/columns-allowed'
import { labelsByValue } from '../query/labels-by-value'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import type { Admin } from '../site/site'

/** The name of the row that a value of a column refers to, as it is called now; undefined where it is shown by its key. */
export type ReferenceNames = (column: ColumnModel, value: string | null | undefined) => string | undefined

/**
 * The names of the rows that earlier, present or planned values of references mean, with one query for each column that has any. Rows
 * that are gone, and those that the actor may not view, have none.
 */
export async function referenceNames(
  ctx: AdminContext,
  admin: Admin,
  valuesOf: (column: ColumnModel) => readonly (string | null | undefined)[],
): Promise<ReferenceNames> {
  const names = new Map<ColumnModel, ReadonlyMap<string, string>>()
  for (const column of columnsAllowed(ctx, admin)) {
    if (column.link === null || column.secret) continue
    const values = valuesOf(column).filter((value) => typeof value === 'string')
    if (values.length > 0) names.set(column, await labelsByValue(ctx, column.link, values))
  }
  return (column, value) => {
    const label = typeof value === 'string' ? names.get(column)?.get(value) : undefined
    return label === undefined || isBlank(label) ? undefined : isolated(label)
  }
}
