import { z } from 'zod'
import { withDatabase } from '../data/accounts'
import { defineCommand } from '../command'

export const sealaudit = defineCommand({
  name: 'sealaudit',
  summary: 'Seal new entries of the audit log, and print the head to keep elsewhere.',
  details:
    'Run it hourly, and keep what it prints where the database cannot be written from.\nThe log is compared with its seals by: npx brolly check --audit',
  flags: z.object({
    json: z.boolean().default(false).describe('print JSON'),
  }),
  async run({ json }, context) {
    const { sealLog } = await import('@/admin/server')
    const { entries, last } = await withDatabase(context, (db) => sealLog(db))
    if (json)
      context.terminal.print(
        JSON.stringify({
          sealed: Number(entries),
          seal: last === null ? null : Number(last.id),
          until: last === null ? null : Number(last.lastId),
          at: last?.sealedAt ?? null,
          head: last?.head ?? null,
        }),
      )
    else {
      context.terminal.print(`Sealed ${entries} entries.`)
      if (last !== null) context.terminal.print(`Seal ${last.id}, until entry ${last.lastId}, head ${last.head}`)
    }
  },
})
