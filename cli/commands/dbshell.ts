import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { defineCommand } from '../command'
import { findOnPath } from '../load/find-on-path'
import { connectionVariables, sqlPrompt } from '../output/sql-prompt'

export const dbshell = defineCommand({
  name: 'dbshell',
  summary: 'Open a prompt for SQL on the database: psql where it is installed, else one of its own.',
  details: 'Words go to psql: npx brolly dbshell -- -c "select 1". The own prompt knows -c, \\dt, \\d <table> and \\q.',
  words: 'options for psql',
  flags: z.object({ own: z.boolean().default(false).describe('the own prompt, also where psql is installed') }),
  async run({ own }, context, words) {
    const url = await context.databaseUrl()
    const psql = own ? undefined : findOnPath('psql')
    if (psql === undefined) return sqlPrompt(url, { words, terminal: context.terminal })
    // By variables: a command line can be read by everybody on the machine.
    const env = { ...process.env, ...connectionVariables(url) }
    const child = spawn(psql, [...words], { stdio: 'inherit', env })
    context.atExit(async () => void child.kill('SIGTERM'))
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  },
})
