import { AsyncLocalStorage } from 'node:async_hooks'
import type { NextAuthConfig, NextAuthResult } from 'next-auth'
import { decodeJwt } from './decode-jwt'
import { writeLog } from '../../site/log'
import { secretsOf, type SecretEnvironment } from '../secrets'
import type { ConfiguredProvider } from './providers'

/** Where the routes of providers are. */
export const signOnPath = '/api/auth'

export interface HandshakeOptions {
  readonly nextAuth: (config: NextAuthConfig) => Pick<NextAuthResult, 'handlers'>
  readonly env: () => SecretEnvironment
  readonly providers: readonly ConfiguredProvider[]
  /** Whether cookies are restricted to https. */
  readonly secure: boolean
}

/** What a provider answered to the browser's request: the claims of a user, or none; and cookies for the browser. */
export interface Answered {
  readonly claims: Readonly<Record<string, unknown>> | null
  readonly cookies: readonly string[]
}

export interface Handshake {
  /**
   * Where the browser has to go, with cookies that are checked when it comes back.
   * @returns Null if the provider cannot be reached.
   */
  start(
    provider: string,
    request: { origin: string; cookie: string },
  ): Promise<{ location: string; cookies: string[] } | null>
  /** Checks what the browser brings back, and asks the provider who it is. */
  finish(provider: string, request: { origin: string; cookie: string; query: string }): Promise<Answered>
}

/**
 * The handshake of OAuth and OpenID Connect: PKCE, state, nonce, the exchange of the code and the checks of the ID token. It is
 * all that next-auth does for single sign-on. It starts no session and knows no account.
 */
export function handshake({ nextAuth, env, providers, secure }: HandshakeOptions): Handshake {
  // Who has been verified reaches the caller beside the response.
  const found = new AsyncLocalStorage<{ claims: Record<string, unknown> | null }>()
  const loaded = new Map<string, Promise<NextAuthResult['handlers']>>()
  const handlersOf = async (id: string) => {
    const made = loaded.get(id) ?? load(id)
    loaded.set(id, made)
    return made
  }
  const load = async (id: string) => {
    const provider = providers.find((each) => each.id === id)
    if (!provider) throw new Error(`No provider ${id}.`)
    const { handlers } = nextAuth({
      basePath: signOnPath,
      trustHost: true,
      secret: secretsOf(env()),
      session: { strategy: 'jwt' },
      useSecureCookies: secure,
      providers: [await provider.load()],
      callbacks: {
        signIn({ account, profile }) {
          const store = found.getStore()
          const { iss, sub, ...told } = decodeJwt(account?.id_token)
          // The issuer is that of the checked token, whatever the userinfo endpoint says.
          if (store) store.claims = { ...told, ...profile, ...(iss === undefined ? {} : { iss, sub }) }
          // An address instead of true: no session of next-auth is started.
          return '/'
        },
      },
      logger: {
        error: (error) =>
          writeLog({ level: 'warn', event: 'sign-on', where: id, error: error.name, reason: causeOf(error) }),
        warn: () => undefined,
      },
    })
    return handlers
  }

  return {
    async start(provider, { origin, cookie }) {
      const { GET, POST } = await handlersOf(provider)
      const csrf = await GET(asked(`${origin}${signOnPath}/csrf`, cookie))
      const { csrfToken = '' } = (await csrf.json()) as { csrfToken?: string }
      const own = csrf.headers.getSetCookie()
      const response = await POST(
        asked(`${origin}${signOnPath}/signin/${provider}`, [cookie, ...own.map(pairOf)].filter(Boolean).join('; '), {
          csrfToken,
          callbackUrl: origin,
        }),
      )
      const location = response.headers.get('location') ?? ''
      const isError = !URL.canParse(location) || new URL(location).pathname.startsWith(`${signOnPath}/`)
      return isError ? null : { location, cookies: response.headers.getSetCookie().filter((each) => !isCsrf(each)) }
    },
    async finish(provider, { origin, cookie, query }) {
      const { GET } = await handlersOf(provider)
      return found.run({ claims: null }, async () => {
        const response = await GET(asked(`${origin}${signOnPath}/callback/${provider}${query}`, cookie))
        return { claims: found.getStore()?.claims ?? null, cookies: response.headers.getSetCookie() }
      })
    },
  }
}

type NextRequest = Parameters<NextAuthResult['handlers']['GET']>[0]

/** A request to next-auth, with an origin from the settings and no header but the cookies. */
function asked(url: string, cookie: string, form?: Record<string, string>): NextRequest {
  const request = new Request(url, {
    headers: { cookie },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  // next-auth reads `nextUrl` if AUTH_URL is set, and nothing else that a plain request does not have.
  return Object.assign(request, { nextUrl: new URL(url) }) as unknown as NextRequest
}

const pairOf = (cookie: string): string => cookie.split(';', 1)[0] ?? ''
const isCsrf = (cookie: string): boolean => /^[^=]*csrf-token=|^[^=]*callback-url=/u.test(cookie)

/** Why a handshake failed, without values: the names of errors. */
function causeOf(error: Error): string {
  const { cause } = error
  const inner = typeof cause === 'object' && cause !== null && 'err' in cause ? cause.err : cause
  return inner instanceof Error ? `${inner.name}: ${inner.message}`.slice(0, 300) : ''
}
