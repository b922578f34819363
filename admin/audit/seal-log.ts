import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { auditSeals } from '../brolly/tables'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import type { Database } from '../postgres/database'
import * as words from '../words/audit'
import { digestOf, headOf, idSql, lastSeal, type AuditSeal } from './audit-seals'

/** A seal covers at most so many entries, so that a digest takes little memory and names a small range. */
const mostEntries = 10_000

export interface Sealing {
  /** Entries that were sealed now. */
  entries: bigint
  /** The newest seal; null for an empty log. */
  last: AuditSeal | null
}

/**
 * Seals all entries of the audit log that have none yet. Writers are not blocked: entries count once every transaction that
 * could still add one among them has ended.
 *
 * @param options.waitMs How long to wait for these transactions.
 * @throws {AdminError} `UNAVAILABLE` if one of them has not ended by then; nothing was sealed.
 */
export async function sealLog(db: Database, { waitMs = 10_000 }: { waitMs?: number } = {}): Promise<Sealing> {
  const until = await settledId(db, waitMs)
  let entries = 0n
  for (;;) {
    const seal = await db.transaction((tx) => sealNext(tx, until))
    if (seal === null) return { entries, last: await lastSeal(db) }
    entries += seal.entries
  }
}

/**
 * The last id of which it is known that no entry below it will be added any more. Whoever takes an id holds a lock on the table
 * until the end of the transaction.
 */
async function settledId(db: Database, waitMs: number): Promise<bigint> {
  const [row] = await db.execute<{ last: string | null }>(sql`select max(id)::text as last from brolly.audit_entries`)
  const deadline = Date.now() + waitMs
  const started = await writers(db, null)
  for (let open = started; open.length > 0; open = await writers(db, started)) {
    if (Date.now() > deadline) throw new AdminError('UNAVAILABLE', words.stillWriting(open.length))
    await pause(100)
  }
  return BigInt(row?.last ?? 0)
}

/** The transactions that may have taken an id: all at present, or those of them that have not ended. */
async function writers(db: Database, among: readonly string[] | null): Promise<string[]> {
  const these =
    among === null ? sql`true` : sql`virtualtransaction = any (${formatArrayLiteral([...among])}::text::text[])`
  const rows = await db.execute<{ id: string }>(
    sql`select distinct virtualtransaction as id from pg_locks where locktype = 'relation' and granted
      and database = (select oid from pg_database where datname = current_database())
      and relation = 'brolly.audit_entries'::regclass
      and mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock') and ${these}`,
  )
  return rows.map(({ id }) => id)
}

/** Null if there is nothing left to seal. */
async function sealNext(tx: Database, until: bigint): Promise<AuditSeal | null> {
  // One at a time, or two would continue from the same seal.
  await tx.execute(sql`lock table brolly.audit_seals in exclusive mode`)
  const before = await lastSeal(tx)
  const firstId = before === null ? 0n : before.lastId + 1n
  const [row] = await tx.execute<{ last: string | null; now: string }>(
    sql`select max(id)::text as last, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now
      from (select id from brolly.audit_entries where id between ${idSql(firstId)} and ${idSql(until)}
        order by id limit ${mostEntries}) e`,
  )
  if (!row || row.last === null) return null
  const range = { firstId, lastId: BigInt(row.last) }
  const facts = { id: (before?.id ?? 0n) + 1n, ...range, ...(await digestOf(tx, range)), sealedAt: row.now }
  const seal = { ...facts, head: headOf(before?.head ?? '', facts) }
  await tx.insert(auditSeals).values({
    ...seal,
    id: idSql(seal.id),
    firstId: idSql(seal.firstId),
    lastId: idSql(seal.lastId),
    entries: idSql(seal.entries),
  })
  return { ...seal, cleared: false }
}
