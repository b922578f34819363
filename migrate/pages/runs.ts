import { randomUUID } from 'node:crypto'
import { AdminError, recordMigrations, requireOwnPassword, type AdminContext } from '@/admin/server'
import { migrate } from '../run/migrate'
import { stepKey } from '../plan/migration-plan'
import type { MigrationStep } from '../plan/steps'
import { keptAfter } from './kept-after'
import { readPlan } from './plan-page'
import { failedProgress, firstProgress, nextProgress, type RunProgress } from './run-progress'
import { migrationsPath, requireSuperuser, type MigrationSource } from './source'

/** A run of migrations that somebody has begun from the screens of this server. */
export interface MigrationRun {
  readonly id: string
  readonly title: string
  /** Whose it is. */
  readonly by: string
  readonly startedAt: Date
  readonly progress: RunProgress
  readonly state: 'running' | 'done' | 'failed'
  readonly failure?: { readonly message: string; readonly kept: string }
}

/** What was posted with a plan. */
export interface AgreedPlan {
  /** The name of a migration, `zero`, or null for all the way forward. */
  readonly to: string | null
  readonly fingerprint: string
  /** Of the one who posts it, typed again. */
  readonly password: string
  readonly acceptsLoss: boolean
}

export interface RunOptions {
  /** Writes an unexpected failure down. @returns What to tell of it. */
  readonly report: (error: unknown) => string
}

const mostKept = 20
const place = Symbol.for('brolly.migration-runs')
type Holder = { [place]?: Map<string, MigrationRun> }

/** The framework bundles this file more than once; all copies share one registry. Newest last. */
const runs = ((globalThis as Holder)[place] ??= new Map<string, MigrationRun>())

/**
 * Begins what a superuser has agreed to, in this process, and returns at once: whoever closes the page does not end it. While
 * one is under way every other post leads to that one.
 *
 * It runs here and not in a process of the command because the runner is the same code with the same lock, tells its progress
 * without a protocol in between, and loads the code of data migrations from beside the framework's bundle. A server that is
 * stopped in the midst is a runner that died: the file is rolled back, and the next run goes on.
 *
 * @returns Its id.
 * @throws {AdminError} `FORBIDDEN`; `INVALID` with the words at `current` for a wrong password, at `loss` where the loss of
 *   data is not accepted; `CONFLICT` where the plan is not the one that was agreed to any more, or cannot be done.
 */
export async function startMigration(
  ctx: AdminContext,
  source: MigrationSource,
  { agreed, report }: { agreed: AgreedPlan } & RunOptions,
): Promise<string> {
  requireSuperuser(ctx)
  await requireOwnPassword(ctx, agreed.password)
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
  // Nothing is awaited from here on until the run is known, so that two posts cannot both begin one.
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
    onProgress: (told) => change((run) => ({ ...run, progress: nextProgress(run.progress, told) })),
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
    .then(() => writeDown(ctx, runs.get(id)?.progress))
    .catch((error: unknown) => void report(error))
  return id
}

async function writeDown(ctx: AdminContext, progress: RunProgress | undefined): Promise<void> {
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

/** @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for one that this server does not know. */
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

/** The run that has not ended. */
export function runningRun(ctx: AdminContext): { href: string; title: string } | undefined {
  const run = currentRun()
  return run && { href: hrefOf(ctx, run), title: run.title }
}

/** The one that ended last. */
export function lastRun(ctx: AdminContext): { href: string; title: string; failed: boolean } | undefined {
  const run = [...runs.values()].findLast((each) => each.state !== 'running')
  return run && { href: hrefOf(ctx, run), title: run.title, failed: run.state === 'failed' }
}
