import { isRecorded } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { checkStillAllowed, isWrittenAtOnce, writeBatch } from '../plan/edit-batch'
import { RowsRefused, stopsAll } from '../plan/refusals'
import { inSavepoint } from '../retry'
import { alike, fewest } from './alike'
import { checkReferences } from './check-references'
import type { UndoStep } from './undo-steps'

const mostAtOnce = 2_000

/**
 * Puts values back in many rows with one statement, where neither hooks nor triggers have a say in each row.
 *
 * @returns The steps that were not taken: all others, and those of a statement that failed.
 */
export async function revertAtOnce(ctx: AdminContext, steps: readonly UndoStep[]): Promise<UndoStep[]> {
  const left: UndoStep[] = []
  const simple = new Map<Admin, boolean>()
  for (const { admin, columns, members } of alike(steps)) {
    const isSimple = simple.get(admin) ?? (await isPlain(ctx, admin))
    simple.set(admin, isSimple)
    const fits = isSimple && members.length >= fewest && columns.every(isRecorded)
    for (let index = 0; index < members.length; index += mostAtOnce) {
      const part = members.slice(index, index + mostAtOnce)
      if (!fits || !(await revertPart(ctx, admin, { columns, part }))) left.push(...part)
    }
  }
  return left
}

const isPlain = async (ctx: AdminContext, admin: Admin): Promise<boolean> =>
  !admin.options.hooks?.beforeSave &&
  !admin.options.hooks?.afterSave &&
  admin.table.key.length > 0 &&
  (await isWrittenAtOnce(ctx, admin, 'update'))

/** @returns Whether all of them were written. */
async function revertPart(
  ctx: AdminContext,
  admin: Admin,
  { columns, part }: { columns: readonly ColumnModel[]; part: readonly UndoStep[] },
): Promise<boolean> {
  const rows = part.flatMap(({ now }) => now ?? [])
  if (rows.length < part.length) return false
  const given = columns.map((column) => ({ column, values: part.map(({ values }) => values[column.key] ?? null) }))
  try {
    await inSavepoint(ctx, async (tx) => {
      await writeBatch(tx, admin, { edits: [], given, rows })
      await checkStillAllowed(tx, admin, { rows, verb: 'change' })
      await checkReferences(tx, admin, { columns, rows })
    })
    return true
  } catch (error) {
    if (!(error instanceof RowsRefused) && stopsAll(error)) throw error
    return false
  }
}
