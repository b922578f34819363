import 'server-only'
import { randomUUID } from 'node:crypto'
import { cookies } from 'next/headers'
import { cache } from 'react'
import site from '@/admin.config'
import {
  type Actor,
  type AdminContext,
  admittedByHost,
  admittedBySession,
  admittedByToken,
  databaseFor,
  hashSessionId,
  isStaffAccount,
  isTokenLive,
  loadTypes,
} from '@/admin/server'
import { readSessionId } from '@/auth'
import { db } from '@/db'
import { hostUser } from '../current-user'
import { logInOrigin, requestClient } from '../front-door/request-client'
import { files } from '../files'
import { mail } from '../mail'
import { fairDatabase } from './fair-database'
import { withQueryLog } from './query-log'
import { basePath } from './base-path'

const locale = 'en-GB'

/** The context of the current user, built once per request; null if nobody is logged in. */
export const adminContext = cache(async (): Promise<AdminContext | null> => {
  if (site.accounts.auth) {
    const actor = await admittedByHost({ db, basePath, ...logInOrigin() }, await hostUser())
    return actor && contextFor(actor, () => isStaffAccount(db, actor.id))
  }
  const actor = await admittedUser()
  return actor && contextFor(actor, async () => (await admittedUser()) !== null)
})

/** The user of the request's session, if they may enter the admin; null for everyone else. */
async function admittedUser(): Promise<Actor | null> {
  const id = await readSessionId()
  return id === null ? null : admittedBySession({ db, site }, id)
}

/**
 * The context of the account for which the request's API token acts; null if there is no such token.
 * @param token Without the word `Bearer`.
 */
export async function tokenContext(token: string): Promise<AdminContext | null> {
  const origin = { db, actor: null, ...logInOrigin() }
  const actor = await admittedByToken(origin, token)
  return actor && contextFor(actor, () => isTokenLive(origin, token))
}

/** The context of somebody who writes by a form outside the admin. */
export const formContext = (actor: Actor): Promise<AdminContext> => contextFor(actor, () => Promise.resolve(true))

async function contextFor(actor: Actor, isStillActive: () => Promise<boolean>): Promise<AdminContext> {
  const ctx: AdminContext = {
    db: databaseFor(site, actor, fairDatabase(actor.id).db),
    actor,
    site,
    requestId: randomUUID(),
    timeZone: await timeZone(),
    locale,
    basePath,
    now: new Date(),
    client: requestClient(),
    isStillActive,
    mail: mail.settings,
    files,
  }
  await loadTypes(ctx)
  return withQueryLog(ctx)
}

/** The hash of the request's session, by which the sessions of an account are listed; null without one. */
export async function currentSession(): Promise<string | null> {
  const id = await readSessionId()
  return id === null ? null : hashSessionId(id)
}

/** The time zone that the browser reported; UTC before it has, or if there is no such zone. */
async function timeZone(): Promise<string> {
  const zoneName = (await cookies()).get('brolly-tz')?.value
  if (!zoneName || zoneName.length > 60) return 'UTC'
  const known = zones.get(zoneName)
  if (known !== undefined) return known
  const zone = zoneNamed(zoneName)
  if (zones.size < mostZones) zones.set(zoneName, zone)
  return zone
}

const mostZones = 1_000
/** Time zone names already looked up: the lookup takes longer than reading the session. */
const zones = new Map<string, string>()

function zoneNamed(zoneName: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zoneName }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
