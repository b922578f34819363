import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { userFolder } from '@/migrate/files/folders'
import { migrationStatus } from '@/migrate/plan/status'
import { agreedSteps } from '../output/accept-findings'
import { defineCommand, type CommandContext } from '../command'
import { refuseDeclarations } from '../load/declaration-problems'
import { printProgress } from '../output/migration-lines'
import { handOver, runNext } from '../serve/next-process'
import { choosePort, requireOldSecrets, requireSecret, serverVariables } from '../serve/serve'
import { whoRuns } from '../load/who'

export const start = defineCommand({
  name: 'start',
  summary: 'Start the production server. Applies migrations only with --migrate.',
  flags: z.object({
    migrate: z.boolean().default(false).describe('apply pending migrations first'),
  }),
  async run(flags, context) {
    const secret = requireSecret(context.env.AUTH_SECRET)
    requireOldSecrets(context.env.AUTH_SECRET_OLD)
    const output = process.env.BROLLY_DIST_DIR || '.next'
    if (!existsSync(path.join(context.root, output, 'BUILD_ID')))
      throw new AdminError('MISCONFIGURED', 'No production build found. Create one with: npm run build')
    await refuseDeclarations(context)
    const host = context.env.HOST ?? '0.0.0.0'
    const port = await choosePort(context, host, { search: false })
    const url = await context.databaseUrl()
    if (flags.migrate) {
      const by = whoRuns()
      const migrationUrl = await context.migrationUrl()
      const { migrate } = await import('@/migrate/run/migrate')
      await migrate({
        url: migrationUrl,
        ...userFolder(),
        by,
        agreed: await agreedSteps(migrationUrl, userFolder(), context.terminal),
        onProgress: printProgress(context.terminal),
      })
    } else await tellPending(url, context)
    const args = ['start', '--port', String(port), '--hostname', host]
    const variables = {
      ...serverVariables(context.env, { url, secret, port }),
      ...embeddedFiles(context),
      NODE_ENV: 'production',
    }
    return (await handOver(context, args, variables)) ? 0 : runNext(context, args, variables)
  },
})

/** The server is given the URL of the embedded database like any other, so it is told that files belong beside its data. */
function embeddedFiles({ env, root }: CommandContext): Record<string, string> {
  if (env.DATABASE_URL !== undefined || env.BROLLY_FILES !== undefined) return {}
  return { BROLLY_FILES: path.resolve(root, env.BROLLY_DATA_DIR, 'files') }
}

/** An unavailable database does not prevent the server from starting: it reconnects later. */
async function tellPending(url: string, { terminal }: CommandContext): Promise<void> {
  const states = await migrationStatus(url).catch((error: unknown) => {
    if (!(error instanceof AdminError) || error.code !== 'UNAVAILABLE') throw error
    terminal.warn(error.message)
    return []
  })
  for (const { name, pending, adoptable, problems } of states) {
    for (const problem of problems) terminal.warn(problem.message)
    for (const file of [...adoptable, ...pending]) terminal.warn(`Pending: ${name}/${file.name}`)
  }
  if (states.some((state) => state.pending.length + state.adoptable.length > 0))
    terminal.warn('Apply pending migrations with: npx brolly migrate (or start with --migrate)')
}
