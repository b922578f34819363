export interface AuthEnvironment {
  AUTH_SECRET?: string | undefined
  /** The public origin. If it uses https, the cookie is restricted to https. */
  BROLLY_URL?: string | undefined
}

export interface SessionTokens {
  readonly cookie: { readonly name: string; readonly secure: boolean }
  /**
   * The session id in a cookie's token; null for a token that this server did not create. Does not check whether the
   * session is still valid.
   */
  sessionIdOf(token: string | undefined): Promise<string | null>
}

const mostDecoded = 5_000

/**
 * A cache of decoded tokens: their content never changes, and decrypting one costs more than the rest of the
 * authentication.
 */
const decoded = new Map<string, { sessionId: string; expiresAt: number }>()

/**
 * The cookie that carries a session's id, encrypted by next-auth.
 *
 * @param env Called when a token is read.
 */
export function sessionTokens(env: () => AuthEnvironment): SessionTokens {
  const secure = env().BROLLY_URL?.startsWith('https://') ?? false
  const cookie = { name: secure ? '__Host-brolly-session' : 'brolly-session', secure }
  return {
    cookie,
    async sessionIdOf(token) {
      const secret = env().AUTH_SECRET
      if (!token || !secret) return null
      const known = decoded.get(token)
      if (known && known.expiresAt > Date.now()) return known.sessionId
      try {
        // Loaded on first use: commands import this module but read no cookies.
        const { decode } = await import('next-auth/jwt')
        const claims = await decode({ token, secret, salt: cookie.name })
        if (typeof claims?.sid !== 'string') return null
        if (decoded.size >= mostDecoded) decoded.clear()
        decoded.set(token, { sessionId: claims.sid, expiresAt: (claims.exp ?? 0) * 1000 })
        return claims.sid
      } catch {
        return null
      }
    },
  }
}
