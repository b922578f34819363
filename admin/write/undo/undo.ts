import { createHash } from 'node:crypto'
import { asc, eq, type SQL } from 'drizzle-orm'
import { auditEntries } from '../../brolly/tables'
import { AdminError } from '../../errors'
import { loadTypes } from '../../query/statistics'
import type { AdminContext } from '../../site/context'
import * as words from '../../words/undo'
import { inTransaction } from '../retry'
import { applyUndo } from './apply-undo'
import { netChanges, type NetChange } from './net-changes'
import { undoSteps, type UndoStep } from './undo-steps'

/** More entries are not undone at once: all of them are in memory, with the values of their rows. */
export const mostEntries = 10_000

/** Changes to take back, read from the audit log in the transaction that takes them back. */
export interface UndoSource {
  /** A seal of one source is none of another. */
  id: string
  /** @throws {AdminError} `NOT_FOUND`; `TOO_LARGE`. */
  read: (ctx: AdminContext) => Promise<{ by: ChangeAuthor; changes: readonly NetChange[] }>
}

/** Who made a change, and when; of several changes, the first one. */
export interface ChangeAuthor {
  actorLabel: string
  at: string
}

/** What taking back changes has done to each row, or would do. */
export interface Undo extends ChangeAuthor {
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
 * @param source By text: what the entries of one change have in common.
 * @throws {AdminError} `NOT_FOUND` if there is no such change, or none that this actor may know about; `TOO_LARGE`.
 */
export async function rehearseUndo(ctx: AdminContext, source: UndoSource | string): Promise<Undo> {
  try {
    return await inTransaction(ctx, async (tx) => {
      throw new Rehearsed(await undoWithin(tx, asSource(source)))
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
  { source, seal }: { source: UndoSource | string; seal: string },
): Promise<Undo> {
  return inTransaction(ctx, async (tx) => {
    const undo = await undoWithin(tx, asSource(source))
    if (undo.seal !== seal) throw new AdminError('CONFLICT', words.differsNow)
    if (undo.steps.every(({ problem }) => problem !== null)) throw new AdminError('INVALID', words.nothing)
    return undo
  })
}

async function undoWithin(ctx: AdminContext, source: UndoSource): Promise<Undo> {
  await loadTypes(ctx)
  const { by, changes } = await source.read(ctx)
  const { steps, hidden } = await undoSteps(ctx, changes)
  if (steps.length === 0) throw noSuchChange()
  await applyUndo(ctx, steps)
  return { ...by, steps, hidden, seal: sealOf(ctx, { id: source.id, steps, hidden }) }
}

const noSuchChange = () => new AdminError('NOT_FOUND', words.noSuchChange)

const asSource = (source: UndoSource | string): UndoSource =>
  typeof source === 'string' ? { id: source, read: async (ctx) => changesOf(ctx, source) } : source

async function changesOf(ctx: AdminContext, requestId: string): ReturnType<UndoSource['read']> {
  // PostgreSQL has no text with this character.
  if (requestId.includes('\0')) throw noSuchChange()
  return changesWhere(ctx, eq(auditEntries.requestId, requestId))
}

/**
 * What the entries that meet a condition have done to each row.
 *
 * @param options.overlooks As for `netChanges`.
 * @throws {AdminError} `NOT_FOUND` if there are none; `TOO_LARGE` if there are too many.
 */
export async function changesWhere(
  ctx: AdminContext,
  where: SQL,
  { overlooks = true, tooMany = words.tooLarge }: { overlooks?: boolean; tooMany?: (most: number) => string } = {},
): ReturnType<UndoSource['read']> {
  const entries = await ctx.db
    .select()
    .from(auditEntries)
    .where(where)
    .orderBy(asc(auditEntries.id))
    .limit(mostEntries + 1)
  const [by] = entries
  if (!by) throw noSuchChange()
  if (entries.length > mostEntries) throw new AdminError('TOO_LARGE', tooMany(mostEntries))
  return { by, changes: netChanges(entries, { overlooks }) }
}

/** Sealed forms of outcomes are none of other values. */
const sealed = { name: 'outcome', table: { schema: 'brolly', name: 'undo' } }

interface Outcome {
  id: string
  steps: readonly UndoStep[]
  hidden: number
}

/** Encrypted: a plain hash would let the browser guess short values of columns that the actor may not view. */
function sealOf({ actor, site }: AdminContext, { id, steps, hidden }: Outcome): string {
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
    .update(JSON.stringify([actor.id, id, hidden, rows]))
    .digest('base64url')
  return site.sealer.seal(sealed, digest)
}
