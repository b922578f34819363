import { AdminError } from '../../errors'
import { partsOfKey } from '../../query/row-key'
import { isRecorded } from '../../query/table-ref'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as saveWords from '../../words/save'
import { checkStillAllowed, isWrittenAtOnce } from '../plan/edit-batch'
import { RowsRefused, stopsAll } from '../plan/refusals'
import { inSavepoint } from '../retry'
import { alike, fewest, type Alike } from './alike'
import { checkReferences } from './check-references'
import { chosenSteps, restoreSql } from './restore-sql'
import type { UndoStep } from './undo-steps'

const mostAtOnce = 2_000

/**
 * Restores many rows with one statement each 2,000, with their audit entries, where neither hooks nor triggers have a say in
 * each row. A statement that fails is divided until the rows that failed are among a few.
 *
 * @param steps Of one table.
 * @param omitted Columns that are NULL at first, and written later.
 * @returns The steps that were not taken.
 */
export async function restoreAtOnce(
  ctx: AdminContext,
  steps: readonly UndoStep[],
  omitted: readonly ColumnModel[],
): Promise<UndoStep[]> {
  const left: UndoStep[] = []
  for (const { admin, columns, members } of alike(steps)) {
    const hasSecret = columns.some(
      (column) => !isRecorded(column) && members.some(({ values }) => values[column.key] !== null),
    )
    const isPlain = members.length >= fewest && !hasSecret && (await isPlainTable(ctx, admin, columns))
    for (let index = 0; index < members.length; index += mostAtOnce) {
      const part = members.slice(index, index + mostAtOnce)
      left.push(...(isPlain ? await restorePart(ctx, { admin, columns, members: part, omitted }) : part))
    }
  }
  return left
}

/** Whether neither hooks nor triggers have a say in each row, and the key is among the columns that are written. */
export async function isPlainTable(ctx: AdminContext, admin: Admin, written: readonly ColumnModel[]): Promise<boolean> {
  const { key } = admin.table
  const { beforeSave, afterSave } = admin.options.hooks ?? {}
  if (beforeSave || afterSave || key.length === 0) return false
  return key.every((column) => written.includes(column)) && (await isWrittenAtOnce(ctx, admin, 'insert'))
}

type Part = Alike & { omitted: readonly ColumnModel[] }

async function restorePart(ctx: AdminContext, part: Part): Promise<UndoStep[]> {
  const { members } = part
  try {
    await inSavepoint(ctx, (tx) => insertBatch(tx, part))
    return []
  } catch (error) {
    if (!(error instanceof RowsRefused) && stopsAll(error)) throw error
    if (members.length < 2 * fewest) return [...members]
    const half = Math.ceil(members.length / 2)
    return [
      ...(await restorePart(ctx, { ...part, members: members.slice(0, half) })),
      ...(await restorePart(ctx, { ...part, members: members.slice(half) })),
    ]
  }
}

/** @throws {RowsRefused} for rows that a trigger kept out, or that the actor may not add, view or refer from. */
async function insertBatch(ctx: AdminContext, { admin, columns, members, omitted }: Part): Promise<void> {
  const rows = members.map(({ key }) => ({ key, keyParts: partsOfKey(ctx, admin.table, key) }))
  const chosen = chosenSteps(admin, { columns, members, rows })
  const [done] = await ctx.db.execute<{ written: number }>(restoreSql(ctx, [{ admin, columns, omitted, chosen }]))
  if (done?.written !== members.length)
    throw new RowsRefused(new Set(), new AdminError('CONFLICT', saveWords.notTaken('row')))
  for (const verb of ['add', 'view'] as const) await checkStillAllowed(ctx, admin, { rows, verb })
  await checkReferences(ctx, admin, { columns, rows })
}
