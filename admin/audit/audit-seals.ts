import { createHash } from 'node:crypto'
import { asc, desc, sql, type SQL } from 'drizzle-orm'
import { auditSeals } from '../brolly/tables'
import type { Database } from '../postgres/database'

/** A closed range of the audit log. */
export interface AuditSeal {
  id: bigint
  firstId: bigint
  lastId: bigint
  entries: bigint
  digest: string
  head: string
  /** In UTC, with microseconds: part of the head. */
  sealedAt: string
  cleared: boolean
}

/** An id as a parameter. */
export const idSql = (id: bigint): SQL => sql`${String(id)}::text::bigint`

const momentSql = (column: SQL) => sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const columns = {
  id: auditSeals.id,
  firstId: auditSeals.firstId,
  lastId: auditSeals.lastId,
  entries: auditSeals.entries,
  digest: auditSeals.digest,
  head: auditSeals.head,
  sealedAt: momentSql(sql`${auditSeals.sealedAt}`),
  cleared: sql<boolean>`${auditSeals.clearedAt} is not null`,
}

/** The newest seal; null if nothing was sealed yet. */
export async function lastSeal(db: Database): Promise<AuditSeal | null> {
  const [seal] = await db.select(columns).from(auditSeals).orderBy(desc(auditSeals.id)).limit(1)
  return seal ?? null
}

/** The seals after one, in their order. */
export const sealsAfter = (db: Database, id: bigint, limit: number): Promise<AuditSeal[]> =>
  db
    .select(columns)
    .from(auditSeals)
    .where(sql`${auditSeals.id} > ${idSql(id)}`)
    .orderBy(asc(auditSeals.id))
    .limit(limit)

interface Digest {
  entries: bigint
  digest: string
}

/** The number of entries in a range of ids, and the hash of their hashes. An entry counts with all of its columns. */
export async function digestOf(
  db: Database,
  { firstId, lastId }: { firstId: bigint; lastId: bigint },
): Promise<Digest> {
  const entry = sql`sha256(convert_to(jsonb_build_array(id, ${momentSql(sql`at`)}, actor_id, actor_label, "table", key,
    label, action, changes, request_id)::text, 'UTF8'))`
  const [row] = await db.execute<{ entries: string; digest: string }>(
    sql`select count(*)::text as entries, encode(sha256(coalesce(string_agg(${entry}, ''::bytea order by id), ''::bytea)), 'hex') as digest
      from brolly.audit_entries where id between ${idSql(firstId)} and ${idSql(lastId)}`,
  )
  return { entries: BigInt(row?.entries ?? 0), digest: row?.digest ?? '' }
}

/** The hash that stands for a seal and all before it. */
export function headOf(before: string, seal: Omit<AuditSeal, 'head' | 'cleared'>): string {
  const { id, firstId, lastId, entries, digest, sealedAt } = seal
  const parts = [before, String(id), String(firstId), String(lastId), String(entries), digest, sealedAt]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
