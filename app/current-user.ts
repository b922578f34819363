import 'server-only'
import { cache } from 'react'
import site from '@/admin.config'
import { actorOfSession, type Actor } from '@/admin/server'
import { readSessionId } from '@/auth'
import { db } from '@/db'

/**
 * The user of this request, on the public side and in the admin alike; null if nobody is logged in. Read from the
 * session once per request.
 */
export const currentUser = cache(async (): Promise<Actor | null> => {
  const id = await readSessionId()
  return id === null ? null : actorOfSession(db, id, { limits: site.accounts.sessions, audience: 'everyone' })
})

/**
 * Like `currentUser`, but also an account that must set up a second factor first and reaches nothing else: only for the pages on
 * which it does.
 */
export const currentOwner = cache(async (): Promise<Actor | null> => {
  const id = await readSessionId()
  const limits = site.accounts.sessions
  return id === null ? null : actorOfSession(db, id, { limits, audience: 'everyone', enrolling: true })
})
