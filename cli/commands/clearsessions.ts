import { z } from 'zod'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'

export const clearsessions = defineCommand({
  name: 'clearsessions',
  summary: 'Remove sessions that have ended, and marks of forms that were sent long ago.',
  details: 'Nothing depends on it: ended sessions are refused in any case. Run it once a day where there are many.',
  flags: z.object({}),
  async run(_, context) {
    const { clearSessions } = await import('@/admin/server')
    const { sessions, submitTokens } = await withDatabase(context, clearSessions)
    context.terminal.print(`Removed ${sessions} sessions and ${submitTokens} marks of sent forms.`)
  },
})
