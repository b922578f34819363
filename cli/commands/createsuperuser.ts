import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { requireTerminal, withDatabase, withPassword } from '../data/accounts'
import { defineCommand, type CommandContext } from '../command'
import { requireSite } from '../load/load-engine'
import { whoRuns } from '../load/who'

const variables = 'BROLLY_SUPERUSER_EMAIL and BROLLY_SUPERUSER_PASSWORD'

export const createsuperuser = defineCommand({
  name: 'createsuperuser',
  summary: 'Create an account that has every permission.',
  details: `Email and password come from ${variables}, or are prompted for.`,
  flags: z.object({
    email: z.email('Must be an email address').optional().describe('email address to log in with'),
    input: z.boolean().default(true).describe('never prompt'),
  }),
  async run(flags, context) {
    if (context.env.BROLLY_SUPERUSER_PASSWORD === undefined)
      requireTerminal(context, { input: flags.input, command: 'createsuperuser', need: variables })
    const email = flags.email ?? context.env.BROLLY_SUPERUSER_EMAIL ?? (await askEmail(context, flags.input))
    const { createUser } = await import('@/admin/server')
    const rules = (await requireSite(context.root)).accounts.passwords
    await withDatabase(context, (db) =>
      withPassword(
        context,
        { input: flags.input, variable: 'BROLLY_SUPERUSER_PASSWORD', command: 'createsuperuser' },
        async (password) => {
          const account = { email, password, isStaff: true, isSuperuser: true, groups: [], permissions: [] }
          await createUser(db, { ...account, rules, by: whoRuns() })
          context.terminal.print(`Created the superuser ${email}.`)
        },
      ),
    )
  },
})

async function askEmail(context: CommandContext, input: boolean): Promise<string> {
  requireTerminal(context, { input, command: 'createsuperuser', need: variables })
  for (let attempt = 0; attempt < 3; attempt++) {
    const typed = await context.terminal.ask('Email')
    if (z.email().safeParse(typed).success) return typed
    context.terminal.warn(`'${typed}' is not an email address.`)
  }
  throw new AdminError('INVALID', 'No email address given. Run the command again.')
}
