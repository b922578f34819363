import { byName } from '../schema/by-name'
import type { ColumnModel } from '../schema/model'
import type { AdminContext } from '../site/context'
import { formName } from './form-values'

type Values = Readonly<Record<string, string | null>>

/** Texts by form name, as typed; null is NULL. */
export type TypedTexts = ReadonlyMap<string, string | null>

/**
 * The values of a form by property: those stored, with what was typed in these columns. An invalid text is refused when it is
 * saved; until then it counts as empty.
 */
export function typedValues(
  ctx: AdminContext,
  { record, typed, columns }: { record: Values | null; typed: TypedTexts; columns: readonly ColumnModel[] },
): Record<string, string | null> {
  const values = byName<string | null>(Object.entries(record ?? {}))
  for (const column of columns) {
    const text = typed.get(formName(column))
    if (text === undefined || column.secret) continue
    const parsed = text === '' || text === null ? null : column.valueType.schema(column, ctx).safeParse(text)
    values[column.key] = parsed?.success ? parsed.data : null
  }
  return values
}
