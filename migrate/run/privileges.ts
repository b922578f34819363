import { AdminError } from '@/admin/errors'
import type { Connection } from '../database/connection'

interface Privileges {
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
export async function requirePrivileges(sql: Connection): Promise<void> {
  const [privileges] = await sql<Privileges[]>`
    select current_user as "user", current_database() as database,
      to_regnamespace('brolly') is not null as "hasBrolly",
      has_database_privilege(current_database(), 'CREATE') as "canCreateSchema",
      coalesce(has_schema_privilege(to_regnamespace('brolly')::oid, 'CREATE'), true) as "canUseBrolly",
      current_setting('transaction_read_only') = 'on' as "readOnly",
      pg_is_in_recovery() as standby`
  const problem = privileges && missingPrivilege(privileges)
  if (problem !== undefined) throw new AdminError('FORBIDDEN', problem)
}

function missingPrivilege(privileges: Privileges): string | undefined {
  const user = quoted(privileges.user)
  const database = quoted(privileges.database)
  if (privileges.standby) return 'This database is a read-only standby. Set DATABASE_URL to the primary.'
  if (privileges.readOnly)
    return `The role ${user} is read-only. As an administrator, run: ALTER ROLE ${user} SET default_transaction_read_only = off;`
  if (!privileges.hasBrolly && !privileges.canCreateSchema)
    return `The role ${user} may not create the schema "brolly". As the owner, run: GRANT CREATE ON DATABASE ${database} TO ${user};`
  if (privileges.hasBrolly && !privileges.canUseBrolly)
    return `The role ${user} may not create tables in the schema "brolly". As the owner, run: GRANT USAGE, CREATE ON SCHEMA brolly TO ${user};`
  return undefined
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
