import { z } from 'zod'
import { defineCommand } from '../command'
import { tellDeclarations } from '../load/declaration-problems'
import { runNext } from '../serve/next-process'
import { warmRoutes } from '../serve/warm-routes'
import { choosePort, developmentSecret, serverVariables } from '../serve/serve'

export const dev = defineCommand({
  name: 'dev',
  summary: 'Start the database, apply pending migrations, and run the development server.',
  details: 'Without DATABASE_URL it uses an embedded PostgreSQL with its data in .brolly/.',
  flags: z.object({
    inspect: z.boolean().default(false).describe('allow a debugger to attach to the server'),
  }),
  async run({ inspect }, context) {
    const host = context.env.HOST ?? '127.0.0.1'
    const port = await choosePort(context, host, { search: true })
    const url = await context.databaseUrl()
    const { prepareDatabase } = await import('../serve/prepare-database')
    await prepareDatabase(url, context)
    const secret = developmentSecret(context)
    const shownHost = host === '0.0.0.0' ? 'localhost' : host
    await tellDeclarations(context)
    context.terminal.print(`\n  Open  http://${shownHost}:${port}/admin\n`)
    const debug = inspect ? ['--inspect'] : []
    const warming = new AbortController()
    context.atExit(async () => warming.abort())
    void warmRoutes(`http://${shownHost}:${port}/admin`, warming.signal)
    return runNext(context, ['dev', '--port', String(port), '--hostname', host, ...debug], {
      ...serverVariables(context.env, { url, secret, port }),
      NODE_ENV: 'development',
    })
  },
})
