import { z } from 'zod'
import { withDatabase, withPassword } from '../data/accounts'
import { defineCommand } from '../command'
import { requireSite } from '../load/load-engine'
import { whoRuns } from '../load/who'

export const createuser = defineCommand({
  name: 'createuser',
  summary: 'Create an account.',
  details: 'The password comes from BROLLY_PASSWORD, or is asked for twice.',
  flags: z.object({
    email: z.email('An email address is needed').describe('what the user logs in with (required)'),
    name: z.string().default('').describe('shown beside the email'),
    staff: z.boolean().default(false).describe('may enter the admin'),
    superuser: z.boolean().default(false).describe('has every permission; staff as well'),
    group: z.array(z.string()).default([]).describe('a group to be in; may be repeated'),
    permission: z.array(z.string()).default([]).describe('such as products.view; may be repeated'),
    input: z.boolean().default(true).describe('ask nothing'),
  }),
  async run(flags, context) {
    const { createUser, refuseUnknownPermissions } = await import('@/admin/server')
    if (flags.permission.length > 0) refuseUnknownPermissions(await requireSite(context.root), flags.permission)
    await withDatabase(context, (db) =>
      withPassword(
        context,
        { input: flags.input, variable: 'BROLLY_PASSWORD', command: 'createuser' },
        async (password) => {
          const { email } = await createUser(db, {
            email: flags.email,
            name: flags.name,
            password,
            isStaff: flags.staff || flags.superuser,
            isSuperuser: flags.superuser,
            groups: flags.group,
            permissions: flags.permission,
            by: whoRuns(),
          })
          context.terminal.print(`Created ${flags.superuser ? 'the superuser' : 'the user'} ${email}.`)
        },
      ),
    )
  },
})
