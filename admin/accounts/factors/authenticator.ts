import { and, eq, lt, sql } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { encode } from 'uqr'
import { z } from 'zod'
import { authenticators } from '../../brolly/tables'
import { AdminError } from '../../errors'
import type { Database } from '../../postgres/database'
import type { Site } from '../../site/site'
import { attempt } from '../attempts'
import { requireFresh } from '../fresh'
import { openText, sealText } from '../seal-text'
import type { OwnContext } from '../visit'
import { addedFactor } from './added-factor'
import { noteFactorChange, recordFactor } from './note-change'
import * as words from '../../words/factors'

/** RFC 6238 as every app reads it. */
const period = 30
const digits = 6
/** Steps before and after the present one whose codes are accepted: clocks differ, and typing takes time. */
const tolerance = 1
const secretBytes = 20
const setupMinutes = 60

/** An authenticator app that is to be set up. Nothing is stored before a code confirms it. */
export interface AuthenticatorSetup {
  /** The secret, encrypted, to be posted with the code. */
  readonly sealed: string
  /** The secret for typing, in groups of four letters. */
  readonly secret: string
  /** The `otpauth:` address that the QR code contains; on a phone it is a link. */
  readonly uri: string
  readonly qr: QrCode
}

/** A QR code as the path of an SVG whose view box is `0 0 size size`. */
export interface QrCode {
  readonly size: number
  readonly path: string
}

type Secrets = Pick<Site, 'secrets'>

const setupPurpose = (userId: string) => `authenticator setup ${userId}`
const storedPurpose = (userId: string) => `authenticator ${userId}`

const totpOf = (secret: Secret, label = '', issuer = '') =>
  new TOTP({ secret, label, issuer, algorithm: 'SHA1', digits, period })

/** A new secret for the actor's authenticator app. */
export function newAuthenticator({ actor, site }: Pick<OwnContext, 'actor' | 'site'>): AuthenticatorSetup {
  return setupOf({ actor, site }, new Secret({ size: secretBytes }), Date.now())
}

/**
 * The same secret again, after a code that was not right.
 * @returns Null if it was not made for this actor, or too long ago.
 */
export function sameAuthenticator(ctx: Pick<OwnContext, 'actor' | 'site'>, sealed: string): AuthenticatorSetup | null {
  const opened = openSetup(ctx, sealed)
  return opened && setupOf(ctx, opened.secret, opened.at)
}

function setupOf({ actor, site }: Pick<OwnContext, 'actor' | 'site'>, secret: Secret, at: number): AuthenticatorSetup {
  const uri = totpOf(secret, actor.email, site.title).toString()
  return {
    sealed: sealText(site.secrets(), setupPurpose(actor.id), JSON.stringify({ secret: secret.base32, at })),
    secret: secret.base32.replaceAll(/.{4}(?=.)/gu, '$& '),
    uri,
    qr: qrCode(uri),
  }
}

const setupContent = z.object({ secret: z.string(), at: z.number() })

function openSetup({ actor, site }: Pick<OwnContext, 'actor' | 'site'>, sealed: string) {
  const opened = openText(site.secrets(), setupPurpose(actor.id), sealed)
  if (opened === null) return null
  const { secret, at } = setupContent.parse(JSON.parse(opened.text))
  return Date.now() - at < setupMinutes * 60_000 ? { secret: Secret.fromBase32(secret), at } : null
}

function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { border: 2 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size, path }
}

export interface NewAuthenticator {
  /** As in `AuthenticatorSetup`. */
  readonly sealed: string
  /** What the app shows. */
  readonly code: string
  /** The hash of the session that goes on if this is the first factor. */
  readonly keepSession: string | null
}

/**
 * Adds an authenticator app to the actor's account, once a code shows that it works; it replaces an earlier one. The first factor ends the
 * other sessions, which were opened without one.
 *
 * @returns New recovery codes, to be shown once; null if the account had some.
 * @throws {AdminError} `UNCONFIRMED`; `INVALID` for a wrong code or a setup that is too old; `TOO_MANY`.
 */
export async function addAuthenticator(
  ctx: OwnContext,
  { sealed, code, keepSession }: NewAuthenticator,
): Promise<{ codes: string[] | null }> {
  requireFresh(ctx)
  const { actor, db, site } = ctx
  const setup = openSetup(ctx, sealed)
  if (setup === null) throw new AdminError('INVALID', words.setupExpired)
  const step = await attempt(ctx, { what: 'code', account: actor.email }, async () =>
    stepOf(setup.secret, code, await databaseTime(db)),
  )
  if (step === null) throw new AdminError('INVALID', words.wrongCode, { fields: { code: words.wrongCode } })
  const secret = sealText(site.secrets(), storedPurpose(actor.id), setup.secret.base32)
  const codes = await db.transaction(async (tx) => {
    const codesNow = await addedFactor(tx, { userId: actor.id, keepSession })
    const replaced = await tx.delete(authenticators).where(eq(authenticators.userId, actor.id)).returning()
    await tx.insert(authenticators).values({ userId: actor.id, secret, lastStep: step })
    await noteFactorChange(tx, ctx, {
      owner: actor,
      changes: { [words.authenticator]: [null, replaced.length > 0 ? words.replaced : words.added] },
      told: words.wasAdded(words.authenticator),
    })
    return codesNow
  })
  await recordFactor(ctx, 'factor-added', { owner: actor, detail: { factor: words.authenticator } })
  return { codes }
}

/** The database's clock rules: those of servers differ. In milliseconds. */
async function databaseTime(db: Database): Promise<number> {
  const [row] = await db.execute<{ ms: string }>(sql`select (extract(epoch from now()) * 1000)::bigint::text as ms`)
  return Number(row?.ms)
}

/** The time step of a code; null if it is none of those that are accepted at this time. */
function stepOf(secret: Secret, code: string, timestamp: number): number | null {
  const token = code.replaceAll(/\s/gu, '')
  if (!/^\d+$/u.test(token) || token.length !== digits) return null
  const delta = totpOf(secret).validate({ token, timestamp, window: tolerance })
  return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta
}

/**
 * Checks a code of an account's authenticator app, and uses it up: neither it nor an earlier one is accepted again, however many
 * arrive at the same time.
 */
export async function useAuthenticatorCode(
  { db, site }: { readonly db: Database; readonly site: Secrets },
  userId: string,
  code: string,
): Promise<boolean> {
  const [row] = await db
    .select({
      secret: authenticators.secret,
      ms: sql<string>`(extract(epoch from now()) * 1000)::bigint::text`,
    })
    .from(authenticators)
    .where(eq(authenticators.userId, userId))
  const opened = row && openText(site.secrets(), storedPurpose(userId), row.secret)
  if (!row || !opened) return false
  const step = stepOf(Secret.fromBase32(opened.text), code, Number(row.ms))
  if (step === null) return false
  const secret = opened.isOld ? sealText(site.secrets(), storedPurpose(userId), opened.text) : row.secret
  const used = await db
    .update(authenticators)
    .set({ lastStep: step, secret })
    // Not an app that replaced this one in the meantime.
    .where(
      and(eq(authenticators.userId, userId), eq(authenticators.secret, row.secret), lt(authenticators.lastStep, step)),
    )
    .returning({ userId: authenticators.userId })
  return used.length > 0
}
