import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { formName, type FormValues } from '../write/form-values'
import { lookupLabel } from '../query/lookup'
import { byName } from '../schema/by-name'

/** The labels of the rows that a form's values refer to, by column property, for values that are not saved yet. */
export async function linkedLabels(
  ctx: AdminContext,
  { columns, values }: { columns: readonly ColumnModel[]; values: FormValues },
): Promise<Record<string, string | null>> {
  const linked = columns.filter((column) => column.link && (values[formName(column)] ?? null) !== null)
  const labels = await Promise.all(linked.map((column) => lookupLabel(ctx, column, values[formName(column)] ?? '')))
  return byName(linked.map((column, index) => [column.key, labels[index] ?? null]))
}
