import type { MigrationPlanPage } from '@/admin/client'
import { AdminError, type AdminContext } from '@/admin/server'
import { readFolder, sha256 } from '../files/folder'
import { brollyFolder } from '../files/folders'
import { migrationPlan, stepKey } from '../plan/migration-plan'
import type { MigrationStep } from '../plan/steps'
import { lintSteps, lossesOf, type LintedStep } from './linted-steps'
import { migrationCount, requireSuperuser, type MigrationSource } from './source'
import { stepView } from './step-view'

/** A plan as the page shows it, and the steps to run. */
export interface ReadPlan {
  readonly page: MigrationPlanPage
  readonly steps: readonly MigrationStep[]
}

/**
 * What a run to a target would do, for superusers.
 *
 * @param to The name of a migration, `zero`, or null for the last migration.
 * @throws {AdminError} `FORBIDDEN`; `NOT_FOUND` for a target that is not in the folder.
 */
export async function migrationPlanPage(
  ctx: AdminContext,
  source: MigrationSource,
  to: string | null,
): Promise<MigrationPlanPage> {
  return (await readPlan(ctx, source, to)).page
}

/** The same with the steps themselves. */
export async function readPlan(ctx: AdminContext, source: MigrationSource, to: string | null): Promise<ReadPlan> {
  requireSuperuser(ctx)
  const { url, folder } = source
  try {
    requireKnown(folder.folder, to)
    const steps = await migrationPlan(url, { ...folder, ...(to === null ? {} : { target: to }) })
    return { page: pageOf(await lintSteps(url, steps), { source, to }), steps }
  } catch (error) {
    // The history is inconsistent, or a folder or its code cannot be read: the page shows the problem and the remedy.
    if (!(error instanceof AdminError) || !['CONFLICT', 'INVALID', 'MISCONFIGURED'].includes(error.code)) throw error
    return { page: { ...pageOf([], { source, to }), blocked: error.message }, steps: [] }
  }
}

/** Full names only: a prefix that is unique now may not be when the form is posted. */
function requireKnown(folder: string, to: string | null): void {
  if (to === null || to === 'zero' || readFolder(folder).some((file) => file.name === to)) return
  throw new AdminError('NOT_FOUND', 'Migration not found.')
}

function pageOf(
  linted: readonly LintedStep[],
  { source, to }: { source: MigrationSource; to: string | null },
): MigrationPlanPage {
  const isBack = linted.some(({ step }) => step.action === 'undo')
  const many = linted.filter(({ step }) => step.action === (isBack ? 'undo' : 'apply')).length
  const losses = lossesOf(linted)
  const titles = isBack
    ? { title: to === 'zero' ? 'Revert everything' : `Revert to ${to ?? ''}`, button: `Revert ${migrationCount(many)}` }
    : {
        title: `Apply ${migrationCount(many || linted.length)}`,
        button: `Apply ${migrationCount(many || linted.length)}`,
      }
  return {
    direction: isBack ? 'revert' : 'apply',
    ...titles,
    sentence: sentenceOf(linted, { isBack, losses }),
    steps: linted.map((lintedStep) =>
      stepView(lintedStep, {
        folder: lintedStep.step.folder === 'brolly' ? brollyFolder().folder : source.folder.folder,
      }),
    ),
    losses,
    blocked: blockedBy(linted),
    fingerprint: fingerprint(linted),
  }
}

function sentenceOf(
  linted: readonly LintedStep[],
  { isBack, losses }: { isBack: boolean; losses: readonly string[] },
): string {
  if (linted.length === 0) return 'Nothing to do: the database is already there.'
  const order = isBack ? 'Reverted, newest first' : 'In this order'
  const before = linted.length === 1 ? '' : `${order}. `
  const loss = losses.length === 0 ? '' : ' Data will be lost and cannot be restored by reverting.'
  return `${before}If a migration fails, the run stops and the page shows what was applied.${loss}`
}

function blockedBy(linted: readonly LintedStep[]): string | null {
  const stuck = linted.find(({ step }) => step.irreversible !== undefined)?.step
  if (!stuck) return null
  return `${stuck.file.name} cannot be reverted: ${stuck.irreversible ?? ''}. Revert no further than this one.`
}

/** Identifies the steps and what they lose, but not the number of rows, which changes while the page is open. */
function fingerprint(linted: readonly LintedStep[]): string {
  const parts = linted.map(({ step, findings = [] }) => [
    stepKey(step),
    step.recordOnly,
    step.file.checksum,
    step.statements,
    findings.filter((finding) => finding.class === 'loses-data').map(({ rule, number }) => [rule, number]),
  ])
  return sha256(JSON.stringify(parts))
}
