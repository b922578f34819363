import { z } from 'zod'
import { migrationStatus } from '@/migrate/status'
import { defineCommand } from '../command'

export const showmigrations = defineCommand({
  name: 'showmigrations',
  summary: 'List the migrations: [x] applied, [ ] pending, [?] applied but not in the folder.',
  flags: z.object({
    check: z.boolean().default(false).describe('exit with 1 when something is pending or wrong'),
  }),
  async run({ check }, { terminal, databaseUrl }) {
    let clean = true
    for (const status of await migrationStatus(await databaseUrl())) {
      terminal.print(status.name)
      if (status.applied.length + status.pending.length + status.unknown.length === 0) terminal.print(' (none)')
      for (const file of status.applied) terminal.print(` [x] ${file.name}`)
      for (const file of status.pending) terminal.print(` [ ] ${file.name}`)
      for (const name of status.unknown) terminal.print(` [?] ${name}`)
      for (const problem of status.problems) terminal.warn(problem)
      clean &&= status.pending.length === 0 && status.problems.length === 0
    }
    if (!clean) terminal.print('Apply what is pending with: npx brolly migrate')
    return check && !clean ? 1 : 0
  },
})
