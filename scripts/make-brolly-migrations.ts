import { brollyFolder } from '@/migrate/files/folders'
import { generateMigration } from '@/migrate/generate/generate'
import * as tables from '@/admin/brolly/tables'

/** Writes the migration for changes in Brolly's own tables. */
const made = await generateMigration({ folder: brollyFolder().folder, schema: tables, name: process.argv[2] })
console.log(made ? `Wrote admin/migrations/${made.name}.sql` : 'No changes.')
