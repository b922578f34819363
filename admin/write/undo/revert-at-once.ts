import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import { checkStillAllowed, isWrittenAtOnce, writeBatch } from '../plan/edit-batch'
import { RowsRefused, stopsAll } from '../plan/refusals'
import { inSavepoint } from '../retry'
import type { UndoStep } from './undo-steps'

const mostAtOnce = 2_000
/** Fewer rows are written one by one, which takes no longer and says which of them cannot be written. */
const fewest = 20

/**
 * Puts values back in many rows with one statement, where neither hooks nor triggers nor references have a say in each row.
 *
 * @returns The steps that were not taken: all others, and those of a statement that failed.
 */
export async function revertAtOnce(ctx: AdminContext, steps: readonly UndoStep[]): Promise<UndoStep[]> {
  const left: UndoStep[] = []
  const simple = new Map<Admin, boolean>()
  for (const { admin, columns, members } of alike(steps)) {
    const isSimple = simple.get(admin) ?? (await isPlain(ctx, admin))
    simple.set(admin, isSimple)
    const fits =
      isSimple && members.length >= fewest && columns.every((column) => !column.secret && column.link === null)
    for (let index = 0; index < members.length; index += mostAtOnce) {
      const part = members.slice(index, index + mostAtOnce)
      if (!fits || !(await revertPart(ctx, admin, { columns, part }))) left.push(...part)
    }
  }
  return left
}

interface Alike {
  admin: Admin
  columns: readonly ColumnModel[]
  members: UndoStep[]
}

/** Steps of the same table that write the same columns. */
function alike(steps: readonly UndoStep[]): Alike[] {
  const groups = new Map<string, Alike>()
  for (const step of steps) {
    const { admin, values } = step
    const columns = admin.table.columns.filter(({ key }) => key in values)
    const id = JSON.stringify([admin.path, ...columns.map(({ name }) => name)])
    const group = groups.get(id) ?? { admin, columns, members: [] }
    group.members.push(step)
    groups.set(id, group)
  }
  return [...groups.values()]
}

const isPlain = async (ctx: AdminContext, admin: Admin): Promise<boolean> =>
  !admin.options.hooks?.beforeSave &&
  !admin.options.hooks?.afterSave &&
  admin.table.key.length > 0 &&
  (await isWrittenAtOnce(ctx, admin))

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
      await checkStillAllowed(tx, admin, rows)
    })
    return true
  } catch (error) {
    if (!(error instanceof RowsRefused) && stopsAll(error)) throw error
    return false
  }
}
