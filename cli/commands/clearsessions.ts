import { z } from 'zod'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'

export const clearsessions = defineCommand({
  name: 'clearsessions',
  summary: 'Delete expired sessions and old tokens of submitted forms.',
  details: 'Optional: expired sessions are refused either way. Run it daily on a busy site.',
  flags: z.object({}),
  async run(_, context) {
    const { clearSessions } = await import('@/admin/server')
    const { sessions, submitTokens } = await withDatabase(context, clearSessions)
    context.terminal.print(`Removed ${sessions} sessions and ${submitTokens} tokens of submitted forms.`)
  },
})
