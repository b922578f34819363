import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { recordedValues } from '../../query/load-record'
import { AdminError } from '../../errors'
import { loadTypes } from '../../query/statistics'
import type { AdminContext } from '../../site/context'
import * as words from '../../words/undo'
import { inTransaction } from '../retry'
import { applyUndo } from './apply-undo'
import { entriesOf, firstEntry, loggedRows, type LoggedRow } from './logged-rows'
import { netChanges, type NetChange } from './net-changes'
import { mostBytes, mostEntries, partsOf, type PartDone } from './undo-parts'
import { undoSteps, type UndoStep } from './undo-steps'

/** Changes to take back, read from the audit log in the transaction that takes them back. */
export type UndoSource = GivenChanges | LoggedChanges

interface GivenChanges {
  /** A seal of one source is none of another. */
  id: string
  /** @throws {AdminError} `NOT_FOUND`. */
  read: (ctx: AdminContext) => Promise<{ by: ChangeAuthor; changes: readonly NetChange[] }>
}

/** Entries of the log, as many as one change may have. */
interface LoggedChanges {
  id: string
  /** @throws {AdminError} `NOT_FOUND`; `TOO_LARGE`. */
  rows: (ctx: AdminContext) => Promise<readonly LoggedRow[]>
  /** As for `netChanges`. */
  overlooks?: boolean
  /** More entries than this are taken back in parts. Default 10,000. */
  mostAtOnce?: number
}

/** Who made a change, and when; of several changes, the first one. */
export interface ChangeAuthor {
  actorLabel: string
  at: string
}

/** What taking back changes has done to each row, or would do. */
export interface Undo extends ChangeAuthor {
  /** Of very many, the first ones of each kind. */
  steps: readonly UndoStep[]
  /** The others, by `groupOf`. */
  rest: ReadonlyMap<string, number>
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
    if (countOf(undo).done === 0) throw new AdminError('INVALID', words.nothing)
    return undo
  })
}

async function undoWithin(ctx: AdminContext, source: UndoSource): Promise<Undo> {
  await loadTypes(ctx)
  if ('read' in source) return undoAtOnce(ctx, source.id, await source.read(ctx))
  const rows = await source.rows(ctx)
  const { overlooks = true, mostAtOnce = mostEntries } = source
  const by = await firstEntry(ctx, rows)
  if (!by) throw noSuchChange()
  const sum = (of: 'size' | 'bytes') => rows.reduce((total, row) => total + row[of], 0)
  const isLarge = sum('size') > mostAtOnce || sum('bytes') > mostBytes
  const parts = isLarge ? await partsOf(ctx, { rows, overlooks }) : null
  if (!parts && sum('size') <= mostAtOnce)
    return undoAtOnce(ctx, source.id, { by, changes: netChanges(await entriesOf(ctx, rows), { overlooks }) })
  if (!parts) throw new AdminError('TOO_LARGE', words.tooTangled(mostAtOnce))
  return undoInParts(ctx, source.id, { by, parts })
}

async function undoAtOnce(
  ctx: AdminContext,
  id: string,
  { by, changes }: { by: ChangeAuthor; changes: readonly NetChange[] },
): Promise<Undo> {
  const { steps, hidden } = await undoSteps(ctx, changes)
  if (steps.length === 0) throw noSuchChange()
  await applyUndo(ctx, steps)
  return { ...by, steps, rest: new Map(), hidden, seal: sealOf(ctx, { id, digest: digestOf(steps), hidden }) }
}

/** What happens to a row, and in which table: rows of which that is the same are shown together. */
export const groupOf = ({ admin, kind, problem }: UndoStep): string =>
  `${problem === null ? kind : 'keep'} ${admin.path}`

/** The number of rows that are as before, and of those that stay as they are. */
export function countOf({ steps, rest }: Pick<Undo, 'steps' | 'rest'>): { done: number; kept: number } {
  const kept = steps.filter(({ problem }) => problem !== null).length
  let counted = { done: steps.length - kept, kept }
  for (const [group, count] of rest)
    counted = group.startsWith('keep ')
      ? { ...counted, kept: counted.kept + count }
      : { ...counted, done: counted.done + count }
  return counted
}

/** The number of rows of each group that are kept to be shown. */
const mostShown = 20

/** Part by part, of which only what is shown stays in memory. */
async function undoInParts(
  ctx: AdminContext,
  id: string,
  { by, parts }: { by: ChangeAuthor; parts: AsyncIterable<PartDone> },
): Promise<Undo> {
  const shown = new Map<string, UndoStep[]>()
  const rest = new Map<string, number>()
  const digest = createHash('sha256')
  let hidden = 0
  for await (const done of parts) {
    hidden += done.hidden
    digest.update(digestOf(done.steps))
    for (const step of done.steps) {
      const group = groupOf(step)
      // A row that loses values is shown beside those that are entirely as before.
      const alike = step.left.length > 0 || step.lost ? `${group} partly` : group
      const members = shown.get(alike) ?? []
      if (members.length < mostShown) shown.set(alike, [...members, step])
      else rest.set(group, (rest.get(group) ?? 0) + 1)
    }
  }
  const steps = [...shown.values()].flat()
  if (steps.length === 0) throw noSuchChange()
  return { ...by, steps, rest, hidden, seal: sealOf(ctx, { id, digest: digest.digest('base64url'), hidden }) }
}

const noSuchChange = () => new AdminError('NOT_FOUND', words.noSuchChange)

const asSource = (source: UndoSource | string): UndoSource =>
  typeof source === 'string' ? { id: source, rows: (ctx) => rowsOf(ctx, source) } : source

/** The rows of everything that a request has changed. */
export async function rowsOf(ctx: AdminContext, requestId: string): Promise<LoggedRow[]> {
  // PostgreSQL has no text with this character.
  if (requestId.includes('\0')) throw noSuchChange()
  return loggedRows(ctx, { where: sql`request_id = ${requestId}::text`, tooMany: words.tooLarge })
}

/** Sealed forms of outcomes are none of other values. */
const sealed = { name: 'outcome', table: { schema: 'brolly', name: 'undo' } }

interface Outcome {
  id: string
  digest: string
  hidden: number
}

/** Encrypted: a plain hash would let the browser guess short values of columns that the actor may not view. */
function sealOf({ actor, site }: AdminContext, { id, digest, hidden }: Outcome): string {
  const text = JSON.stringify([actor.id, id, hidden, digest])
  return site.sealer.seal(sealed, createHash('sha256').update(text).digest('base64url'))
}

/** The same for the same outcome of these rows. */
function digestOf(steps: readonly UndoStep[]): string {
  const rows = steps.map(({ admin, key, kind, values, now, left, lost, problem }) => [
    admin.path,
    key,
    kind,
    problem,
    lost,
    problem === null ? Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)) : [],
    problem === null ? Object.keys(values).map((name) => (now && recordedValues(now)[name]) ?? null) : [],
    left.map(({ column, reason }) => [column.name, reason]),
  ])
  return createHash('sha256').update(JSON.stringify(rows)).digest('base64url')
}
