import 'server-only'
import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { holdsPermission, safePath, type Actor } from '@/admin/server'
import * as words from '@/components/words/failure'
import { currentUser } from './current-user'
import { refuse } from './front-door/refusal'
import { urlHeader } from './front-door/url-header'
import { answerDocument } from './response-status'

export { currentUser }

/**
 * Guards for pages, server actions and route handlers of your own: call one first, and go on with the user that it
 * returns. See `docs/accounts.md`.
 */

/** Sends visitors who are not logged in to `/login`, and back afterwards. */
export async function requireUser(): Promise<Actor> {
  const user = await currentUser()
  if (user) return user
  const here = await currentPath()
  return redirect(here === null ? '/login' : `/login?next=${encodeURIComponent(here)}`)
}

/** Like `requireUser`; answers 403 to users who are in none of these groups. Superusers are not exempt. */
export async function requireGroup(...groups: readonly [string, ...string[]]): Promise<Actor> {
  const user = await requireUser()
  return groups.some((group) => user.in(group)) ? user : refuseUser()
}

/**
 * Like `requireUser`; answers 403 to users without this permission, such as `orders.change`. Superusers have all, and
 * permission to change implies permission to view, as in the admin.
 */
export async function requirePermission(permission: string): Promise<Actor> {
  const user = await requireUser()
  return holdsPermission(user, permission) ? user : refuseUser()
}

/** A browser without JavaScript would get an empty body from `forbidden()` alone. */
function refuseUser(): never {
  answerDocument((request, response) =>
    refuse(request, response, {
      status: 403,
      title: words.notAllowed,
      text: words.notForYou,
      home: '/',
      homeLabel: words.openHome,
    }),
  )
  return forbidden()
}

/** The path and query string of the request. */
async function currentPath(): Promise<string | null> {
  const given = (await headers()).get(urlHeader)
  if (given === null) return null
  const url = new URL(given, 'http://site.invalid')
  // Next.js adds it when its scripts fetch a page.
  url.searchParams.delete('_rsc')
  return safePath(url.pathname + url.search)
}
