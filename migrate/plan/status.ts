import { withConnection, type Connection } from '../database/connection'
import { readFolder } from '../files/folder'
import { brollyFolder, userFolder, type MigrationFolder } from '../files/folders'
import { readKitTable } from '../database/kit-table'
import { planMigrations, type MigrationPlan } from './plan'
import { readRecords, type MigrationRecord } from '../database/records'

export interface FolderStatus extends MigrationPlan {
  readonly name: string
  readonly folder: string
  /** When each was applied, by whom and how long it took. */
  readonly records: readonly MigrationRecord[]
}

/** The applied and pending migrations and the problems of each folder. Changes nothing. */
export async function migrationStatus(
  url: string,
  folders: readonly MigrationFolder[] = [brollyFolder(), userFolder()],
): Promise<FolderStatus[]> {
  return withConnection(url, async (sql) => {
    const states: FolderStatus[] = []
    for (const { name, folder } of folders) {
      const records = await readRecords(sql, name)
      const kit = name === brollyFolder().name ? [] : await readKitTable(sql)
      states.push({ name, folder, records, ...planMigrations({ folder, files: readFolder(folder), records, kit }) })
    }
    return states
  })
}

/** Who created the tables of a database. It decides whether `dev` may migrate it. */
export async function databaseOwnership(url: string): Promise<'empty' | 'ours' | 'foreign'> {
  const { name, folder } = userFolder()
  const [first] = readFolder(folder)
  return withConnection(url, async (sql) => {
    const records = await readRecords(sql, name)
    if (first && records.some((record) => record.name === first.name && record.checksum === first.checksum))
      return 'ours'
    return (await hasForeignTables(sql)) ? 'foreign' : 'empty'
  })
}

async function hasForeignTables(sql: Connection): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('brolly', 'drizzle', 'information_schema')
        and n.nspname not like 'pg\\_%'
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    ) as found`
  return row?.found === true
}
