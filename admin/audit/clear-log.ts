import { sql } from 'drizzle-orm'
import { auditEntries, auditSeals } from '../brolly/tables'
import type { Database } from '../postgres/database'
import * as words from '../words/audit'
import { idSql, sealsAfter, type AuditSeal } from './audit-seals'
import { sealLog } from './seal-log'

/** A clearing is recorded under this name, as nobody's change of the log itself. */
const logPath = 'brolly.audit_entries'

export interface ClearedLog {
  entries: bigint
  /** When the newest entry that was removed was written; null if none was. */
  until: string | null
}

/**
 * Removes entries of the audit log that are older than a number of days, in whole seals of up to 10,000: the newest of each is
 * that old. The seals stay, and the clearing itself is an entry.
 *
 * @throws {AdminError} `UNAVAILABLE` as `sealLog` does.
 */
export async function clearLog(db: Database, { days }: { days: number }): Promise<ClearedLog> {
  await sealLog(db)
  let cleared: ClearedLog = { entries: 0n, until: null }
  let id = 0n
  for (;;) {
    const [seal] = await sealsAfter(db, id, 1)
    if (!seal) break
    id = seal.id
    if (seal.cleared) continue
    const result = await db.transaction((tx) => clearSeal(tx, seal, days))
    if (result === null) break
    cleared = { entries: cleared.entries + result.entries, until: result.until ?? cleared.until }
  }
  return cleared
}

/** Null if an entry of the seal is not old enough. */
async function clearSeal(tx: Database, seal: AuditSeal, days: number): Promise<ClearedLog | null> {
  const range = sql`id between ${idSql(seal.firstId)} and ${idSql(seal.lastId)}`
  const [row] = await tx.execute<{ until: string | null; is_old: boolean }>(
    sql`select max(at)::text as until, coalesce(max(at) < now() - make_interval(days => ${days}::int), true) as is_old
      from brolly.audit_entries where ${range}`,
  )
  if (row?.is_old !== true) return null
  const [gone] = await tx.execute<{ entries: string }>(
    sql`with gone as (delete from brolly.audit_entries where ${range} returning 1) select count(*)::text as entries from gone`,
  )
  await tx
    .update(auditSeals)
    .set({ clearedAt: sql`now()` })
    .where(sql`${auditSeals.id} = ${idSql(seal.id)}`)
  const entries = BigInt(gone?.entries ?? 0)
  await tx.insert(auditEntries).values({
    actorLabel: words.clearingActor,
    table: logPath,
    key: '',
    label: words.clearedRange(seal, entries),
    action: 'clear',
  })
  return { entries, until: row.until }
}
