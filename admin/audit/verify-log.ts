import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/database'
import * as words from '../words/audit'
import { digestOf, headOf, idSql, sealsAfter, type AuditSeal } from './audit-seals'

/** Something in the audit log that is not as it was sealed. */
export interface AuditProblem {
  kind: 'entries' | 'chain'
  where: string
  message: string
}

export interface Verification {
  problems: AuditProblem[]
  seals: bigint
  /** The newest seal; null if there is none. */
  last: AuditSeal | null
  /** Entries that no seal covers yet, counted up to a million. */
  unsealed: number
}

const batch = 500
const mostUnsealed = 1_000_000

/**
 * Compares the audit log with its seals, and the seals with each other.
 *
 * @param options.head A head that was kept elsewhere: the log up to it must still be the one that it stood for.
 */
export async function verifyLog(db: Database, { head }: { head?: string } = {}): Promise<Verification> {
  const problems: AuditProblem[] = []
  let last: AuditSeal | null = null
  let seals = 0n
  let isKnown = head === undefined
  for (let more = true; more;) {
    const next: AuditSeal[] = await sealsAfter(db, last?.id ?? 0n, batch)
    for (const seal of next) {
      problems.push(...chainProblems(seal, last), ...(await entryProblems(db, seal)))
      isKnown ||= seal.head === head
      last = seal
      seals += 1n
    }
    more = next.length === batch
  }
  if (!isKnown) problems.push({ kind: 'chain', where: words.head, message: words.unknownHead })
  const [row] = await db.execute<{ early: number; unsealed: number }>(
    sql`select (select count(*)::int from brolly.audit_entries where id < 0) as early, (select count(*)::int from (
      select 1 from brolly.audit_entries where id > ${idSql(last?.lastId ?? -1n)} limit ${mostUnsealed}) e) as unsealed`,
  )
  if ((row?.early ?? 0) > 0)
    problems.push({ kind: 'entries', where: words.beforeFirst, message: words.added(row?.early ?? 0) })
  return { problems, seals, last, unsealed: row?.unsealed ?? 0 }
}

function chainProblems(seal: AuditSeal, before: AuditSeal | null): AuditProblem[] {
  const isNext = seal.id === (before?.id ?? 0n) + 1n && seal.firstId === (before === null ? 0n : before.lastId + 1n)
  const isWhole = seal.head === headOf(before?.head ?? '', seal)
  return isNext && isWhole ? [] : [{ kind: 'chain', where: words.seal(seal.id), message: words.brokenChain }]
}

async function entryProblems(db: Database, seal: AuditSeal): Promise<AuditProblem[]> {
  const { entries, digest } = await digestOf(db, seal)
  const expected = seal.cleared ? 0n : seal.entries
  const message =
    entries < expected
      ? words.missing(Number(expected - entries))
      : entries > expected
        ? words.added(Number(entries - expected))
        : seal.cleared || digest === seal.digest
          ? null
          : words.altered
  return message === null ? [] : [{ kind: 'entries', where: words.range(seal), message }]
}
