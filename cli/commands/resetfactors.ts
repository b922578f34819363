import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { defineCommand } from '../command'
import { withDatabase } from '../data/accounts'
import { requireSite } from '../load/load-engine'
import { whoRuns } from '../load/who'

export const resetfactors = defineCommand({
  name: 'resetfactors',
  summary: 'Remove the second factors of an account and end its sessions.',
  details: 'For an owner who has lost them. The owner is notified by mail if the site sends mail.',
  flags: z.object({
    email: z.email('Must be an email address').describe('email of the user (required)'),
  }),
  async run({ email }, context) {
    const { accountByEmail, brollyMail, removeAllFactors } = await import('@/admin/server')
    const site = await requireSite(context.root)
    await withDatabase(context, async (db) => {
      const owner = await accountByEmail(db, email)
      const mail = brollyMail({ db, env: () => context.env, site }).settings
      const removed = await removeAllFactors({ db, site, actor: null, mail }, { owner, by: whoRuns() })
      if (removed.length === 0) throw new AdminError('INVALID', `${owner.email} has no second factor.`)
      context.terminal.print(`Removed from ${owner.email}, and ended their sessions: ${removed.join(', ')}.`)
    })
  },
})
