import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { decode } from 'next-auth/jwt'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { authenticate, endSession, startSession } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'

const secure = env.BROLLY_URL?.startsWith('https://') ?? false
const cookieName = secure ? '__Host-brolly-session' : 'brolly-session'
const maxAgeSeconds = 14 * 24 * 60 * 60

const credentials = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) })

/**
 * The token in the cookie carries nothing but a session's id: who that is, and whether the session still holds, is looked up at
 * every request, so that it can be ended. What a browser sends to update a session is not read.
 */
const nextAuth = NextAuth({
  trustHost: true,
  secret: env.AUTH_SECRET,
  session: { strategy: 'jwt', maxAge: maxAgeSeconds },
  pages: { signIn: '/admin/-/login', error: '/admin/-/login' },
  useSecureCookies: secure,
  cookies: {
    sessionToken: { name: cookieName, options: { httpOnly: true, sameSite: 'lax', path: '/', secure } },
  },
  providers: [
    Credentials({
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

export const { handlers, signIn } = nextAuth

/** The id of the session in the request's cookie; null without one, or with one that this server did not make. */
export async function readSessionId(): Promise<string | null> {
  const token = (await cookies()).get(cookieName)?.value
  if (!token || !env.AUTH_SECRET) return null
  const known = decoded.get(token)
  if (known && known.expiresAt > Date.now()) return known.sessionId
  try {
    const claims = await decode({ token, secret: env.AUTH_SECRET, salt: cookieName })
    if (typeof claims?.sid !== 'string') return null
    if (decoded.size >= mostDecoded) decoded.clear()
    decoded.set(token, { sessionId: claims.sid, expiresAt: (claims.exp ?? 0) * 1000 })
    return claims.sid
  } catch {
    return null
  }
}

const mostDecoded = 5_000

/** Tokens that were opened before: what is in one never changes, and opening it costs more than all the rest of who is asking. */
const decoded = new Map<string, { sessionId: string; expiresAt: number }>()

/** Ends the request's session, in the database and in the browser. */
export async function logOut(): Promise<void> {
  const id = await readSessionId()
  if (id) await endSession(db, id)
  ;(await cookies()).delete({ name: cookieName, path: '/', secure })
}
