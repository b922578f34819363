import { randomUUID } from 'node:crypto'
import { AdminError, recordMigrations, requireFresh, requireOwnPassword, type AdminContext } from '@/admin/server'
import { migrate } from '../run/migrate'
import { stepKey } from '../plan/migration-plan'
import type { MigrationStep } from '../plan/steps'
import { keptAfter } from './kept-after'
import { readPlan } from './plan-page'
import { failedProgress, firstProgress, nextProgress, type RunProgress } from './run-progress'
import { migrationsPath, requireSuperuser, type MigrationSource } from './source'

/** A migration run that a user started from the admin on this server. */
export interface MigrationRun {
  readonly id: string
  readonly title: string
  /** Email of the user who started it. */
  readonly by: string
  readonly startedAt: Date
  readonly progress: RunProgress
  readonly state: 'running' | 'done' | 'failed'
  readonly failure?: { readonly message: string; readonly kept: string }
}

/** What the user confirmed by posting the plan. */
export interface AgreedPlan {
  /** The name of a migration, `zero`, or null to apply everything. */
  readonly to: string | null
  readonly fingerprint: string
  /** The password of the user, for confirmation. */
  readonly password: string
  readonly acceptsLoss: boolean
}

export interface RunOptions {
  /** Logs an unexpected failure. @returns The message to show. */
  readonly report: (error: unknown) => string
}

const mostKept = 20
const storeKey = Symbol.for('brolly.migration-runs')
type GlobalStore = { [storeKey]?: Map<string, MigrationRun> }

/** Next.js bundles this file more than once; all copies share one registry. Newest last. */
const runs = ((globalThis as GlobalStore)[storeKey] ??= new Map<string, MigrationRun>())

/**
 * Starts the plan that a superuser confirmed, in this process, and returns immediately; closing the page does not stop it. While
 * a run is in progress, every other post leads to it.
 *
 * It runs in the server and not in a separate process because the runner is the same code with the same lock, reports its
 * progress without a protocol in between, and can load the code of data migrations next to the Next.js bundle. If the server
 * stops, the current file is rolled back and the next run continues.
 *
 * @returns The id of the run.
 * @throws {AdminError} `FORBIDDEN`; `UNCONFIRMED` for an account without a password whose session is not fresh; `INVALID` with a message at `current` for a wrong password, or at `loss` if the loss of data
 *   was not accepted; `CONFLICT` if the plan has changed since it was confirmed, or cannot run.
 */
export async function startMigration(
  ctx: AdminContext,
  source: MigrationSource,
  { agreed, report }: { agreed: AgreedPlan } & RunOptions,
): Promise<string> {
  requireSuperuser(ctx)
  if (ctx.actor.hasPassword) await requireOwnPassword(ctx, agreed.password)
  else requireFresh(ctx)
  const already = currentRun()
  if (already) return already.id
  const { page, steps } = await readPlan(ctx, source, agreed.to)
  if (page.blocked !== null) throw new AdminError('CONFLICT', `${page.blocked} Nothing was changed.`)
  if (page.fingerprint !== agreed.fingerprint || steps.length === 0)
    throw new AdminError('CONFLICT', 'The plan has changed. Nothing was changed. Review the plan again.')
  if (page.losses.length > 0 && !agreed.acceptsLoss)
    throw new AdminError('INVALID', 'Data would be lost, and you have not accepted that. Nothing was changed.', {
      fields: { loss: 'Tick this to continue.' },
    })
  // Nothing is awaited from here until the run is registered, so that two posts cannot both start one.
  return currentRun()?.id ?? begin(ctx, source, { steps, title: page.title, to: agreed.to, report })
}

interface Beginning extends RunOptions {
  readonly steps: readonly MigrationStep[]
  readonly title: string
  readonly to: string | null
}

function begin(ctx: AdminContext, source: MigrationSource, { steps, title, to, report }: Beginning): string {
  const id = randomUUID()
  keep({
    id,
    title,
    by: ctx.actor.email,
    startedAt: new Date(),
    progress: firstProgress(steps),
    state: 'running',
  })
  const change = (update: (run: MigrationRun) => MigrationRun) => {
    const run = runs.get(id)
    if (run) runs.set(id, update(run))
  }
  const work = migrate({
    url: source.url,
    ...source.folder,
    ...(to === null ? {} : { target: to }),
    by: ctx.actor.email,
    kitTable: true,
    agreed: steps.map(stepKey),
    onProgress: (event) => change((run) => ({ ...run, progress: nextProgress(run.progress, event) })),
  })
  void work
    .then(
      () => change((run) => ({ ...run, state: 'done' })),
      async (error: unknown) => {
        const message = error instanceof AdminError ? error.message : report(error)
        const progress = failedProgress(runs.get(id)?.progress ?? firstProgress(steps))
        const failure = { message, kept: await keptAfter(source, progress) }
        change((run) => ({ ...run, progress, failure, state: 'failed' }))
      },
    )
    .then(() => recordInAuditLog(ctx, runs.get(id)?.progress))
    .catch((error: unknown) => void report(error))
  return id
}

async function recordInAuditLog(ctx: AdminContext, progress: RunProgress | undefined): Promise<void> {
  const done = progress?.files.filter((file) => file.state === 'done' && file.action !== 'adopt') ?? []
  await recordMigrations(
    ctx,
    done.map(({ folder, name, action }) => ({ folder, name, action: action === 'undo' ? 'revert' : 'migrate' })),
  )
}

function keep(run: MigrationRun): void {
  runs.set(run.id, run)
  for (const oldest of runs.keys()) {
    if (runs.size <= mostKept) break
    runs.delete(oldest)
  }
}

function currentRun(): MigrationRun | undefined {
  return [...runs.values()].find((run) => run.state === 'running')
}

/** @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for a run that this server does not know. */
export function findRun(ctx: AdminContext, id: string): MigrationRun {
  requireSuperuser(ctx)
  const run = runs.get(id)
  if (!run)
    throw new AdminError(
      'NOT_FOUND',
      'This server has no record of this run: it was restarted, or another server is doing it. See the list for the migrations that were applied.',
    )
  return run
}

const hrefOf = (ctx: AdminContext, run: MigrationRun) => migrationsPath(ctx, `/run/${run.id}`)

/** The run in progress. */
export function runningRun(ctx: AdminContext): { href: string; title: string } | undefined {
  const run = currentRun()
  return run && { href: hrefOf(ctx, run), title: run.title }
}

/** The last finished run. */
export function lastRun(ctx: AdminContext): { href: string; title: string; failed: boolean } | undefined {
  const run = [...runs.values()].findLast((candidate) => candidate.state !== 'running')
  return run && { href: hrefOf(ctx, run), title: run.title, failed: run.state === 'failed' }
}
