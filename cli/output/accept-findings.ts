import { existsSync } from 'node:fs'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import { withConnection } from '@/migrate/database/connection'
import type { Finding } from '@/migrate/lint/finding'
import type { AskDependencies } from '@/migrate/generate/change'
import type { SchemaInCode } from '@/migrate/generate/kit'
import type { Proof } from '@/migrate/generate/prove'
import { migrationPlan, stepKey } from '@/migrate/plan/migration-plan'
import type { MigrationFolder } from '@/migrate/files/folders'
import type { MigrationStep } from '@/migrate/plan/steps'
import type { CommandContext } from '../command'
import { printFindings } from './finding-lines'
import type { Terminal } from './terminal'

/** A file to run, with the findings about its statements. */
export interface LintedStep {
  readonly step: MigrationStep
  readonly findings: readonly Finding[]
}

/**
 * Analyses the statements that a run would send to the user's tables, whether they apply or revert. Steps that only
 * change records have none.
 */
export async function lintSteps(url: string, steps: readonly MigrationStep[]): Promise<LintedStep[]> {
  const applied = steps.filter((step) => step.action !== 'adopt' && !step.recordOnly && step.folder !== 'brolly')
  if (applied.length === 0) return []
  const files = applied.map(({ statements, noTransaction, done }) => ({
    statements: statements.slice(done),
    noTransaction,
  }))
  const { lintMigrations } = await import('@/migrate/lint/lint')
  const findings = await withConnection(url, (sql) => lintMigrations(sql, files))
  return applied.map((step, index) => ({
    step,
    // Statement numbers count from the start of the file, whose first statements may already be done.
    findings: (findings[index] ?? []).map((finding) => ({ ...finding, number: finding.number + step.done })),
  }))
}

/** Prints the findings that are not harmless, file by file. */
export function printLinted(linted: readonly LintedStep[], terminal: Pick<Terminal, 'print'>): void {
  for (const { step, findings } of linted) {
    const grave = findings.filter((finding) => finding.class !== 'safe')
    if (grave.length === 0) continue
    terminal.print(step.source)
    printFindings(grave, terminal)
  }
}

/** The steps that lose rows or values. */
export function losingSteps(linted: readonly LintedStep[]): readonly LintedStep[] {
  return linted.filter(({ findings }) => findings.some((finding) => finding.class === 'loses-data'))
}

/**
 * Requires consent to lose data: by flag, or typed.
 *
 * @throws {AdminError} `INVALID` with the command to run, if there is no terminal to ask on or the answer is no.
 */
export async function acceptDataLoss(
  linted: readonly LintedStep[],
  { accepted, ask, terminal, target }: { accepted: boolean; ask: boolean; terminal: Terminal; target?: string },
): Promise<void> {
  const losing = losingSteps(linted)
  if (losing.length === 0 || accepted) return
  const names = losing.map(({ step }) => step.source).join(', ')
  if (!ask || !terminal.interactive)
    throw new AdminError(
      'INVALID',
      `${names} would lose data. Nothing was changed. To go ahead, run: npx brolly migrate ${target === undefined ? '' : `${target} `}--accept-data-loss`,
    )
  if (!(await terminal.confirm(`${names} would lose data. Apply it?`)))
    throw new AdminError('INVALID', 'Nothing was changed.')
}

/**
 * Analyses what a starting server is about to apply, and asks before data is lost.
 *
 * @returns The steps that the run may execute, for `migrate`.
 */
export async function agreedSteps(url: string, folder: MigrationFolder, terminal: Terminal): Promise<string[]> {
  const steps = await migrationPlan(url, folder)
  const linted = await lintSteps(url, steps)
  const losing = losingSteps(linted)
  printLinted(losing, terminal)
  await acceptDataLoss(losing, { accepted: false, ask: true, terminal })
  return steps.map(stepKey)
}

/**
 * Tries a migration that is about to be written: which statements the database would reject, and which results differ
 * from the code. Returns nothing if no database answers at once, or if the migration cannot be tried.
 */
export async function proveWhereReachable(
  statements: readonly string[],
  {
    before,
    code,
    context,
  }: {
    before: readonly string[]
    code?: SchemaInCode
    context: Pick<CommandContext, 'env' | 'root' | 'migrationUrl'>
  },
): Promise<Proof> {
  const unknown: Proof = { refusals: [], unlike: [] }
  if (!isThere(context)) return unknown
  const { loadKit } = await import('@/migrate/generate/kit')
  const { proveMigration } = await import('@/migrate/generate/prove')
  try {
    const url = await context.migrationUrl()
    const tried = { url, before, statements, kit: loadKit(), ...(code && { code }) }
    return (await withConnection(url, (sql) => proveMigration(sql, tried))) ?? unknown
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    return unknown
  }
}

/** Runs `work` with dependencies from a database, if one answers at once, and without them otherwise. */
export async function withDependencies<T>(
  context: Pick<CommandContext, 'env' | 'root' | 'migrationUrl'>,
  work: (askDependencies: AskDependencies | undefined) => Promise<T>,
): Promise<T> {
  if (!isThere(context)) return work(undefined)
  let url: string
  try {
    url = await context.migrationUrl()
    await withConnection(url, async (sql) => sql`select 1`)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    return work(undefined)
  }
  const { loadKit } = await import('@/migrate/generate/kit')
  const { askingDatabase } = await import('@/migrate/generate/ask-dependencies')
  return withConnection(url, (sql) => work(askingDatabase(sql, { url, kit: loadKit() })))
}

/** Whether there is a database. An embedded server is not created just to be queried. */
function isThere({ env, root }: Pick<CommandContext, 'env' | 'root'>): boolean {
  return env.DATABASE_URL !== undefined || existsSync(path.resolve(root, env.BROLLY_DATA_DIR, 'postgres.json'))
}

/** Analyses statements, with the sizes of their tables if a database answers at once. */
export async function lintWhereReachable(
  statements: readonly string[],
  context: Pick<CommandContext, 'env' | 'root' | 'migrationUrl'>,
): Promise<Finding[]> {
  const { lintMigration } = await import('@/migrate/lint/lint')
  if (!isThere(context)) return lintMigration(undefined, { statements })
  try {
    return await withConnection(await context.migrationUrl(), (sql) => lintMigration(sql, { statements }))
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    return lintMigration(undefined, { statements })
  }
}
