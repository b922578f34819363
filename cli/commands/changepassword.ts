import { z } from 'zod'
import { withDatabase, withPassword } from '../data/accounts'
import { defineCommand } from '../command'
import { whoRuns } from '../load/who'

export const changepassword = defineCommand({
  name: 'changepassword',
  summary: 'Set the password of an account and end its sessions.',
  details: 'The password comes from BROLLY_PASSWORD, or is asked for twice.',
  flags: z.object({
    email: z.email('An email address is needed').describe('whose password (required)'),
    input: z.boolean().default(true).describe('ask nothing'),
  }),
  async run({ email, input }, context) {
    const { setPassword } = await import('@/admin/server')
    await withDatabase(context, (db) =>
      withPassword(context, { input, variable: 'BROLLY_PASSWORD', command: 'changepassword' }, async (password) => {
        await setPassword(db, { email, password, by: whoRuns() })
        context.terminal.print(`The password of ${email} is changed; its sessions have ended.`)
      }),
    )
  },
})
