import { AsyncLocalStorage } from 'node:async_hooks'
import type { NextAuthConfig, NextAuthResult } from 'next-auth'
import credentialsProvider from 'next-auth/providers/credentials'
import { z } from 'zod'
import type { Database } from '../postgres/database'
import type { Client, MailSettings } from '../site/context'
import type { Site } from '../site/site'
import { defaultBasePath, systemPath } from '../site/paths'
import { recordSecurity } from '../audit/security-log'
import { writeLog } from '../site/log'
import { attempt } from './attempts'
import { accountHasFactor } from './factors/added-factor'
import { checkCode } from './factors/check-code'
import { finishPending, pendingMinutes, pendingOwner, startPending } from './factors/pending'
import { deviceDays, knownDevices } from './known-devices'
import { secretsOf } from './secrets'
import type { SignOnEnvironment } from './sign-on/providers'
import { signOnFor, type SignOnRoutes } from './sign-on/routes'
import { cookieName, sessionTokens, type AuthEnvironment } from './session-tokens'
import { authenticate, endSession, startSession, type Audience } from './sessions'

/** The part of Next.js's `cookies()` that is used. */
export interface CookieJar {
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
  env: () => AuthEnvironment & SignOnEnvironment
  /** The default export of `next-auth`. */
  nextAuth: (config: NextAuthConfig) => Pick<NextAuthResult, 'handlers' | 'signIn'>
  /** From `next/headers`. */
  cookies: () => Promise<CookieJar>
  /** The path of the admin. Default `/admin`. */
  basePath?: string
}

export interface BrollyAuth extends SignOnRoutes {
  /** The session id in the request's cookie; null if there is none, or if this server did not create it. */
  readSessionId(): Promise<string | null>
  /**
   * Starts a session and ends the one in the request: its cookie is replaced, so nobody could end it later. For an account
   * with a second factor it starts no session, but remembers in a cookie that the password was right.
   * @throws {AdminError} `TOO_MANY` after too many attempts; `UNAVAILABLE` if too many log-ins are waiting.
   */
  logIn(given: { email: string; password: string }, from: LogInFrom): Promise<LoggedIn>
  /**
   * Goes on with a log-in whose password was right, by a code of the authenticator app or a recovery code.
   * @returns `expired` if there is no such log-in (any more).
   * @throws {AdminError} `TOO_MANY`
   */
  logInWithCode(code: string, from: LogInFrom): Promise<LoggedIn | 'expired'>
  /** The account of a log-in that waits for its second factor; null if there is none in this browser. */
  pendingLogIn(audience: Audience): Promise<{ id: string; email: string } | null>
  /**
   * Like `openSession`, unless the account has a second factor, which is then asked for. For who has proved less than a
   * second factor proves, as by a link in a mail.
   */
  enter(user: { id: string; email: string }, from: LogInFrom): Promise<LoggedIn>
  /**
   * Starts a session for an account that has proved who it is in another way, its second factor included, and ends the one in
   * the request. The security log gets the name of the factor.
   */
  openSession(user: { id: string; email: string }, from: LogInFrom, factor?: string): Promise<void>
  /**
   * Goes on with a log-in whose password was right, by another proof than a code.
   * @param check Resolves to whether it proves that this account's owner is there.
   */
  logInWithProof(
    check: (owner: { id: string; email: string }) => Promise<boolean>,
    from: LogInFrom,
    factor: string,
  ): Promise<LoggedIn | 'expired'>
  /** Replaces the request's session by a new one of the same user: the id in its cookie is no longer valid. */
  renewSession(user: { id: string; email: string }, from: LogInFrom): Promise<void>
  /** Ends the request's session in the database and in the browser. */
  logOut(from: LogInFrom): Promise<void>
}

/** What became of a log-in. */
export type LoggedIn = 'in' | 'second factor' | 'wrong'

/** The request of a log-in. */
export interface LogInFrom {
  readonly client: Client
  readonly site: Pick<Site, 'accounts' | 'secrets' | 'title'>
  readonly requestId: string
  readonly mail?: MailSettings | undefined
  /** Who may log in here. Default `staff`. */
  readonly audience?: Audience
  /** The provider that has vouched for the user, for the security log. */
  readonly signOn?: string
}

const credentials = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) })

/** Browsers keep a cookie for at most 400 days. The session itself ends in the database. */
const longestCookieSeconds = 400 * 24 * 60 * 60

interface Account {
  readonly id: string
  readonly email: string
}

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
  const pendingCookie = cookieName('log-in', cookie.secure)
  // Who has been verified reaches next-auth beside the request, so that no request can claim it.
  const verified = new AsyncLocalStorage<Verified>()
  const { signIn } = nextAuth(nextAuthConfig({ db, env, verified, login: systemPath({ basePath }, 'login'), cookie }))
  const readSessionId = async () => sessionIdOf((await cookies()).get(cookie.name)?.value)

  async function renewSession(user: { id: string }, from: LogInFrom): Promise<void> {
    const before = await readSessionId()
    await verified.run({ id: user.id, from }, () => signIn('credentials', { redirect: false }))
    if (before) await endSession(db, before)
  }

  const keep = async (name: string, value: string, maxAge: number) =>
    (await cookies()).set({ name, value, path: '/', secure: cookie.secure, httpOnly: true, sameSite: 'lax', maxAge })
  const deviceOf = async (email: string) => devices.idFor((await cookies()).get(deviceCookie)?.value, email)

  async function openSession(user: Account, from: LogInFrom, secondFactor?: string): Promise<void> {
    await renewSession(user, from)
    const detail = {
      ...(secondFactor === undefined ? {} : { factor: secondFactor }),
      ...(from.signOn === undefined ? {} : { provider: from.signOn }),
    }
    await recordSecurity({ db, actor: user, ...from }, { kind: 'log-in', detail })
    const marks = (await cookies()).get(deviceCookie)?.value
    await keep(deviceCookie, devices.remember(marks, user.email), deviceDays * 24 * 60 * 60)
  }

  async function enter(user: Account, from: LogInFrom): Promise<LoggedIn> {
    if (await accountHasFactor(db, user.id)) {
      await keep(pendingCookie, await startPending(db, user.id), pendingMinutes * 60)
      return 'second factor'
    }
    await openSession(user, from)
    return 'in'
  }

  const { pending, logInWithCode, logInWithProof } = secondStep({
    db,
    cookies,
    pendingCookie,
    secure: cookie.secure,
    deviceOf,
    openSession,
  })

  const signOn = signOnFor({ env, nextAuth, cookies, secure: cookie.secure, readSessionId, enter })

  return {
    ...signOn,
    readSessionId,
    openSession,
    enter,
    renewSession,
    async logIn(given, from) {
      const parsed = credentials.safeParse(given)
      if (!parsed.success) return 'wrong'
      const { email } = parsed.data
      const asked = { what: 'log-in', account: email, device: await deviceOf(email) }
      const user = await attempt({ db, actor: null, ...from }, asked, () =>
        authenticate(db, { ...parsed.data, audience: from.audience }),
      )
      return user ? enter({ id: user.id, email: user.email }, from) : 'wrong'
    },
    logInWithCode,
    logInWithProof,
    pendingLogIn: async (audience) => (await pending(audience))?.owner ?? null,
    async logOut(from) {
      const id = await readSessionId()
      const user = id === null ? null : await endSession(db, id)
      if (user) await recordSecurity({ db, actor: user, ...from }, { kind: 'log-out' })
      ;(await cookies()).delete({ name: cookie.name, path: '/', secure: cookie.secure })
    },
  }
}

interface SecondStepParts extends Pick<BrollyAuthOptions, 'db' | 'cookies'> {
  pendingCookie: string
  secure: boolean
  deviceOf: (email: string) => Promise<string | null>
  openSession: (user: Account, from: LogInFrom, secondFactor: string) => Promise<void>
}

/** The part of a log-in that comes after the password, for accounts with a second factor. */
function secondStep({ db, cookies, pendingCookie, secure, deviceOf, openSession }: SecondStepParts) {
  async function pending(audience: Audience | undefined) {
    const id = (await cookies()).get(pendingCookie)?.value ?? ''
    const owner = /^[\w-]{43}$/u.test(id) ? await pendingOwner(db, id, audience) : null
    return owner && { id, owner }
  }
  async function goOn(
    from: LogInFrom,
    check: (owner: Account) => Promise<string | null>,
  ): Promise<LoggedIn | 'expired'> {
    const found = await pending(from.audience)
    if (!found) return 'expired'
    const factor = await check(found.owner)
    if (factor === null) return 'wrong'
    if (!(await finishPending(db, found.id))) return 'expired'
    await openSession(found.owner, from, factor)
    ;(await cookies()).delete({ name: pendingCookie, path: '/', secure })
    return 'in'
  }
  const logInWithCode: BrollyAuth['logInWithCode'] = (code, from) =>
    goOn(from, async (owner) =>
      checkCode({ db, actor: null, ...from }, { owner, code: code.slice(0, 100), device: await deviceOf(owner.email) }),
    )
  const logInWithProof: BrollyAuth['logInWithProof'] = (check, from, factor) =>
    goOn(from, async (owner) => ((await check(owner)) ? factor : null))
  return { pending, logInWithCode, logInWithProof }
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
