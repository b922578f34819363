import { rmSync } from 'node:fs'
import path from 'node:path'
import * as tables from '@/admin/brolly/tables'
import { brollyFolder } from '@/migrate/files/folders'
import { generateMigration } from '@/migrate/generate/generate'

/** Writes the migration for changes in Brolly's own tables. */
const { folder } = brollyFolder()
const made = await generateMigration({ folder, schema: tables, name: process.argv[2] })
// Brolly's own migrations cannot be reverted.
if (made) rmSync(path.join(folder, `${made.name}.down.sql`), { force: true })
console.log(made ? `Wrote admin/migrations/${made.name}.sql` : 'No changes.')
