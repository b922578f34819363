import 'server-only'
import { cache } from 'react'
import site from '@/admin.config'
import { actorOfHost, actorOfSession, type Actor } from '@/admin/server'
import { readSessionId } from '@/auth'
import { db } from '@/db'
import { basePath } from './admin/base-path'
import { logInOrigin } from './front-door/request-client'

/**
 * The user of this request, on the public side and in the admin alike; null if nobody is logged in. Read from the
 * session once per request.
 */
export const currentUser = cache(async (): Promise<Actor | null> => {
  if (site.accounts.auth) return hostActor('everyone')
  const id = await readSessionId()
  return id === null ? null : actorOfSession(db, id, { limits: site.accounts.sessions, audience: 'everyone' })
})

/** What the project's own library says of this request, asked once. */
export const hostUser = cache(async () => (await site.accounts.auth?.user()) ?? null)

/** The user of this request by the sessions of the project's own library. */
export const hostActor = async (audience: 'staff' | 'everyone'): Promise<Actor | null> =>
  actorOfHost({ db, basePath, ...logInOrigin() }, await hostUser(), { audience })

/**
 * Like `currentUser`, but also an account that must set up a second factor first and reaches nothing else: only for the pages on
 * which it does.
 */
export const currentOwner = cache(async (): Promise<Actor | null> => {
  if (site.accounts.auth) return currentUser()
  const id = await readSessionId()
  const limits = site.accounts.sessions
  return id === null ? null : actorOfSession(db, id, { limits, audience: 'everyone', enrolling: true })
})
