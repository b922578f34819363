import { z } from 'zod'
import { readFolder } from '@/migrate/files/folder'
import { brollyFolder, userFolder } from '@/migrate/files/folders'
import { sqlLines } from '@/migrate/plan/sql-lines'
import { findMigration } from '@/migrate/plan/target'
import { defineCommand } from '../command'

export const sqlmigrate = defineCommand({
  name: 'sqlmigrate',
  summary: 'Print the SQL of a migration, with the transactions in which migrate runs it.',
  details: 'Needs no database. A migration of Brolly itself is named brolly/0000_brolly.',
  arguments: { '<name>': 'a migration, or the beginning of its name' },
  flags: z.object({ backwards: z.boolean().default(false).describe('print its way back') }),
  async run({ backwards }, { terminal }, [name = '']) {
    const { folder } = name.startsWith('brolly/') ? brollyFolder() : userFolder()
    const file = findMigration(folder, readFolder(folder), name)
    for (const line of await sqlLines(folder, file, { backwards })) terminal.print(line)
  },
})
