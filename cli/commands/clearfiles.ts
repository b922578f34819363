import { z } from 'zod'
import { AdminError } from '@/admin/errors'
import { withDatabase } from '../data/accounts'
import { requireSite } from '../load/load-engine'
import { defineCommand } from '../command'

export const clearfiles = defineCommand({
  name: 'clearfiles',
  summary: 'Remove uploaded files that nothing refers to.',
  details:
    'Uploads that were never saved, files that neither a row nor the audit log names, and leftovers in the file store. Run it daily.',
  flags: z.object({
    hours: z.coerce
      .number('Must be a number of hours')
      .int('Must be a number of hours')
      .min(1, 'Must be 1 or more')
      .default(24)
      .describe('keep files uploaded or saved within this many hours'),
    dryRun: z.boolean().default(false).describe('print what would be removed without removing it'),
  }),
  async run({ hours, dryRun }, context) {
    const { clearFiles, openFileStore } = await import('@/admin/server')
    const site = await requireSite(context.root)
    const store = site.files ?? openFileStore(context.env, context.root)
    if (!store) throw new AdminError('INVALID', 'There is no place for files. Set BROLLY_FILES.')
    const found = await withDatabase(context, (db) => clearFiles(db, site, { store, hours, isRehearsal: dryRun }))
    const { fileSize } = await import('@/admin/client')
    const { files, strays, size } = found
    const verb = dryRun ? 'Would remove' : 'Removed'
    const removed = `${counted(files, 'file')} and ${counted(strays, 'leftover')}, ${fileSize(size)}`
    context.terminal.print(`${verb} ${removed}, from ${store.name}.`)
  },
})

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
