import { z } from 'zod'
import { brollyFolder, userFolder } from '@/migrate/folders'
import { migrate } from '@/migrate/migrate'
import { defineCommand } from '../command'
import { printProgress } from '../migration-lines'
import { whoRuns } from '../who'

export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: 'Apply the migrations that the database has not had: those of Brolly, then those in drizzle/.',
  flags: z.object({
    wait: z.coerce
      .number('A number of seconds is needed')
      .min(0)
      .default(60)
      .describe('seconds to wait for another migration (60)'),
    brollyOnly: z.boolean().default(false).describe('only the tables of Brolly'),
  }),
  async run({ wait, brollyOnly }, context) {
    const applied = await migrate({
      url: await context.databaseUrl(),
      ...(brollyOnly ? brollyFolder() : userFolder()),
      by: whoRuns(),
      lockTimeoutMs: wait * 1000,
      kitTable: !brollyOnly,
      onProgress: printProgress(context.terminal),
    })
    if (applied.length === 0) context.terminal.print('Nothing to apply.')
  },
})
