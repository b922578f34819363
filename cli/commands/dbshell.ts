import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { defineCommand } from '../command'
import { findOnPath } from '../load/find-on-path'
import { connectionVariables, sqlPrompt } from '../output/sql-prompt'

export const dbshell = defineCommand({
  name: 'dbshell',
  summary: 'Open an SQL prompt on the database: psql if installed, otherwise a built-in one.',
  details:
    'Arguments after -- go to psql: npx brolly dbshell -- -c "select 1". The built-in prompt supports -c, \\dt, \\d <table> and \\q.',
  words: 'options for psql',
  flags: z.object({ own: z.boolean().default(false).describe('use the built-in prompt even if psql is installed') }),
  async run({ own }, context, words) {
    const url = await context.databaseUrl()
    const psql = own ? undefined : findOnPath('psql')
    if (psql === undefined) return sqlPrompt(url, { words, terminal: context.terminal })
    // Passed as environment variables: every user on the machine can read command lines.
    const env = { ...process.env, ...connectionVariables(url) }
    const child = spawn(psql, [...words], { stdio: 'inherit', env })
    context.atExit(async () => void child.kill('SIGTERM'))
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 1
  },
})
