import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { authenticate, endSession, startSession } from '@/admin/server'
import { db } from '@/db'
import { env } from '@/env'
import { secureCookies, sessionCookie, sessionIdOf } from '@/session-token'

const maxAgeSeconds = 14 * 24 * 60 * 60

const credentials = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) })

/**
 * The token in the cookie carries nothing but a session's id: who that is, and whether the session still holds, is looked up at
 * every request, so that it can be ended. What a browser sends to update a session is not read.
 */
const { signIn } = NextAuth({
  trustHost: true,
  secret: env.AUTH_SECRET,
  session: { strategy: 'jwt', maxAge: maxAgeSeconds },
  pages: { signIn: '/admin/-/login', error: '/admin/-/login' },
  useSecureCookies: secureCookies,
  cookies: {
    sessionToken: {
      name: sessionCookie,
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies },
    },
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

/** The id of the session in the request's cookie; null without one, or with one that this server did not make. */
export async function readSessionId(): Promise<string | null> {
  return sessionIdOf((await cookies()).get(sessionCookie)?.value)
}

/**
 * Begins a session for who knows the password, and ends the one that the request came with: its cookie is replaced, and nobody
 * could end it by hand any more.
 * @throws What next-auth throws where the password is not right.
 */
export async function logIn(given: { email: string; password: string }): Promise<void> {
  const before = await readSessionId()
  await signIn('credentials', { ...given, redirect: false })
  if (before) await endSession(db, before)
}

/** Ends the request's session, in the database and in the browser. */
export async function logOut(): Promise<void> {
  const id = await readSessionId()
  if (id) await endSession(db, id)
  ;(await cookies()).delete({ name: sessionCookie, path: '/', secure: secureCookies })
}
