import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'

export const clearaudit = defineCommand({
  name: 'clearaudit',
  summary: 'Remove old entries of the audit log.',
  details:
    'Deleted rows and undo go back as far as the log. Entries are sealed first, and removed in whole seals of up to 10,000.\nWithout --days, BROLLY_AUDIT_DAYS must be set. Run it daily.',
  flags: z.object({
    days: z.coerce
      .number('Must be a number of days')
      .int('Must be a number of days')
      .min(1, 'Must be 1 or more')
      .optional()
      .describe('number of days to keep entries (BROLLY_AUDIT_DAYS)'),
  }),
  async run({ days }, context) {
    const keep = days ?? context.env.BROLLY_AUDIT_DAYS
    if (keep === undefined)
      throw new AdminError('INVALID', 'Set BROLLY_AUDIT_DAYS, or run: npx brolly clearaudit --days <days>')
    const { clearLog } = await import('@/admin/server')
    const { entries, until } = await withDatabase(context, (db) => clearLog(db, { days: keep }))
    context.terminal.print(
      until === null
        ? `No entries are older than ${keep} days.`
        : `Removed ${entries} entries, the newest of ${until}.`,
    )
  },
})
