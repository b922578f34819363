import type { Sql } from 'postgres'
import type { AuditChange } from '../../audit/write-entries'

export interface AuditLine {
  actor: string
  table: string
  key: string
  label: string
  action: string
  changes: Record<string, AuditChange>
  request: string | null
}

/** The audit log, oldest first. */
export async function auditLines(client: Sql): Promise<AuditLine[]> {
  const rows = await client<AuditLine[]>`
    select actor_label as actor, "table", key, label, action, changes, request_id as request from brolly.audit_entries order by id`
  return [...rows]
}
