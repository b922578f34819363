import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/env'

/**
 * The token of a link from a mail is moved from the URL to a cookie at once: a URL is kept in histories and logs, and
 * passed on to other sites.
 */
const secure = env().BROLLY_URL?.startsWith('https://') ?? false
const name = secure ? '__Host-brolly-link' : 'brolly-link'
const seconds = 60 * 60

/** The token of the link that this browser has opened; null if it has opened none. */
export async function readLink(): Promise<string | null> {
  return (await cookies()).get(name)?.value ?? null
}

export async function forgetLink(): Promise<void> {
  ;(await cookies()).delete({ name, path: '/', secure })
}

/**
 * Answers a request for a link: keeps the token in a cookie and redirects to the page. The link is not used up, so
 * programs that open the links in mails to check them do no harm.
 */
export async function keepLink(token: string, page: string): Promise<Response> {
  if (/^[\w-]{1,100}$/u.test(token))
    (await cookies()).set(name, token, { maxAge: seconds, path: '/', httpOnly: true, sameSite: 'lax', secure })
  return new Response(null, { status: 303, headers: { Location: page, 'Referrer-Policy': 'no-referrer' } })
}
