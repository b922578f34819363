import { z } from 'zod'
import { withDatabase, withPassword } from '../data/accounts'
import { defineCommand } from '../command'
import { requireSite } from '../load/load-engine'
import { whoRuns } from '../load/who'

export const createuser = defineCommand({
  name: 'createuser',
  summary: 'Create an account.',
  details: 'Takes the password from BROLLY_PASSWORD, or prompts for it twice.',
  flags: z.object({
    email: z.email('Must be an email address').describe('email address to log in with (required)'),
    name: z.string().default('').describe('display name'),
    staff: z.boolean().default(false).describe('allow the user to log in to the admin'),
    superuser: z.boolean().default(false).describe('grant every permission; implies --staff'),
    group: z.array(z.string()).default([]).describe('add the user to this group; repeatable'),
    permission: z.array(z.string()).default([]).describe('grant a permission such as products.view; repeatable'),
    input: z.boolean().default(true).describe('never prompt'),
  }),
  async run(flags, context) {
    const { createUser, refuseUnknownPermissions } = await import('@/admin/server')
    const site = await requireSite(context.root)
    if (flags.permission.length > 0) refuseUnknownPermissions(site, flags.permission)
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
            rules: site.accounts.passwords,
            profile: site.accounts.profile,
            by: whoRuns(),
          })
          context.terminal.print(`Created ${flags.superuser ? 'the superuser' : 'the user'} ${email}.`)
        },
      ),
    )
  },
})
