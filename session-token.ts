import { decode } from 'next-auth/jwt'
import { env } from '@/env'

export const secureCookies = env.BROLLY_URL?.startsWith('https://') ?? false
export const sessionCookie = secureCookies ? '__Host-brolly-session' : 'brolly-session'

const mostDecoded = 5_000

/** Tokens that were opened before: what is in one never changes, and opening it costs more than all the rest of who is asking. */
const decoded = new Map<string, { sessionId: string; expiresAt: number }>()

/** The session's id in a token of the cookie; null for one that this server did not make. Whether it still holds is not known here. */
export async function sessionIdOf(token: string | undefined): Promise<string | null> {
  if (!token || !env.AUTH_SECRET) return null
  const known = decoded.get(token)
  if (known && known.expiresAt > Date.now()) return known.sessionId
  try {
    const claims = await decode({ token, secret: env.AUTH_SECRET, salt: sessionCookie })
    if (typeof claims?.sid !== 'string') return null
    if (decoded.size >= mostDecoded) decoded.clear()
    decoded.set(token, { sessionId: claims.sid, expiresAt: (claims.exp ?? 0) * 1000 })
    return claims.sid
  } catch {
    return null
  }
}
