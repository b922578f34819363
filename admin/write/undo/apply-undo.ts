import { AdminError } from '../../errors'
import { mayPurge } from '../../permissions/may-purge'
import { rowsByKey } from '../../query/keys-where'
import { readRecords, type LoadedRecord } from '../../query/load-record'
import { partsOfKey } from '../../query/row-key'
import { byName } from '../../schema/by-name'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/undo'
import { deleteWithin } from '../delete-records'
import { RowsRefused } from '../plan/refusals'
import { inSavepoint, isTransient } from '../retry'
import { translateWriteError } from '../write-errors'
import { RowFailure, writeRows, type RowWrite } from '../write-rows'
import { inReferenceOrder } from './reference-order'
import { withoutReferrers } from './referrers'
import { restoreAtOnce } from './restore-at-once'
import { restoreTogether } from './restore-together'
import { revertAtOnce } from './revert-at-once'
import type { UndoStep } from './undo-steps'

const mostAtOnce = 500
/** After this many rows of a group that the database refuses, the rest of it is not tried. */
const mostFailures = 50

/**
 * Takes back the rows of a change, in an order in which references are never broken: values that refer to nothing new,
 * then rows that were added, then those that were deleted (what others refer to first), then values that refer to them.
 * A row that cannot be taken back gets its `problem`, and the others go on without it.
 */
export async function applyUndo(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  const open = steps.filter(({ problem }) => problem === null)
  const of = (kind: UndoStep['kind']) => open.filter((step) => step.kind === kind)
  const restored = new Set(of('restore').map(({ admin }) => admin.table))
  const isLate = ({ admin, values }: UndoStep) =>
    admin.table.links.some(
      ({ target, columns }) => restored.has(target) && columns.some(({ key }) => (values[key] ?? null) !== null),
    )
  const reverts = of('revert')
  await revertSteps(
    ctx,
    reverts.filter((step) => !isLate(step)),
  )
  await removeSteps(ctx, of('remove').toReversed())
  await restoreRows(ctx, of('restore'))
  await revertSteps(ctx, reverts.filter(isLate))
}

/** Puts values back in rows that exist. */
export async function revertSteps(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  await writeSteps(ctx, await revertAtOnce(ctx, steps))
}

/** Removes rows that were added, in the given order. */
export async function removeSteps(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  for (const group of groupsOf(steps)) await removeGroup(ctx, await withoutReferrers(ctx, group))
}

/**
 * Restores rows of one table, of which nothing is missing that they refer to.
 *
 * @param omitted Columns that stay NULL for now.
 */
export async function restoreSteps(
  ctx: AdminContext,
  steps: readonly UndoStep[],
  omitted: readonly ColumnModel[] = [],
): Promise<void> {
  const left = await restoreAtOnce(ctx, steps, omitted)
  await writeSteps(ctx, left, new Map(left.map((step) => [step, omitted])))
}

/** Rows that refer to each other in a cycle are first restored without these references, which are set afterwards. */
async function restoreRows(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  const { groups, late } = inReferenceOrder(steps)
  const restored = new Map<UndoStep, LoadedRecord>()
  for (const { steps: group, together } of groups) {
    if (together && (await addTogether(ctx, group, late))) {
      const waiting = group.filter((step) => step.problem === null && late.has(step))
      for (const row of await addedRows(ctx, waiting)) restored.set(...row)
      continue
    }
    const left = await restoreAtOnce(
      ctx,
      group.filter((step) => !late.has(step)),
      [],
    )
    for (const step of group) if (late.has(step)) left.push(step)
    for (const written of await writeSteps(ctx, left, late)) restored.set(...written)
  }
  for (const [step, columns] of late) {
    const before = restored.get(step)
    if (!before) continue
    // Written along, or they would be stamped again.
    const stamps = step.admin.table.columns.filter(({ onUpdate, key }) => onUpdate && key in step.values)
    const values = valuesOf(step, (column) => columns.includes(column) || stamps.includes(column))
    try {
      await inSavepoint(ctx, (tx) => writeRows(tx, step.admin, [{ values, before, columns: null, locked: true }]))
    } catch (error) {
      const reason = await messageOf(ctx, step.admin, causeOf(error))
      step.left.push(...columns.map((column) => ({ column, reason })))
      for (const { key } of columns) step.values[key] = null
    }
  }
}

/** @returns Whether it is known what became of these rows: they are there, or have a problem. */
async function addTogether(ctx: AdminContext, steps: readonly UndoStep[], late: Late): Promise<boolean> {
  try {
    return await restoreTogether(ctx, steps, (step) => late.get(step) ?? [])
  } catch (error) {
    const [first] = steps
    const cause = error instanceof RowsRefused ? error.cause : causeOf(error)
    if (first) for (const step of steps) step.problem = await messageOf(ctx, first.admin, cause)
    return true
  }
}

async function addedRows(ctx: AdminContext, steps: readonly UndoStep[]): Promise<[UndoStep, LoadedRecord][]> {
  const added: [UndoStep, LoadedRecord][] = []
  for (const admin of new Set(steps.map((step) => step.admin))) {
    const own = new Map(steps.filter((step) => step.admin === admin).map((step) => [step.key, step]))
    const rows = [...own.keys()].map((key) => ({ keyParts: partsOfKey(ctx, admin.table, key) }))
    for (const record of await readRecords(ctx, admin, { where: rowsByKey(admin, rows), lock: true })) {
      const step = own.get(record.key)
      if (step) added.push([step, record])
    }
  }
  return added
}

function valuesOf({ admin, values }: UndoStep, isWanted: (column: ColumnModel) => boolean): UndoStep['values'] {
  const wanted = admin.table.columns.filter((column) => column.key in values && isWanted(column))
  return byName(wanted.map((column) => [column.key, values[column.key] ?? null]))
}

/** @throws what the whole transaction must be tried again for, as after a deadlock. */
function causeOf(error: unknown): unknown {
  const cause = error instanceof RowFailure ? error.cause : error
  if (isTransient(cause)) throw cause
  return cause
}

/** Rows of the same table that follow each other. */
function groupsOf(steps: readonly UndoStep[]): UndoStep[][] {
  const groups: UndoStep[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (last?.[0]?.admin === step.admin && last.length < mostAtOnce) last.push(step)
    else groups.push([step])
  }
  return groups
}

type Late = ReadonlyMap<UndoStep, readonly ColumnModel[]>

/** @returns The rows that were written. */
async function writeSteps(
  ctx: AdminContext,
  steps: readonly UndoStep[],
  late: Late = new Map(),
): Promise<[UndoStep, LoadedRecord][]> {
  const written: [UndoStep, LoadedRecord][] = []
  for (const group of groupsOf(steps)) written.push(...(await writeGroup(ctx, group, late)))
  return written
}

/** Writes rows of one table in a savepoint. If one fails, all are written again without it. */
async function writeGroup(
  ctx: AdminContext,
  steps: readonly UndoStep[],
  late: Late,
): Promise<[UndoStep, LoadedRecord][]> {
  let left = [...steps]
  for (let failures = 0; left.length > 0; failures++) {
    const [first] = left
    if (!first) break
    const writes = left.map((step) => writeOf(step, late.get(step) ?? []))
    try {
      const rows = await inSavepoint(ctx, (tx) => writeRows(tx, first.admin, writes))
      return left.flatMap((step, index) => {
        const row = rows[index]
        return row ? [[step, row.record] as [UndoStep, LoadedRecord]] : []
      })
    } catch (error) {
      const message = await messageOf(ctx, first.admin, causeOf(error))
      const failed = error instanceof RowFailure ? left[error.index] : undefined
      for (const step of failed && failures < mostFailures ? [failed] : left) step.problem = message
      left = left.filter(({ problem }) => problem === null)
    }
  }
  return []
}

/**
 * Hooks may change the values, which are needed again if another row fails. Options that a form limits are not limited
 * here: what a row had before it may have again.
 */
function writeOf(step: UndoStep, late: readonly ColumnModel[]): RowWrite {
  const write = { values: valuesOf(step, (column) => !late.includes(column)), columns: null }
  return step.now ? { ...write, before: step.now, locked: true } : { ...write, before: null, exact: true }
}

async function messageOf(ctx: AdminContext, admin: Admin, error: unknown): Promise<string> {
  const known = await translateWriteError(ctx, admin, { error, undone: words.leftAsIs })
  if (!(known instanceof AdminError)) throw known
  return Object.values(known.fields)[0] ?? known.message
}

/** Removes rows that were added. One to which other rows refer by now stays: they would go along, or lose it. */
async function removeGroup(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  const [first] = steps
  if (!first) return
  const selection = { kind: 'keys', keys: steps.map(({ key }) => key) } as const
  try {
    await inSavepoint(ctx, async (tx) => {
      const { rows, kept } = await deleteWithin(tx, first.admin, {
        selection,
        agreed: null,
        alone: words.inUse,
        forGood: mayPurge(tx, first.admin),
      })
      if (kept > 0 || rows < steps.length) throw new AdminError('CONFLICT', words.inUse)
    })
  } catch (error) {
    const message = await messageOf(ctx, first.admin, causeOf(error))
    if (steps.length === 1) first.problem = message
    else for (const step of steps) await removeGroup(ctx, [step])
  }
}
