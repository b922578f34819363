import type { NextAuthConfig, NextAuthResult } from 'next-auth'
import credentialsProvider from 'next-auth/providers/credentials'
import { z } from 'zod'
import type { Database } from '../postgres/database'
import { sessionTokens, type AuthEnvironment } from './session-tokens'
import { authenticate, endSession, startSession } from './sessions'
import { defaultBasePath, systemPath } from '../site/paths'

/** The part of Next.js's `cookies()` that is used. */
interface CookieJar {
  get(name: string): { value: string } | undefined
  delete(options: { name: string; path: string; secure: boolean }): unknown
}

export interface BrollyAuthOptions {
  db: Database
  env: () => AuthEnvironment
  /** The default export of `next-auth`. */
  nextAuth: (config: NextAuthConfig) => Pick<NextAuthResult, 'signIn'>
  /** From `next/headers`. */
  cookies: () => Promise<CookieJar>
  /** The path of the admin. Default `/admin`. */
  basePath?: string
  /** The lifetime of a session in days. Default 14. */
  sessionDays?: number
}

export interface BrollyAuth {
  /** The session id in the request's cookie; null if there is none, or if this server did not create it. */
  readSessionId(): Promise<string | null>
  /**
   * Starts a session and ends the one in the request: its cookie is replaced, so nobody could end it later.
   * @throws next-auth's error if the email address or the password is wrong.
   */
  logIn(given: { email: string; password: string }): Promise<void>
  /** Ends the request's session in the database and in the browser. */
  logOut(): Promise<void>
}

const credentials = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) })

/**
 * Logs users in and out with next-auth, using Brolly's accounts.
 *
 * The token in the cookie contains only a session id. The account and the validity of the session are looked up on
 * every request, so that a session can be ended on the server. Attempts of a browser to update a session are ignored.
 *
 * The parts of Next.js are passed in, because the engine does not import it.
 */
export function brollyAuth({
  db,
  env,
  nextAuth,
  cookies,
  basePath = defaultBasePath,
  sessionDays = 14,
}: BrollyAuthOptions): BrollyAuth {
  const { cookie, sessionIdOf } = sessionTokens(env)
  const login = systemPath({ basePath }, 'login')
  const { signIn } = nextAuth({
    trustHost: true,
    secret: env().AUTH_SECRET,
    session: { strategy: 'jwt', maxAge: sessionDays * 24 * 60 * 60 },
    pages: { signIn: login, error: login },
    useSecureCookies: cookie.secure,
    cookies: {
      sessionToken: {
        name: cookie.name,
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: cookie.secure },
      },
    },
    providers: [
      credentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(given, request) {
          const parsed = credentials.safeParse(given)
          const user = parsed.success ? await authenticate(db, parsed.data) : null
          if (!user) return null
          const client = { address: null, agent: request.headers.get('user-agent') }
          return { id: user.id, sessionId: await startSession(db, { userId: user.id, client }) }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user && 'sessionId' in user ? { sid: user.sessionId } : { sid: token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (error) =>
        'type' in error && error.type === 'CredentialsSignin' ? undefined : console.error(`brolly: ${error.name}`),
    },
  })
  const readSessionId = async () => sessionIdOf((await cookies()).get(cookie.name)?.value)
  return {
    readSessionId,
    async logIn(given) {
      const before = await readSessionId()
      await signIn('credentials', { ...given, redirect: false })
      if (before) await endSession(db, before)
    },
    async logOut() {
      const id = await readSessionId()
      if (id) await endSession(db, id)
      ;(await cookies()).delete({ name: cookie.name, path: '/', secure: cookie.secure })
    },
  }
}
