import { eq, sql, type SQL } from 'drizzle-orm'
import { attempts } from '../brolly/tables'
import { recordSecurity, type SecurityOrigin } from '../audit/security-log'
import { AdminError } from '../errors'
import { formatArrayLiteral } from '../fields/array-literal'
import type { Database } from '../postgres/database'
import type { AccountSettings } from '../site/account-options'
import * as words from '../words/accounts'
import { accountKey, attemptKeys, type Attempted, type AttemptKey } from './attempt-keys'

export type { Attempted } from './attempt-keys'

/** Where an attempt comes from: an `AdminContext`, or what is known of a request before there is an actor. */
export interface AttemptOrigin extends SecurityOrigin {
  readonly site: { readonly accounts: AccountSettings }
}

/** The wait after the limit is reached, in seconds. It doubles with each further failure. */
const firstWait = 30
const longestWait = 15 * 60

/** Failures are forgotten this long after the last one. */
const remembered = sql`now() + interval '1 hour'`

/**
 * Checks a secret, unless too many attempts have failed. Every place that takes a password, a code or a token goes
 * through it. The counters are in the database, so all instances share them.
 *
 * An attempt is counted as failed before the work starts and taken back if it succeeds, so that no more attempts
 * than the limit reach the work, however many arrive at the same time. If the database cannot be reached, the work is not done.
 *
 * @param work Resolves to null if the secret is wrong. If it throws, the attempt is not counted.
 * @returns The result of the work.
 * @throws {AdminError} `TOO_MANY`, with `retryAfter`.
 */
export async function attempt<T>(
  origin: AttemptOrigin,
  attempted: Attempted,
  work: () => Promise<T | null>,
): Promise<T | null> {
  const { db } = origin
  const event = eventOf(attempted)
  const keys = await countOrRefuse(origin, attempted)
  let result: T | null
  try {
    result = await work()
  } catch (error) {
    await takeBack(db, keys, { succeeded: false })
    throw error
  }
  if (result !== null) await takeBack(db, keys, { succeeded: true })
  else await recordSecurity(origin, { kind: attempted.what === 'log-in' ? 'log-in-failed' : 'check-failed', ...event })
  return result
}

/**
 * Limits work that anybody can ask for and that sends something, such as a mail. Each time counts, also a successful one, so
 * the wait is the same for accounts that exist and others. A time is not counted if the work throws.
 *
 * @throws {AdminError} `TOO_MANY`, with `retryAfter`.
 */
export async function limited<T>(origin: AttemptOrigin, asked: Attempted, work: () => Promise<T>): Promise<T> {
  const keys = await countOrRefuse(origin, asked)
  try {
    return await work()
  } catch (error) {
    await takeBack(origin.db, keys, { succeeded: false })
    throw error
  }
}

const eventOf = ({ what, account }: Attempted) => ({ account: account ?? '', detail: { what } })

async function countOrRefuse(origin: AttemptOrigin, attempted: Attempted): Promise<AttemptKey[]> {
  const { db, site, client } = origin
  const keys = attemptKeys({ ...attempted, address: client?.address ?? null }, site.accounts.throttle)
  const wait = await countFailure(db, keys)
  if (wait === null) return keys
  await recordSecurity(origin, { kind: 'throttled', ...eventOf(attempted) })
  throw new AdminError('TOO_MANY', words.tooManyAttempts(wait), { retryAfter: wait })
}

class Blocked extends Error {}

/** Counts a failure under all keys, or under none if one has to wait. @returns The seconds to wait; null for none. */
async function countFailure(db: Database, keys: readonly AttemptKey[]): Promise<number | null> {
  try {
    await db.transaction(async (tx) => {
      for (const key of keys) if (!(await countOne(tx, key))) throw new Blocked()
    })
    return null
  } catch (error) {
    if (!(error instanceof Blocked)) throw error
    return secondsToWait(db, keys)
  }
}

const blockedUntil = (failures: SQL, most: number) =>
  sql`case when ${failures} >= ${most}::int
    then now() + make_interval(secs => least(${firstWait}::int * 2 ^ least(${failures} - ${most}::int, 20), ${longestWait}::int)) end`

/** Counts one more failure under a key; false if it has to wait. */
async function countOne(db: Database, { key, account, most }: AttemptKey): Promise<boolean> {
  const failures = sql`(case when a.expires_at <= now() then 1 else a.failures + 1 end)`
  const counted = await db.execute(sql`
    insert into brolly.attempts as a (key, account, failures, blocked_until, expires_at)
    values (${key}, ${account}, 1, ${blockedUntil(sql`1`, most)}, ${remembered})
    on conflict (key) do update
      set failures = ${failures}, blocked_until = ${blockedUntil(failures, most)}, expires_at = ${remembered}
      where a.blocked_until is null or a.blocked_until <= now()
    returning 1`)
  return counted.length > 0
}

const keysIn = (keys: readonly AttemptKey[]) =>
  sql`key = any(${formatArrayLiteral(keys.map(({ key }) => key))}::text::text[])`

async function secondsToWait(db: Database, keys: readonly AttemptKey[]): Promise<number> {
  const [row] = await db.execute<{ seconds: number | null }>(sql`
    select ceil(extract(epoch from max(blocked_until) - now()))::int as seconds from brolly.attempts where ${keysIn(keys)}`)
  return Math.max(1, row?.seconds ?? 1)
}

/** Takes back what `countFailure` counted. */
async function takeBack(
  db: Database,
  keys: readonly AttemptKey[],
  { succeeded }: { succeeded: boolean },
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { key, most, endsWithSuccess } of keys) {
      await tx.execute(
        succeeded && endsWithSuccess
          ? sql`delete from brolly.attempts where key = ${key}`
          : sql`update brolly.attempts set failures = greatest(failures - 1, 0),
              blocked_until = case when failures > ${most}::int then blocked_until end where key = ${key}`,
      )
    }
  })
}

/** Seconds until the account can be tried again from a new device; null if it can be now. */
export async function blockedFor(db: Database, email: string): Promise<number | null> {
  const [row] = await db.execute<{ seconds: number | null }>(sql`
    select ceil(extract(epoch from max(blocked_until) - now()))::int as seconds
    from brolly.attempts where account = ${accountKey(email)} and blocked_until > now()`)
  return row?.seconds ?? null
}

/** Forgets all failed attempts for an account. Those counted for a client's address remain. */
export async function clearAttempts(db: Database, email: string): Promise<void> {
  await db.delete(attempts).where(eq(attempts.account, accountKey(email)))
}
