import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { defineCommand, type CommandContext } from '../command'
import { loadSite } from '../load-schema'
import { requireSecret } from '../serve'

export const check = defineCommand({
  name: 'check',
  summary: 'Look for mistakes in the schema and the declarations.',
  flags: z.object({
    deploy: z.boolean().default(false).describe('also look at what production needs'),
  }),
  async run({ deploy }, context) {
    const { checkSite } = await import('@/admin/server')
    const site = await loadSite(context.root)
    if (!site) throw new AdminError('MISCONFIGURED', 'There is no admin.config.ts with a default export.')
    // What admin.config.ts exports is made by defineSite; checkSite says so where it is not.
    const problems = [...checkSite(site as Parameters<typeof checkSite>[0]), ...(deploy ? deployProblems(context) : [])]
    for (const { id, level, where, message, hint } of problems)
      context.terminal.print(`${level} ${id}  ${where}: ${message}${hint === '' ? '' : ` ${hint}`}`)
    const errors = problems.filter((problem) => problem.level === 'error').length
    const warnings = problems.length - errors
    context.terminal.print(problems.length === 0 ? 'No problems.' : `${errors} errors, ${warnings} warnings.`)
    return errors > 0 ? 1 : 0
  },
})

interface Problem {
  id: string
  level: 'error' | 'warning'
  where: string
  message: string
  hint: string
}

function deployProblems({ env }: CommandContext): Problem[] {
  const problems: Problem[] = []
  try {
    requireSecret(env.AUTH_SECRET)
  } catch (error) {
    if (!(error instanceof AdminError)) throw error
    problems.push({ id: 'deploy.E001', level: 'error', where: 'AUTH_SECRET', message: error.message, hint: '' })
  }
  if (env.DATABASE_URL === undefined)
    problems.push({
      id: 'deploy.W001',
      level: 'warning',
      where: 'DATABASE_URL',
      message: 'is not set, so the embedded PostgreSQL is used.',
      hint: 'Set it to a server that is backed up.',
    })
  if (env.BROLLY_URL?.startsWith('https://') !== true)
    problems.push({
      id: 'deploy.W002',
      level: 'warning',
      where: 'BROLLY_URL',
      message: 'is not an https address.',
      hint: 'Set it to the public origin, so that cookies are sent encrypted only.',
    })
  return problems
}
