import { createHash } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { loadTypes } from '../../query/statistics'
import type { AdminContext } from '../../site/context'
import * as words from '../../words/undo'
import { inTransaction } from '../retry'
import { applyUndo } from './apply-undo'
import { netChanges } from './net-changes'
import { undoSteps, type UndoStep } from './undo-steps'

/** A change of more rows is not undone here. */
const mostEntries = 10_000

/** What taking back a change has done to each row, or would do. */
export interface Undo {
  /** Who made the change, and when. */
  actorLabel: string
  at: string
  steps: readonly UndoStep[]
  /** The number of rows of which this actor may know nothing. They stay as they are. */
  hidden: number
  /** Stands for the whole outcome: if it is the same later, so is everything that was shown. */
  seal: string
}

/** Ends a rehearsal: what it has done is rolled back. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed'
  readonly undo: Undo

  constructor(undo: Undo) {
    super('Rehearsed')
    this.undo = undo
  }
}

/**
 * Takes a change back for real, under the actor's own permissions, and rolls that back.
 *
 * @param requestId What the entries of the change have in common.
 * @throws {AdminError} `NOT_FOUND` if there is no such change, or none that this actor may know about; `TOO_LARGE`.
 */
export async function rehearseUndo(ctx: AdminContext, requestId: string): Promise<Undo> {
  try {
    return await inTransaction(ctx, async (tx) => {
      throw new Rehearsed(await undoWithin(tx, requestId))
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.undo
    throw error
  }
}

/**
 * Takes a change back in one transaction, with audit entries of its own, so that it can be undone as well.
 *
 * @param request.seal The seal of the rehearsal that the user has agreed to.
 * @throws {AdminError} `CONFLICT` if the outcome would now be another one; nothing was changed. `NOT_FOUND`.
 */
export async function carryOutUndo(
  ctx: AdminContext,
  { requestId, seal }: { requestId: string; seal: string },
): Promise<Undo> {
  return inTransaction(ctx, async (tx) => {
    const undo = await undoWithin(tx, requestId)
    if (undo.seal !== seal) throw new AdminError('CONFLICT', words.differsNow)
    if (undo.steps.every(({ problem }) => problem !== null)) throw new AdminError('INVALID', words.nothing)
    return undo
  })
}

async function undoWithin(ctx: AdminContext, requestId: string): Promise<Undo> {
  // PostgreSQL has no text with this character.
  if (requestId.includes('\0')) throw new AdminError('NOT_FOUND', words.noSuchChange)
  await loadTypes(ctx)
  const entries = await ctx.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.requestId, requestId))
    .orderBy(asc(auditEntries.id))
    .limit(mostEntries + 1)
  const [first] = entries
  if (!first) throw new AdminError('NOT_FOUND', words.noSuchChange)
  if (entries.length > mostEntries) throw new AdminError('TOO_LARGE', words.tooLarge(mostEntries))
  const { steps, hidden } = await undoSteps(ctx, netChanges(entries))
  if (steps.length === 0) throw new AdminError('NOT_FOUND', words.noSuchChange)
  await applyUndo(ctx, steps)
  return { actorLabel: first.actorLabel, at: first.at, steps, hidden, seal: sealOf(ctx, { requestId, steps, hidden }) }
}

/** Sealed forms of outcomes are none of other values. */
const sealed = { name: 'outcome', table: { schema: 'brolly', name: 'undo' } }

interface Outcome {
  requestId: string
  steps: readonly UndoStep[]
  hidden: number
}

/** Encrypted: a plain hash would let the browser guess short values of columns that the actor may not view. */
function sealOf({ actor, site }: AdminContext, { requestId, steps, hidden }: Outcome): string {
  const rows = steps.map(({ admin, key, kind, values, now, left, lost, problem }) => [
    admin.path,
    key,
    kind,
    problem,
    lost,
    problem === null ? Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)) : [],
    problem === null ? Object.keys(values).map((name) => now?.values[name] ?? null) : [],
    left.map(({ column, reason }) => [column.name, reason]),
  ])
  const digest = createHash('sha256')
    .update(JSON.stringify([actor.id, requestId, hidden, rows]))
    .digest('base64url')
  return site.sealer.seal(sealed, digest)
}
