import type { Admin } from '../site/site'
import { canMark, canName, declaredSoftDelete } from '../site/soft-delete'
import type { Problem } from './problem'

/** Columns of `softDelete` that exist and cannot hold what they are for. Misspelt ones are found like all others. */
export function wrongSoftDelete(admin: Admin): Problem[] {
  const declared = declaredSoftDelete(admin)
  if (!declared) return []
  const named = (key: string | null) => admin.table.columns.find((column) => column.key === key)
  const [column, by] = [named(declared.column), named(declared.by)]
  const problem = (option: string, message: string, hint: string): Problem => ({
    id: 'brolly.E034',
    level: 'error',
    where: `${admin.path}: ${option}`,
    message,
    hint,
  })
  return [
    ...(column && !canMark(column)
      ? [
          problem(
            'softDelete',
            `'${declared.column}' cannot mark a row as deleted.`,
            'Name a date or a timestamp that can be NULL, or a boolean.',
          ),
        ]
      : []),
    ...(by && !canName(by)
      ? [
          problem(
            'softDelete.by',
            `'${declared.by}' cannot hold who deleted a row.`,
            'Name a text for the email or a uuid for the id of the user, which can be NULL.',
          ),
        ]
      : []),
  ]
}
