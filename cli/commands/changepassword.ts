import { z } from 'zod'
import { withDatabase, withPassword } from '../data/accounts'
import { defineCommand } from '../command'
import { requireSite } from '../load/load-engine'
import { whoRuns } from '../load/who'

export const changepassword = defineCommand({
  name: 'changepassword',
  summary: 'Set the password of an account and end its sessions.',
  details: 'Takes the password from BROLLY_PASSWORD, or prompts for it twice.',
  flags: z.object({
    email: z.email('Must be an email address').describe('email of the user (required)'),
    input: z.boolean().default(true).describe('never prompt'),
  }),
  async run({ email, input }, context) {
    const { setPassword } = await import('@/admin/server')
    const rules = (await requireSite(context.root)).accounts.passwords
    await withDatabase(context, (db) =>
      withPassword(context, { input, variable: 'BROLLY_PASSWORD', command: 'changepassword' }, async (password) => {
        await setPassword(db, { email, password, rules, by: whoRuns() })
        context.terminal.print(`Changed the password of ${email} and ended their sessions.`)
      }),
    )
  },
})
