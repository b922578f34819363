import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { readFolder } from '@/migrate/files/folder'
import { userFolder } from '@/migrate/files/folders'
import type { Database, Site } from '@/admin/server'
import { proveWhereReachable } from '../output/accept-findings'
import { withDatabase } from '../data/accounts'
import { defineCommand, type CommandContext } from '../command'
import { engineContext, requireSite } from '../load/load-engine'
import { loadCode } from '../load/load-schema'
import { problemLines, type PrintedProblem as Problem } from '../output/problem-lines'

export const check = defineCommand({
  name: 'check',
  summary: 'Check the declarations, the schema and the database for problems.',
  details:
    'Each problem has an id, documented in docs/checks/. Exits with 1 on errors, and with --fail-level warning on warnings too.\nWithout DATABASE_URL and before the first start there is no database, so only the code is checked.',
  flags: z.object({
    deploy: z.boolean().default(false).describe('also check the production settings'),
    database: z.boolean().default(true).describe('check the code only'),
    failLevel: z
      .enum(['error', 'warning'], 'Must be error or warning')
      .default('error')
      .describe('lowest level that causes exit code 1: error or warning (error)'),
    audit: z.boolean().default(false).describe('also compare the audit log with its seals'),
    head: z.string().optional().describe('with --audit, a head that sealaudit printed earlier'),
    fix: z.boolean().default(false).describe('fix problems that need no decision: drift.W004'),
    details: z.boolean().default(false).describe('print every warning, not one line per kind'),
    json: z.boolean().default(false).describe('print every problem as JSON'),
  }),
  async run({ deploy, database, audit, head, failLevel, fix, details, json }, context) {
    if (head !== undefined && !audit) throw new AdminError('INVALID', '--head needs --audit.')
    if (audit && !(database && hasDatabase(context)))
      throw new AdminError('INVALID', '--audit needs a database. Set DATABASE_URL.')
    const site = await requireSite(context.root)
    const { checkSite } = await import('@/admin/server')
    const problems: Problem[] = [...checkSite(site), ...(await checkFolder({ fix }))]
    if (deploy) {
      const { environmentProblems, fileProblems } = await import('../serve/deploy-problems')
      problems.push(...environmentProblems(context.env), ...fileProblems(site, context))
    }
    if (database && hasDatabase(context)) problems.push(...(await askDatabase(context, site, { deploy })))
    if (audit) problems.push(...(await auditProblemsOf(context, head)))
    if (json) context.terminal.print(JSON.stringify(problems, null, 2))
    else for (const line of problemLines(problems, { details })) context.terminal.print(line)
    return problems.some(({ level }) => level === 'error' || level === failLevel) ? 1 : 0
  },
})

/** Problems of the migration files themselves. */
async function checkFolder({ fix }: { fix: boolean }): Promise<Problem[]> {
  const { hasStraySnapshot, mendFirstSnapshot } = await import('@/migrate/generate/first-snapshot')
  const { straySnapshotProblem } = await import('@/migrate/drift/drift-problems')
  const { folder } = userFolder()
  if (fix) mendFirstSnapshot(folder)
  return hasStraySnapshot(folder) ? [straySnapshotProblem] : []
}

/** Whether there is a database to check. An embedded server is not created just for that. */
function hasDatabase({ env, root }: CommandContext): boolean {
  return env.DATABASE_URL !== undefined || existsSync(path.resolve(root, env.BROLLY_DATA_DIR, 'postgres.json'))
}

async function askDatabase(context: CommandContext, site: Site, { deploy }: { deploy: boolean }): Promise<Problem[]> {
  const { checkDatabase } = await import('@/admin/server')
  try {
    const url = await context.databaseUrl()
    return await withDatabase(context, async (db) => {
      const found: Problem[] = deploy ? await deployProblems(context, { url, db }) : []
      found.push(...(await driftOf(context)).filter(({ id }) => !(deploy && id === 'drift.W002')))
      found.push(...(await refusalsOf(context, url)))
      return [...found, ...(await checkDatabase(await engineContext(context.root, db)))]
    })
  } catch (error) {
    if (!(error instanceof AdminError) || error.code !== 'UNAVAILABLE') throw error
    const hint = `Its ${site.admins.length} tables were not checked. Use --no-database to skip this.`
    return [{ id: 'deploy.E002', level: 'error', where: 'DATABASE_URL', message: error.message, hint }]
  }
}

/** Prints the head besides: without one that was kept elsewhere, the seals could have been rewritten as well. */
async function auditProblemsOf(context: CommandContext, head: string | undefined): Promise<Problem[]> {
  const { verifyLog } = await import('@/admin/server')
  const { auditProblems } = await import('../output/audit-problems')
  const verified = await withDatabase(context, (db) => verifyLog(db, head === undefined ? {} : { head: head.trim() }))
  const { seals, last, unsealed } = verified
  if (last !== null)
    context.terminal.warn(
      `The audit log has ${seals} seals, until entry ${last.lastId}, and ${unsealed} entries after it. Head: ${last.head}`,
    )
  return auditProblems(verified)
}

async function deployProblems(context: CommandContext, { url, db }: { url: string; db: Database }): Promise<Problem[]> {
  const { databaseDeployProblems, poolerProblems } = await import('../serve/deploy-problems')
  return [...(await databaseDeployProblems(context, { url, db })), ...(await poolerProblems(context, url))]
}

/** The comparison needs drizzle-kit, which is missing in production, and permission to create schemas. */
async function driftOf(context: CommandContext): Promise<Problem[]> {
  const { readDrift } = await import('@/migrate/drift/drift')
  const { driftProblems, driftUnknown } = await import('@/migrate/drift/drift-problems')
  try {
    const code = await loadCode(context.root)
    return driftProblems(await readDrift({ url: await context.migrationUrl(), ...code }))
  } catch (error) {
    if (!(error instanceof AdminError) || error.code === 'UNAVAILABLE') throw error
    return [driftUnknown(error.message)]
  }
}

/** Pending statements that would fail in `migrate`. */
async function refusalsOf(context: CommandContext, url: string): Promise<Problem[]> {
  const { migrationPlan } = await import('@/migrate/plan/migration-plan')
  const steps = await migrationPlan(url, userFolder()).catch(() => [])
  const pending = steps.filter(
    ({ action, file, recordOnly }) => action === 'apply' && file.kind === 'sql' && !recordOnly,
  )
  if (pending.length === 0) return []
  const names = new Set(pending.map(({ file }) => file.name))
  const before = readFolder(userFolder().folder)
    .filter(({ name }) => !names.has(name))
    .flatMap((file) => file.statements)
  const statements = pending.flatMap((step) => step.statements)
  const { refusals } = await proveWhereReachable(statements, { before, context })
  return refusals.map(({ statement, reason, advice }) => ({
    id: 'drift.E004',
    level: 'error',
    where: `drizzle/${pending.find((step) => step.statements.includes(statement))?.file.name ?? ''}`,
    message: `migrate will refuse this: ${reason}.`,
    hint: advice,
  }))
}
