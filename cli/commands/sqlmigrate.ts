import { z } from 'zod'
import { readFolder } from '@/migrate/files/folder'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import { sqlLines } from '@/migrate/plan/sql-lines'
import { findMigration } from '@/migrate/plan/target'
import { defineCommand } from '../command'

export const sqlmigrate = defineCommand({
  name: 'sqlmigrate',
  summary: 'Print the SQL of a migration, with the transactions that migrate would use.',
  details: 'Needs no database. Brolly’s own migrations are named like brolly/0000_brolly.',
  arguments: { '<name>': 'migration name, or the beginning of one' },
  flags: z.object({ backwards: z.boolean().default(false).describe('print the SQL that reverts it') }),
  async run({ backwards }, { terminal }, [name = '']) {
    const { folder } = name.startsWith('brolly/') ? brollyFolder() : userFolder()
    const file = findMigration(folder, readFolder(folder), name)
    for (const line of await sqlLines(folder, file, { backwards })) terminal.print(line)
  },
})
