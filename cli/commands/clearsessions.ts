import { z } from 'zod'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'
import { requireSite } from '../load/load-engine'

export const clearsessions = defineCommand({
  name: 'clearsessions',
  summary: 'Delete expired sessions, tokens of submitted forms and counters of failed log-ins.',
  details: 'Optional: expired sessions are refused either way. Run it daily on a busy site.',
  flags: z.object({}),
  async run(_, context) {
    const { clearSessions } = await import('@/admin/server')
    const { accounts } = await requireSite(context.root)
    const cleared = await withDatabase(context, (db) => clearSessions(db, accounts.sessions))
    context.terminal.print(
      `Removed ${cleared.sessions} sessions, ${cleared.submitTokens} tokens of submitted forms and ${cleared.attempts} counters of failed log-ins.`,
    )
  },
})
