import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'

export const clearsecurity = defineCommand({
  name: 'clearsecurity',
  summary: 'Remove old events of the security log.',
  details: 'Without --days, BROLLY_SECURITY_DAYS must be set. Run it daily.',
  flags: z.object({
    days: z.coerce
      .number('Must be a number of days')
      .int('Must be a number of days')
      .min(1, 'Must be 1 or more')
      .optional()
      .describe('number of days to keep events (BROLLY_SECURITY_DAYS)'),
  }),
  async run({ days }, context) {
    const keep = days ?? context.env.BROLLY_SECURITY_DAYS
    if (keep === undefined)
      throw new AdminError('INVALID', 'Set BROLLY_SECURITY_DAYS, or run: npx brolly clearsecurity --days <days>')
    const { clearSecurity } = await import('@/admin/server')
    const removed = await withDatabase(context, (db) => clearSecurity(db, { days: keep }))
    context.terminal.print(`Removed ${removed} events older than ${keep} days.`)
  },
})
