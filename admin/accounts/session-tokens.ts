import { secretsOf, type SecretEnvironment } from './secrets'

export interface AuthEnvironment extends SecretEnvironment {
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

/** Browsers accept a name with `__Host-` only over https, for this host alone, and for all of its paths. */
export const cookieName = (name: string, secure: boolean) => `${secure ? '__Host-' : ''}brolly-${name}`

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
  const cookie = { name: cookieName('session', secure), secure }
  return {
    cookie,
    async sessionIdOf(token) {
      const secret = secretsOf(env())
      if (!token || secret.length === 0) return null
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
