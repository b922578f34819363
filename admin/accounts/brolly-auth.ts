import { AsyncLocalStorage } from 'node:async_hooks'
import type { NextAuthConfig, NextAuthResult } from 'next-auth'
import credentialsProvider from 'next-auth/providers/credentials'
import { z } from 'zod'
import type { Database } from '../postgres/database'
import type { AccountSettings } from '../site/account-options'
import type { Client } from '../site/context'
import { defaultBasePath, systemPath } from '../site/paths'
import { recordSecurity } from '../audit/security-log'
import { writeLog } from '../site/log'
import { attempt } from './attempts'
import { deviceDays, knownDevices } from './known-devices'
import { secretsOf } from './secrets'
import { cookieName, sessionTokens, type AuthEnvironment } from './session-tokens'
import { authenticate, endSession, startSession, type Audience } from './sessions'

/** The part of Next.js's `cookies()` that is used. */
interface CookieJar {
  get(name: string): { value: string } | undefined
  set(options: {
    name: string
    value: string
    path: string
    secure: boolean
    httpOnly: boolean
    sameSite: 'lax'
    maxAge: number
  }): unknown
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
}

export interface BrollyAuth {
  /** The session id in the request's cookie; null if there is none, or if this server did not create it. */
  readSessionId(): Promise<string | null>
  /**
   * Starts a session and ends the one in the request: its cookie is replaced, so nobody could end it later.
   * @returns Whether the email address and the password are right.
   * @throws {AdminError} `TOO_MANY` after too many attempts; `UNAVAILABLE` if too many log-ins are waiting.
   */
  logIn(given: { email: string; password: string }, from: LogInFrom): Promise<boolean>
  /** Starts a session for an account that has proved who it is in another way, and ends the one in the request. */
  openSession(user: { id: string; email: string }, from: LogInFrom): Promise<void>
  /** Replaces the request's session by a new one of the same user: the id in its cookie is no longer valid. */
  renewSession(user: { id: string; email: string }, from: LogInFrom): Promise<void>
  /** Ends the request's session in the database and in the browser. */
  logOut(from: LogInFrom): Promise<void>
}

/** The request of a log-in. */
export interface LogInFrom {
  readonly client: Client
  readonly site: { readonly accounts: AccountSettings }
  readonly requestId: string
  /** Who may log in here. Default `staff`. */
  readonly audience?: Audience
}

const credentials = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) })

/** Browsers keep a cookie for at most 400 days. The session itself ends in the database. */
const longestCookieSeconds = 400 * 24 * 60 * 60

interface Verified {
  readonly id: string
  readonly from: LogInFrom
}

/**
 * Logs users in and out with next-auth, using Brolly's accounts.
 *
 * The token in the cookie contains only a session id. The account and the validity of the session are looked up on
 * every request, so that a session can be ended on the server. Attempts of a browser to update a session are ignored.
 *
 * The parts of Next.js are passed in, because the engine does not import it.
 */
export function brollyAuth({ db, env, nextAuth, cookies, basePath = defaultBasePath }: BrollyAuthOptions): BrollyAuth {
  const { cookie, sessionIdOf } = sessionTokens(env)
  const devices = knownDevices(env)
  const deviceCookie = cookieName('device', cookie.secure)
  // Who has been verified reaches next-auth beside the request, so that no request can claim it.
  const verified = new AsyncLocalStorage<Verified>()
  const { signIn } = nextAuth(nextAuthConfig({ db, env, verified, login: systemPath({ basePath }, 'login'), cookie }))
  const readSessionId = async () => sessionIdOf((await cookies()).get(cookie.name)?.value)

  async function renewSession(user: { id: string }, from: LogInFrom): Promise<void> {
    const before = await readSessionId()
    await verified.run({ id: user.id, from }, () => signIn('credentials', { redirect: false }))
    if (before) await endSession(db, before)
  }

  async function openSession(user: { id: string; email: string }, from: LogInFrom): Promise<void> {
    await renewSession(user, from)
    await recordSecurity({ db, actor: user, ...from }, { kind: 'log-in' })
    const jar = await cookies()
    jar.set({
      name: deviceCookie,
      value: devices.remember(jar.get(deviceCookie)?.value, user.email),
      path: '/',
      secure: cookie.secure,
      httpOnly: true,
      sameSite: 'lax',
      maxAge: deviceDays * 24 * 60 * 60,
    })
  }

  return {
    readSessionId,
    openSession,
    renewSession,
    async logIn(given, from) {
      const parsed = credentials.safeParse(given)
      if (!parsed.success) return false
      const { email } = parsed.data
      const device = devices.idFor((await cookies()).get(deviceCookie)?.value, email)
      const user = await attempt({ db, actor: null, ...from }, { what: 'log-in', account: email, device }, () =>
        authenticate(db, { ...parsed.data, audience: from.audience }),
      )
      if (user) await openSession({ id: user.id, email: user.email }, from)
      return user !== null
    },
    async logOut(from) {
      const id = await readSessionId()
      const user = id === null ? null : await endSession(db, id)
      if (user) await recordSecurity({ db, actor: user, ...from }, { kind: 'log-out' })
      ;(await cookies()).delete({ name: cookie.name, path: '/', secure: cookie.secure })
    },
  }
}

interface ConfigParts extends Pick<BrollyAuthOptions, 'db' | 'env'> {
  verified: AsyncLocalStorage<Verified>
  login: string
  cookie: { readonly name: string; readonly secure: boolean }
}

function nextAuthConfig({ db, env, verified, login, cookie }: ConfigParts): NextAuthConfig {
  return {
    trustHost: true,
    secret: secretsOf(env()),
    session: { strategy: 'jwt', maxAge: longestCookieSeconds },
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
        credentials: {},
        async authorize() {
          const user = verified.getStore()
          if (!user) return null
          const { client, site } = user.from
          return {
            id: user.id,
            sessionId: await startSession(db, { userId: user.id, client, limits: site.accounts.sessions }),
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user && 'sessionId' in user ? { sid: user.sessionId } : { sid: token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    logger: {
      error: (error) =>
        'type' in error && error.type === 'CredentialsSignin'
          ? undefined
          : writeLog({ level: 'error', event: 'fault', where: 'next-auth', error: error.name }),
    },
  }
}
