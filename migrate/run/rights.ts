import { AdminError } from '@/admin/errors'
import type { Connection } from '../database/connection'

interface Rights {
  user: string
  database: string
  hasBrolly: boolean
  canCreateSchema: boolean
  canUseBrolly: boolean
  readOnly: boolean
  standby: boolean
}

/**
 * Refuses to start a migration if the role may not maintain Brolly's own tables.
 *
 * @throws {AdminError} `FORBIDDEN` with the statement that an owner must run.
 */
export async function requireRights(sql: Connection): Promise<void> {
  const [rights] = await sql<Rights[]>`
    select current_user as "user", current_database() as database,
      to_regnamespace('brolly') is not null as "hasBrolly",
      has_database_privilege(current_database(), 'CREATE') as "canCreateSchema",
      coalesce(has_schema_privilege(to_regnamespace('brolly')::oid, 'CREATE'), true) as "canUseBrolly",
      current_setting('transaction_read_only') = 'on' as "readOnly",
      pg_is_in_recovery() as standby`
  const problem = rights && missingRight(rights)
  if (problem !== undefined) throw new AdminError('FORBIDDEN', problem)
}

function missingRight(rights: Rights): string | undefined {
  const user = quoted(rights.user)
  const database = quoted(rights.database)
  if (rights.standby) return 'This database is a read-only standby. Set DATABASE_URL to the primary.'
  if (rights.readOnly)
    return `The role ${user} is read-only. As an administrator, run: ALTER ROLE ${user} SET default_transaction_read_only = off;`
  if (!rights.hasBrolly && !rights.canCreateSchema)
    return `The role ${user} may not create the schema "brolly". As the owner, run: GRANT CREATE ON DATABASE ${database} TO ${user};`
  if (rights.hasBrolly && !rights.canUseBrolly)
    return `The role ${user} may not create tables in the schema "brolly". As the owner, run: GRANT USAGE, CREATE ON SCHEMA brolly TO ${user};`
  return undefined
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
