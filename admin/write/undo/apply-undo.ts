import { AdminError } from '../../errors'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/undo'
import { deleteWithin } from '../delete-records'
import { translateWriteError } from '../write-errors'
import { RowFailure, writeRows, type RowWrite } from '../write-rows'
import { inReferenceOrder } from './reference-order'
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
  await writeSteps(
    ctx,
    reverts.filter((step) => !isLate(step)),
  )
  for (const group of groupsOf(of('remove').toReversed())) await removeGroup(ctx, group)
  for (const group of inReferenceOrder(of('restore'))) await writeSteps(ctx, group)
  await writeSteps(ctx, reverts.filter(isLate))
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

async function writeSteps(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  for (const group of groupsOf(steps)) await writeGroup(ctx, group)
}

/** Writes rows of one table in a savepoint. If one fails, all are written again without it. */
async function writeGroup(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  let left = [...steps]
  for (let failures = 0; left.length > 0; failures++) {
    const [first] = left
    if (!first) return
    try {
      await ctx.db.transaction((tx) => writeRows({ ...ctx, db: tx }, first.admin, left.map(writeOf)))
      return
    } catch (error) {
      if (!(error instanceof RowFailure)) throw error
      const message = await messageOf(ctx, first.admin, error.cause)
      const failed = left[error.index]
      for (const step of failed && failures < mostFailures ? [failed] : left) step.problem = message
      left = left.filter(({ problem }) => problem === null)
    }
  }
}

/**
 * Hooks may change the values, which are needed again if another row fails. Options that a form limits are not limited
 * here: what a row had before it may have again.
 */
function writeOf({ now, values }: UndoStep): RowWrite {
  const write = { values: { ...values }, columns: null }
  return now ? { ...write, before: now, locked: true } : { ...write, before: null, exact: true }
}

async function messageOf(ctx: AdminContext, admin: Admin, error: unknown): Promise<string> {
  const known = await translateWriteError(ctx, admin, { error })
  if (!(known instanceof AdminError)) throw known
  return Object.values(known.fields)[0] ?? known.message
}

/** Removes rows that were added. One to which other rows refer by now stays: they would go along, or lose it. */
async function removeGroup(ctx: AdminContext, steps: readonly UndoStep[]): Promise<void> {
  const [first] = steps
  if (!first) return
  const selection = { kind: 'keys', keys: steps.map(({ key }) => key) } as const
  try {
    await ctx.db.transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      const { rows, kept } = await deleteWithin(within, first.admin, { selection, agreed: null, alone: words.inUse })
      if (kept > 0 || rows < steps.length) throw new AdminError('CONFLICT', words.inUse)
    })
  } catch (error) {
    const message = await messageOf(ctx, first.admin, error)
    if (steps.length === 1) first.problem = message
    else for (const step of steps) await removeGroup(ctx, [step])
  }
}
