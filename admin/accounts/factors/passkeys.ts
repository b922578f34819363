import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { passkeys } from '../../brolly/tables'
import { AdminError } from '../../errors'
import type { Database } from '../../postgres/database'
import type { Site } from '../../site/site'
import { attempt } from '../attempts'
import { deviceName } from '../device-name'
import { requireFresh } from '../fresh'
import type { OwnContext } from '../visit'
import { addedFactor, lockOwner } from './added-factor'
import { auditFactors, noteFactorChange, recordFactor } from './note-change'
import { openChallenge, sealChallenge, useChallenge, type PasskeyTarget } from './passkey-challenge'
import * as words from '../../words/factors'

/** The library, loaded on first use: it is large, and most requests do not need it. */
const webauthn = () => import('@simplewebauthn/server')

/** The options for the browser, and the challenge for its cookie. */
export interface PasskeyRequest<Options> {
  readonly options: Options
  readonly sealed: string
}

/** The browser's answer, and the cookie that it was asked with. */
export interface PasskeyAnswer {
  /** As JSON. */
  readonly response: string
  readonly sealed: string
  /** The public origin of the site, by `siteOrigin`. */
  readonly origin: string
}

const domainOf = (origin: string) => new URL(origin).hostname
const mostPasskeys = 20
const longestName = 100

/**
 * Asks for a new passkey of the actor's own account.
 * @throws {AdminError} `UNCONFIRMED`; `INVALID` if there are too many.
 */
export async function newPasskey(
  ctx: OwnContext,
  origin: string,
): Promise<PasskeyRequest<PublicKeyCredentialCreationOptionsJSON>> {
  requireFresh(ctx)
  const { actor, db, site } = ctx
  const own = await credentialsOf(db, actor.id)
  if (own.length >= mostPasskeys) throw new AdminError('INVALID', words.tooManyPasskeys(mostPasskeys))
  const { generateRegistrationOptions } = await webauthn()
  const options = await generateRegistrationOptions({
    rpName: site.title,
    rpID: domainOf(origin),
    userName: actor.email,
    userID: new TextEncoder().encode(actor.id),
    userDisplayName: actor.name === '' ? actor.email : actor.name,
    excludeCredentials: own,
    // A passkey that is stored on the device and verifies its user can be the only factor.
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
  return { options, sealed: sealChallenge(site, { purpose: 'add', userId: actor.id }, options.challenge) }
}

const credentialsOf = (db: Database, userId: string) =>
  db.select({ id: passkeys.id, transports: passkeys.transports }).from(passkeys).where(eq(passkeys.userId, userId))

export interface NewPasskey extends PasskeyAnswer {
  /** If empty, the name of the device is used. */
  readonly name: string
  /** The hash of the session that is kept if this is the first factor. */
  readonly keepSession: string | null
}

/**
 * Adds a passkey to the actor's own account. The first factor ends the other sessions.
 * @returns New recovery codes, to be shown once; null if the account had some.
 * @throws {AdminError} `UNCONFIRMED`; `INVALID` for an answer that does not verify, or an invalid name.
 */
export async function addPasskey(ctx: OwnContext, given: NewPasskey): Promise<{ codes: string[] | null }> {
  requireFresh(ctx)
  const { actor, db } = ctx
  const name = nameOf(ctx, given.name)
  const found = await verifiedRegistration(ctx, given)
  if (found === null) throw new AdminError('INVALID', words.passkeyFailed)
  const codes = await db.transaction(async (tx) => {
    const codesNow = await addedFactor(tx, { userId: actor.id, keepSession: given.keepSession })
    const { id, publicKey, counter, transports = [] } = found.credential
    const added = await tx
      .insert(passkeys)
      .values({
        id,
        userId: actor.id,
        name,
        publicKey: Buffer.from(publicKey).toString('base64url'),
        counter,
        transports,
        isBackedUp: found.credentialBackedUp,
        verifiesUser: found.userVerified,
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id })
    if (added.length === 0) throw new AdminError('INVALID', words.passkeyFailed)
    const change = { [words.passkeyNamed(name)]: [null, words.added] as const }
    await noteFactorChange(tx, ctx, { owner: actor, changes: change, told: words.wasAdded(words.passkeyNamed(name)) })
    return codesNow
  })
  await recordFactor(ctx, 'factor-added', { owner: actor, detail: { factor: words.passkeyNamed(name) } })
  return { codes }
}

/**
 * Gives a passkey of the actor's own account another name.
 *
 * @param renamed.name Empty for the name of the device.
 * @throws {AdminError} `UNCONFIRMED`; `NOT_FOUND`; `INVALID` for an invalid name.
 */
export async function renamePasskey(ctx: OwnContext, renamed: { id: string; name: string }): Promise<void> {
  requireFresh(ctx)
  const { actor, db } = ctx
  const name = nameOf(ctx, renamed.name)
  await db.transaction(async (tx) => {
    await lockOwner(tx, actor.id)
    const mine = and(eq(passkeys.id, renamed.id), eq(passkeys.userId, actor.id))
    const [before] = await tx.select({ name: passkeys.name }).from(passkeys).where(mine)
    if (!before) throw new AdminError('NOT_FOUND', words.noSuchPasskey)
    if (before.name === name) return
    await tx.update(passkeys).set({ name }).where(mine)
    await auditFactors(tx, ctx, { owner: actor, changes: { [words.passkey]: [before.name, name] } })
  })
}

function nameOf({ client }: OwnContext, given: string): string {
  const name = given.trim()
  if (name.length > longestName || /\p{Cc}/u.test(name))
    throw new AdminError('INVALID', words.nameNotPossible, { fields: { name: words.nameNotPossible } })
  return name === '' ? deviceName(client?.agent ?? null) : name
}

const answerShape = z.object({ id: z.string().max(2_000), response: z.record(z.string(), z.unknown()) }).loose()

/** An answer as JSON; null if it is none. The library checks the rest. */
function parsed(response: string): z.infer<typeof answerShape> | null {
  try {
    return answerShape.parse(JSON.parse(response))
  } catch {
    return null
  }
}

async function verifiedRegistration({ actor, db, site }: OwnContext, given: PasskeyAnswer) {
  const challenge = openChallenge(site, { purpose: 'add', userId: actor.id }, given.sealed)
  const response = parsed(given.response)
  if (challenge === null || response === null) return null
  const { verifyRegistrationResponse } = await webauthn()
  const result = await verifyRegistrationResponse({
    // This may be any JSON: the library throws if something is missing.
    response: response as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: given.origin,
    expectedRPID: domainOf(given.origin),
    requireUserVerification: false,
  }).catch(() => null)
  return result?.verified === true && (await useChallenge(db, challenge)) ? result.registrationInfo : null
}

type Asking = { readonly db: Database; readonly site: Pick<Site, 'secrets'> }

/** Asks for a passkey: of a known account, or of any account at a log-in. */
export async function askPasskey(
  { db, site }: Asking,
  target: PasskeyTarget,
  origin: string,
): Promise<PasskeyRequest<PublicKeyCredentialRequestOptionsJSON>> {
  const { generateAuthenticationOptions } = await webauthn()
  const options = await generateAuthenticationOptions({
    rpID: domainOf(origin),
    allowCredentials: target.userId === null ? [] : await credentialsOf(db, target.userId),
    // Without a password, the passkey alone has to identify the user.
    userVerification: target.userId === null ? 'required' : 'preferred',
  })
  return { options, sealed: sealChallenge(site, target, options.challenge) }
}

type CheckOrigin = Parameters<typeof recordFactor>[0] & Asking & Parameters<typeof attempt>[0]

/**
 * Checks a passkey and consumes the challenge. If the counter has decreased, the passkey was copied: it is refused, and recorded.
 *
 * @param target The same as when it was asked for.
 * @returns The active account whose passkey it is; null if the answer does not verify.
 * @throws {AdminError} `TOO_MANY`
 */
export async function checkPasskey(
  origin: CheckOrigin,
  target: PasskeyTarget,
  given: PasskeyAnswer,
): Promise<{ id: string; email: string } | null> {
  return attempt(origin, { what: 'passkey', account: null }, async () => {
    const challenge = openChallenge(origin.site, target, given.sealed)
    const response = parsed(given.response)
    if (challenge === null || response === null) return null
    const key = await passkeyOf(origin.db, response.id, target.userId)
    if (key === null) return null
    const { verifyAuthenticationResponse } = await webauthn()
    const result = await verifyAuthenticationResponse({
      // This may be any JSON: the library throws if something is missing.
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: given.origin,
      expectedRPID: domainOf(given.origin),
      requireUserVerification: target.userId === null,
      // The counter is compared below, in the statement that stores it.
      credential: { id: key.id, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')), counter: 0 },
    }).catch(() => null)
    if (result?.verified !== true || !(await useChallenge(origin.db, challenge))) return null
    const { newCounter } = result.authenticationInfo
    if (await countOn(origin.db, key.id, result.authenticationInfo)) return key.owner
    const detail = { factor: words.passkeyNamed(key.name), reason: words.counterWentBack, counter: newCounter }
    await recordFactor(origin, 'passkey-refused', { owner: key.owner, detail })
    return null
  })
}

async function passkeyOf(db: Database, id: string, userId: string | null) {
  const [key] = await db.execute<{ name: string; publicKey: string; user: string; email: string }>(sql`
    select k.name, k.public_key as "publicKey", u.id::text as user, u.email
    from brolly.passkeys k join brolly.users u on u.id = k.user_id
    where k.id = ${id}::text and u.is_active and (${userId}::text is null or u.id::text = ${userId}::text)`)
  return key ? { id, name: key.name, publicKey: key.publicKey, owner: { id: key.user, email: key.email } } : null
}

/** Stores the counter if it has increased. An authenticator without a counter always sends 0. */
async function countOn(
  db: Database,
  id: string,
  {
    newCounter,
    credentialBackedUp,
    userVerified,
  }: { newCounter: number; credentialBackedUp: boolean; userVerified: boolean },
): Promise<boolean> {
  const goesOn = sql`(${passkeys.counter} < ${newCounter}::bigint or (${newCounter}::bigint = 0 and ${passkeys.counter} = 0))`
  const counted = await db
    .update(passkeys)
    .set({
      counter: newCounter,
      isBackedUp: credentialBackedUp,
      verifiesUser: sql`${passkeys.verifiesUser} or ${userVerified}`,
      lastUsedAt: sql`now()`,
    })
    .where(and(eq(passkeys.id, id), goesOn))
    .returning({ id: passkeys.id })
  return counted.length > 0
}
