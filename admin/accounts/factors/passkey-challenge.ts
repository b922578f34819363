import { createHash } from 'node:crypto'
import { lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { usedChallenges } from '../../brolly/tables'
import type { Database } from '../../postgres/database'
import type { Site } from '../../site/site'
import { openText, sealText } from '../seal-text'

/** What a passkey is asked for. An answer for one purpose is not valid for another. */
export type PasskeyPurpose = 'add' | 'confirm' | 'second step' | 'log-in'

/** The purpose and the account of a challenge; at a log-in the account is not known yet. */
export interface PasskeyTarget {
  readonly purpose: PasskeyPurpose
  readonly userId: string | null
}

const validMinutes = 5

const sealPurpose = ({ purpose, userId }: PasskeyTarget) => `passkey ${purpose} ${userId ?? ''}`

/** A challenge for the browser's cookie, which binds it to this browser. */
export const sealChallenge = ({ secrets }: Pick<Site, 'secrets'>, target: PasskeyTarget, challenge: string): string =>
  sealText(secrets(), sealPurpose(target), JSON.stringify({ challenge, until: Date.now() + validMinutes * 60_000 }))

const content = z.object({ challenge: z.string(), until: z.number() })

/** The challenge of a cookie; null if it was made for something else or has expired. */
export function openChallenge(
  { secrets }: Pick<Site, 'secrets'>,
  target: PasskeyTarget,
  sealed: string,
): string | null {
  const opened = openText(secrets(), sealPurpose(target), sealed)
  if (opened === null) return null
  const { challenge, until } = content.parse(JSON.parse(opened.text))
  return Date.now() < until ? challenge : null
}

/** Consumes a challenge. @returns Whether it was still unused: of several simultaneous answers, only one counts. */
export async function useChallenge(db: Database, challenge: string): Promise<boolean> {
  await db.delete(usedChallenges).where(lt(usedChallenges.expiresAt, sql`now()`))
  const used = await db
    .insert(usedChallenges)
    // Kept longer than it is valid, because the clocks of servers differ.
    .values({
      hash: createHash('sha256').update(challenge).digest('hex'),
      expiresAt: sql`now() + make_interval(mins => ${validMinutes * 3}::int)`,
    })
    .onConflictDoNothing()
    .returning({ hash: usedChallenges.hash })
  return used.length > 0
}
