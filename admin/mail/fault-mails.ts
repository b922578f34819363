import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { causesOf } from '../errors'
import type { Database } from '../postgres/database'

/** Where a fault was noticed. */
export interface FaultSeen {
  /** By which the log has it. */
  readonly reference: string
  /** The route, such as `/admin/[table]/[key]`: a path would contain keys of rows. */
  readonly route?: string | undefined
}

/** What a mail tells of a fault: nothing that could contain a value of a row or a secret, so no message. */
export interface FaultFacts {
  /** The same for every occurrence of a fault. */
  readonly id: string
  /** The classes of the error and of its causes, each with its code: `DrizzleQueryError`, `PostgresError 23505`. */
  readonly kinds: readonly string[]
  /** Where it was thrown: functions, files and lines, at most eight. */
  readonly frames: readonly string[]
}

export interface FaultMailOptions {
  readonly db: Database
  /** The addresses that are told. */
  readonly to: readonly string[]
  /** Mails an hour to each address, for all faults and instances together. Default 10. */
  readonly mostPerHour?: number
  /** In milliseconds. Default: the time of this process. */
  readonly now?: () => number
}

export interface FaultMails {
  /**
   * Queues a mail about a fault to each address, unless one about the same fault was queued within the last hour by any instance,
   * or too many in all. What is not sent is counted for the next mail about that fault.
   *
   * @returns Whether a mail was queued. Never rejects.
   */
  report(error: unknown, seen: FaultSeen): Promise<boolean>
}

const minuteMs = 60 * 1000
const hourMs = 60 * minuteMs
const mostFrames = 8
/** Faults that are counted at the same time; a fault beyond them is mailed without a number. */
const mostCounted = 500

/** Mails about faults: see `docs/debugging.md`. */
export function faultMails({ db, to, mostPerHour = 10, now = Date.now }: FaultMailOptions): FaultMails {
  // The database decides for all instances; this keeps a fault that occurs at every request from asking it each time.
  const counted = new Map<string, { againAt: number; unsent: number }>()
  return {
    async report(error, seen) {
      if (to.length === 0) return false
      const facts = factsOf(error)
      const entry = counted.get(facts.id) ?? { againAt: 0, unsent: 0 }
      if (now() < entry.againAt) {
        entry.unsent += 1
        return false
      }
      if (counted.size >= mostCounted) counted.delete([...counted.keys()][0] ?? '')
      counted.set(facts.id, entry)
      entry.againAt = now() + hourMs
      const since = entry.unsent
      entry.unsent = 0
      try {
        if (await queueFault(db, { to, data: { ...facts, ...seen, since }, mostPerHour })) return true
      } catch {
        // The log has the fault; a mail about it must not make another one, as when the database is away.
        entry.againAt = now() + minuteMs
      }
      entry.unsent += since + 1
      return false
    },
  }
}

/** One transaction at a time, so that ten instances that see the same fault at once queue one mail. */
async function queueFault(
  db: Database,
  {
    to,
    data,
    mostPerHour,
  }: { to: readonly string[]; data: FaultFacts & FaultSeen & { since: number }; mostPerHour: number },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('brolly.fault_mails'))`)
    const recent = await tx.execute<{ id: string }>(sql`
      select distinct data ->> 'id' as id from brolly.mails
      where kind = 'faults' and created_at > now() - interval '1 hour'`)
    if (recent.length >= mostPerHour || recent.some(({ id }) => id === data.id)) return false
    const stored = JSON.stringify({ ...data, last: recent.length + 1 === mostPerHour })
    for (const recipient of to)
      await tx.execute(sql`
        insert into brolly.mails (kind, recipient, data) values ('faults', ${recipient}, ${stored}::text::jsonb)`)
    return true
  })
}

/** What may be told of an error. */
export function factsOf(error: unknown): FaultFacts {
  const causes = causesOf(error)
  const kinds = causes.length === 0 ? ['a value that is not an Error'] : causes.map(kindOf)
  // The innermost cause was thrown first, and knows where.
  const frames =
    causes
      .toReversed()
      .map(framesOf)
      .find((found) => found.length > 0) ?? []
  const id = createHash('sha256')
    .update(JSON.stringify([kinds, frames.slice(0, 3)]))
    .digest('hex')
    .slice(0, 12)
  return { id, kinds, frames }
}

function kindOf(error: Error): string {
  const { code } = error as { code?: unknown }
  // A name or a code is a word; anything else could be a value.
  return [error.name, code].filter((part) => typeof part === 'string' && /^[\w$.-]{1,60}$/u.test(part)).join(' ')
}

const frame = /^\s+at (?:[^()\n]{1,200} \()?(?:file|node|webpack-internal|turbopack)?:?[^\s()?]{1,300}:\d+:\d+\)?$/u

function framesOf({ message, stack = '' }: Error): string[] {
  // The message stands before the frames, and may look like one.
  const at = message === '' ? -1 : stack.indexOf(message)
  const lines = (at === -1 ? stack : stack.slice(at + message.length)).split('\n')
  return lines
    .filter((line) => frame.test(line))
    .slice(0, mostFrames)
    .map((line) => line.trim().slice('at '.length))
}
