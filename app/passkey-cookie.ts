import 'server-only'
import { cookies } from 'next/headers'
import { siteOrigin } from '@/admin/server'
import { env } from '@/env'

/** What this browser was asked to sign: an answer from another browser is of no use. */
const secure = env().BROLLY_URL?.startsWith('https://') ?? false
const name = secure ? '__Host-brolly-challenge' : 'brolly-challenge'
const seconds = 5 * 60

/** The origin for which passkeys are made; null if this site does not know its own, and has none. */
export const passkeyOrigin = siteOrigin(env())

export async function keepChallenge(sealed: string): Promise<void> {
  ;(await cookies()).set(name, sealed, { maxAge: seconds, path: '/', httpOnly: true, sameSite: 'strict', secure })
}

/** The challenge of this browser, which is then forgotten; empty if there is none. */
export async function takeChallenge(): Promise<string> {
  const jar = await cookies()
  const sealed = jar.get(name)?.value ?? ''
  jar.delete({ name, path: '/', secure })
  return sealed
}
