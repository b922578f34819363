import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { AdminError } from '../../errors'
import { sqlState } from '../../errors/sql-state'
import { databaseFailure } from '../../postgres/errors'
import type { ColumnModel } from '../../schema/model'
import type { AdminContext } from '../../site/context'
import type { Admin } from '../../site/site'
import * as words from '../../words/plan'
import { inTransaction } from '../retry'
import { translateWriteError } from '../write-errors'
import { nameTransaction } from './cancel'
import { lastEntry, readOutcome, type Outcome } from './outcome'
import type { Refusal } from './refusals'

/** A change of any number of rows, as data: it can be rehearsed, and carried out if the outcome is still the same. */
export interface Plan<Result> {
  /** The table whose rows are chosen. */
  admin: Admin
  /** Everything that decides what the plan does: kind, rows and changes, as JSON. */
  description: unknown
  /** Columns whose new values the plan gives; null if they are computed while it runs. */
  edited: readonly ColumnModel[] | null
  /** Does it, inside a transaction that a rehearsal rolls back. */
  work(tx: AdminContext, run: { rehearsal: boolean }): Promise<Work<Result>>
  /** By which it can be cancelled while it runs. */
  token?: string | undefined
  /** It does nothing in a rehearsal, so that only its rows are agreed to. */
  unknown?: boolean
}

/** What a plan found out while it ran. */
export interface Work<Result> {
  /** The number of rows to change. */
  chosen: number
  /** Those of them that had the new values already. */
  unchanged: number
  refusals: readonly Refusal[]
  /** Chosen rows that do not exist any more, or that the actor may not view. */
  missing: number
  result: Result
}

/** A plan that ran, for real or not. */
export interface Ran<Result> extends Work<Result>, Outcome {
  /** Stands for the plan, its actor and its outcome. */
  seal: string
  /** How long it took. */
  milliseconds: number
}

/** Ends a rehearsal: what it has done is rolled back. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed'
  readonly ran: Ran<unknown>

  constructor(ran: Ran<unknown>) {
    super('Rehearsed')
    this.ran = ran
  }
}

/**
 * Runs a plan for real, under the actor's own permissions, and rolls it back.
 *
 * @throws {AdminError} what stops the plan as a whole; nothing was changed.
 */
export async function rehearse<Result>(ctx: AdminContext, plan: Plan<Result>): Promise<Ran<Result>> {
  try {
    return await inTransaction(ctx, async (tx) => {
      throw new Rehearsed(await runWithin(tx, plan, { rehearsal: true }))
    })
  } catch (error) {
    // Thrown above, with the result of this plan.
    if (error instanceof Rehearsed) return error.ran as Ran<Result>
    throw await planError(ctx, plan.admin, error)
  }
}

/**
 * Runs a plan for real in one transaction.
 *
 * @param seal The seal of the rehearsal that the user has agreed to; null if none was asked for.
 * @throws {AdminError} `CONFLICT` if the outcome would now be another one; nothing was changed.
 */
export async function carryOut<Result>(
  ctx: AdminContext,
  plan: Plan<Result>,
  seal: string | null,
): Promise<Ran<Result>> {
  try {
    return await inTransaction(ctx, async (tx) => {
      const ran = await runWithin(tx, plan, { rehearsal: false })
      if (seal !== null && ran.seal !== seal) throw new AdminError('CONFLICT', words.differsNow)
      return ran
    })
  } catch (error) {
    throw await planError(ctx, plan.admin, error)
  }
}

/** A plan that was cancelled, by its user or by a limit of time, has changed nothing. */
async function planError(ctx: AdminContext, admin: Admin, error: unknown): Promise<unknown> {
  if (databaseFailure(error)?.code === sqlState.queryCanceled)
    return new AdminError('INVALID', words.stopped, { cause: error })
  return translateWriteError(ctx, admin, { error, undone: words.nothingChanged })
}

async function runWithin<Result>(
  ctx: AdminContext,
  plan: Plan<Result>,
  run: { rehearsal: boolean },
): Promise<Ran<Result>> {
  const start = performance.now()
  if (plan.token !== undefined && plan.token !== '') await nameTransaction(ctx, plan.token)
  const after = await lastEntry(ctx)
  const work = await plan.work(ctx, run)
  // A rehearsal has no commit that would check them.
  await ctx.db.execute(sql`set constraints all immediate`)
  const outcome = await readOutcome(ctx, { ...plan, after })
  const ran = { ...work, ...outcome, milliseconds: performance.now() - start }
  return { ...ran, seal: sealOf(ctx, plan, ran) }
}

/** Sealed forms of outcomes are none of other values. */
const sealed = { name: 'outcome', table: { schema: 'brolly', name: 'plan' } }

/** Encrypted: a plain hash would let the browser guess short values of columns that the actor may not view. */
function sealOf<Result>(
  { actor, site }: AdminContext,
  { admin, description, unknown = false }: Plan<Result>,
  { digest, chosen, refusals, unchanged, missing }: Work<Result> & Outcome,
): string {
  const refused = refusals.map(({ reason, rows }) => [reason, rows.map(({ key }) => key)])
  const text = JSON.stringify([
    actor.id,
    admin.path,
    description,
    unknown ? chosen : digest,
    refused,
    unchanged,
    missing,
  ])
  return site.sealer.seal(sealed, createHash('sha256').update(text).digest('base64url'))
}
