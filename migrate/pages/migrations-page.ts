import type { AppliedMigration, DriftView, MigrationsPage, MigrationStepView } from '@/admin/client'
import { AdminError, formatMoment, type AdminContext } from '@/admin/server'
import { lockHolder, withConnection } from '../database/connection'
import type { MigrationFile } from '../files/folder'
import { brollyFolder, type MigrationFolder } from '../files/folders'
import type { SchemaInCode } from '../generate/kit'
import { migrationStatus, type FolderStatus } from '../plan/status'
import { planSteps } from '../plan/steps'
import { driftView } from './drift-view'
import { lintSteps } from './linted-steps'
import { lastRun, runningRun } from './runs'
import { duration, migrationCount, migrationsPath, requireSuperuser, type MigrationSource } from './source'
import { stepView } from './step-view'

/**
 * The applied and pending migrations and their problems, for superusers.
 *
 * @param compare The schema in code, if it should be compared with the migrations and the database.
 * @throws {AdminError} `FORBIDDEN`; `UNAVAILABLE` if the database is down.
 */
export async function migrationsPage(
  ctx: AdminContext,
  source: MigrationSource,
  compare?: SchemaInCode,
): Promise<MigrationsPage> {
  requireSuperuser(ctx)
  const running = runningRun(ctx)
  const elsewhere = running ? undefined : await withConnection(source.url, lockHolder)
  const isBusy = running !== undefined || elsewhere !== undefined
  const [own, mine] = [await readState(source.url, brollyFolder()), await readState(source.url, source.folder)]
  const problems = [...problemsOf(own), ...problemsOf(mine)]
  const pending = mine.status ? await pendingViews(ctx, source, { status: mine.status, isBusy }) : []
  const ownPending = own.status
    ? await pendingViews(ctx, { ...source, folder: brollyFolder() }, { status: own.status, isBusy })
    : []
  const applied = mine.status ? appliedOf(ctx, mine.status) : []
  const many = pending.length + ownPending.length
  const mayRun = !isBusy && problems.length === 0
  return {
    pending: pending.map((view) => (mayRun ? view : { ...view, href: null })),
    applied: applied.map((migration) => (isBusy ? { ...migration, revertHref: null } : migration)),
    own: { pending: ownPending, applied: own.status ? appliedOf(ctx, own.status, { revertible: false }) : [] },
    problems,
    applyHref: mayRun && many > 0 ? migrationsPath(ctx, '/plan') : null,
    applyLabel: `Apply ${migrationCount(many)}`,
    revertAllHref: !isBusy && applied.length > 0 ? migrationsPath(ctx, '/plan?to=zero') : null,
    running: running ?? null,
    elsewhere: elsewhere ?? null,
    lastRun: running ? null : (lastRun(ctx) ?? null),
    drift: compare ? await comparedNow(source, compare, isBusy) : null,
    driftHref: migrationsPath(ctx, '?compare=1#drift'),
  }
}

async function comparedNow(source: MigrationSource, code: SchemaInCode, isBusy: boolean): Promise<DriftView> {
  if (isBusy)
    return { lines: [], notes: [], unavailable: 'A migration is running. Compare again when it has finished.' }
  return driftView(source, code)
}

/** Reports an unreadable folder as a problem, so that the rest of the page is still shown. */
async function readState(url: string, folder: MigrationFolder): Promise<{ status?: FolderStatus; failure?: string }> {
  try {
    const [status] = await migrationStatus(url, [folder])
    return status ? { status } : {}
  } catch (error) {
    if (!(error instanceof AdminError) || error.code !== 'INVALID') throw error
    return { failure: error.message }
  }
}

function problemsOf({ status, failure }: { status?: FolderStatus; failure?: string }): string[] {
  if (!status) return failure === undefined ? [] : [failure]
  const { problems, unknown, pending, name } = status
  const strangers =
    unknown.length === 0 || pending.length === 0
      ? []
      : [
          `The database has applied ${unknown.map((each) => `${name}/${each}`).join(', ')}, which this release does not have. Add the missing files before you apply others.`,
        ]
  return [...problems.map((problem) => problem.message), ...strangers]
}

/** All pending migrations in order, even if a problem prevents a run. */
async function pendingViews(
  ctx: AdminContext,
  { url, folder }: MigrationSource,
  { status, isBusy }: { status: FolderStatus; isBusy: boolean },
): Promise<MigrationStepView[]> {
  const planned = await planSteps(folder, { direction: 'up', files: status.pending }, status)
  const steps = planned.map((step) => ({ ...step, recordOnly: step.action === 'adopt' }))
  const linted = await lintSteps(isBusy ? undefined : url, steps)
  const isUsers = folder.name !== brollyFolder().name
  return linted.map((lintedStep) =>
    stepView(lintedStep, {
      folder: folder.folder,
      ...(isUsers && lintedStep.step.action === 'apply'
        ? { href: migrationsPath(ctx, `/plan?to=${encodeURIComponent(lintedStep.step.file.name)}`) }
        : {}),
    }),
  )
}

function appliedOf(
  ctx: AdminContext,
  status: FolderStatus,
  { revertible = true }: { revertible?: boolean } = {},
): AppliedMigration[] {
  const edited = new Set(status.problems.filter(({ kind }) => kind === 'edited').map(({ name }) => name))
  const files = status.applied.toSorted((a, b) => b.idx - a.idx)
  const last = files[0]
  const known = files.map((file) => ({
    ...recordView(ctx, status, file),
    state: status.halfway.has(file.name) ? ('in part' as const) : ('applied' as const),
    edited: edited.has(file.name),
    revertHref: revertible && file !== last ? migrationsPath(ctx, `/plan?to=${encodeURIComponent(file.name)}`) : null,
  }))
  const strangers = status.unknown.map((name) => ({
    ...recordView(ctx, status, { name, checksum: '' }),
    state: 'not in the folder' as const,
    edited: false,
    revertHref: null,
  }))
  return [...strangers.toReversed(), ...known]
}

function recordView(
  ctx: AdminContext,
  { records }: FolderStatus,
  { name, checksum }: Pick<MigrationFile, 'name' | 'checksum'>,
): Pick<AppliedMigration, 'name' | 'at' | 'by' | 'took' | 'checksum'> {
  const record = records.find((candidate) => candidate.name === name)
  const finished = record?.finished ?? null
  return {
    name,
    at: finished === null ? null : formatMoment(ctx, finished),
    by: record?.by ?? null,
    took: record?.ms === null || record === undefined ? null : duration(record.ms),
    checksum: (record?.checksum ?? checksum).slice(0, 8),
  }
}
