import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'
import { loadSeed } from '../load/load-schema'

export const seed = defineCommand({
  name: 'seed',
  summary: 'Run db/seed.ts in one transaction, once per database.',
  flags: z.object({ again: z.boolean().default(false).describe('run it even if it has already run') }),
  async run({ again }, context) {
    if (!(await loadSeed(context.root))) throw new AdminError('INVALID', 'db/seed.ts not found.')
    const { forgetSeed, seedOnce } = await import('../data/load-demo')
    await withDatabase(context, async (db) => {
      if (again) await forgetSeed(db)
      const ran = await seedOnce(context.root, db)
      context.terminal.print(
        ran
          ? 'Loaded db/seed.ts.'
          : 'db/seed.ts already ran on this database. To run it again: npx brolly seed --again',
      )
    })
  },
})
