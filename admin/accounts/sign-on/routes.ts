import type { AdminError } from '../../errors'
import { translateReadError } from '../../postgres/errors'
import type { Actor, Client } from '../../site/context'
import { withQuery } from '../../site/paths'
import { nextPath } from '../../site/safe-path'
import { attempt } from '../attempts'
import type { CookieJar, LoggedIn, LogInFrom } from '../brolly-auth'
import { requireFresh } from '../fresh'
import { secretsOf, type SecretEnvironment } from '../secrets'
import { cookieName } from '../session-tokens'
import { hashSessionId, type Audience } from '../sessions'
import { accountPath, type Side, type VisitContext } from '../visit'
import { leavingPage } from './leaving-page'
import { handshake, type Handshake, type HandshakeOptions } from './handshake'
import { identityIn, type SignOnIdentity } from './identity'
import { intentMinutes, openIntent, sealIntent, type SignOnIntent } from './intent'
import { linkIdentity } from './own-identities'
import { signOnProviders, type SignOnEnvironment, type SignOnProvider } from './providers'
import { signOn } from './sign-on'

/** A request of single sign-on, and where it comes from. */
export interface SignOnRequest {
  readonly request: Request
  readonly visit: VisitContext & { readonly client: Client; readonly requestId: string }
  /** Who is logged in; null for nobody. */
  readonly actor: Actor | null
  /** Where a log-in on the public side leads if no page was asked for. */
  readonly siteHome: string
}

/** Why somebody is back where they started: a word in the query string, which the page explains. */
export type SignOnTrouble =
  'refused' | 'failed' | 'expired' | 'unavailable' | 'wait' | 'taken' | 'unverified' | 'confirm'

export interface SignOnRoutes {
  /** The providers of the environment, in the order of their buttons. */
  readonly signOnProviders: readonly SignOnProvider[]
  /**
   * Sends the browser to a provider. The form has `next`, `side`, and `link` to connect the provider to the account of whoever is
   * logged in.
   */
  startSignOn(provider: string, from: SignOnRequest): Promise<Response>
  /** Goes on when the browser comes back: logs in, or connects the provider. */
  finishSignOn(provider: string, from: SignOnRequest): Promise<Response>
}

interface SignOnParts {
  env: () => SecretEnvironment & SignOnEnvironment & { BROLLY_URL?: string | undefined }
  nextAuth: HandshakeOptions['nextAuth']
  cookies: () => Promise<CookieJar>
  /** Whether cookies are restricted to https. */
  secure: boolean
  readSessionId: () => Promise<string | null>
  enter: (user: { id: string; email: string }, from: LogInFrom) => Promise<LoggedIn>
}

interface RouteParts extends Omit<SignOnParts, 'nextAuth'> {
  providers: readonly SignOnProvider[]
  handshake: Handshake
  intentCookie: string
}

/** Single sign-on with the providers of the environment. */
export function signOnFor({ nextAuth, ...parts }: SignOnParts): SignOnRoutes {
  const { env, secure } = parts
  const providers = signOnProviders(env())
  const shaking = handshake({ nextAuth, env, providers, secure })
  return signOnRoutes({ ...parts, providers, handshake: shaking, intentCookie: cookieName('sign-on', secure) })
}

const audienceOf = (side: Side): Audience => (side === 'admin' ? 'staff' : 'everyone')

/** The two routes of single sign-on. The handshake is next-auth's; what follows from it is decided here. */
function signOnRoutes(parts: RouteParts): SignOnRoutes {
  const { providers, handshake, env, cookies, intentCookie, secure } = parts
  const named = (id: string) => providers.find((provider) => provider.id === id)
  const keepIntent = async (intent: SignOnIntent) =>
    (await cookies()).set({
      name: intentCookie,
      value: sealIntent(secretsOf(env()), intent),
      path: '/',
      secure,
      httpOnly: true,
      sameSite: 'lax',
      maxAge: intentMinutes * 60,
    })

  return {
    signOnProviders: providers.map(({ id, name }) => ({ id, name })),
    async startSignOn(id, from) {
      const provider = named(id)
      if (!provider) return new Response(null, { status: 404 })
      const { side, next, link } = await postedStart(from.request)
      const page = back(from.visit, side, link)
      const session = link ? await parts.readSessionId() : null
      if (link) {
        if (!from.actor || session === null) return seeOther(accountPath(from.visit, side, 'login'))
        if (!from.actor.isFresh) return seeOther(withQuery(accountPath(from.visit, side, 'confirm'), [['next', page]]))
      }
      const started = await handshake.start(id, asking(from.request, env)).catch(() => null)
      if (!started) return seeOther(trouble(page, 'unavailable', next))
      await keepIntent({ provider: id, side, next, session: session === null ? null : hashSessionId(session) })
      return leavingPage({ name: provider.name, ...started })
    },
    async finishSignOn(id, from) {
      const provider = named(id)
      if (!provider) return new Response(null, { status: 404 })
      const jar = await cookies()
      const intent = openIntent(secretsOf(env()), jar.get(intentCookie)?.value)
      jar.delete({ name: intentCookie, path: '/', secure })
      // A response of one provider is never taken for that of another.
      if (!intent || intent.provider !== id)
        return seeOther(trouble(accountPath(from.visit, 'site', 'login'), 'expired'))
      const page = back(from.visit, intent.side, intent.session !== null)
      const given: string[] = []
      try {
        const identity = await vouchedFor(parts, id, { from, given })
        if (!identity) return seeOther(trouble(page, 'failed', intent.next), given)
        if (intent.session !== null)
          return seeOther(await connect(parts, { ...from, intent, identity, name: provider.name }), given)
        return seeOther(await logIn(parts, { ...from, intent, identity }), given)
      } catch (error) {
        const found = troubleOf(error)
        if (found === null) throw error
        return seeOther(trouble(page, found, intent.next), given)
      }
    },
  }
}

/** The identity that the browser brings; null if a check failed. A client that keeps failing has to wait. */
function vouchedFor(
  { handshake, env }: RouteParts,
  id: string,
  { from: { request, visit }, given }: { from: SignOnRequest; given: string[] },
): Promise<SignOnIdentity | null> {
  return attempt({ ...visit, actor: null }, { what: 'sign-on', account: null }, async () => {
    const query = new URL(request.url).search
    const { claims, cookies } = await handshake.finish(id, { ...asking(request, env), query })
    given.push(...cookies)
    return claims && identityIn(id, claims, visit.site.accounts.signOn)
  })
}

interface Finishing extends SignOnRequest {
  intent: SignOnIntent
  identity: SignOnIdentity
}

/** Logs in. @returns The path to open. */
async function logIn({ enter }: RouteParts, { visit, intent, identity, siteHome }: Finishing): Promise<string> {
  const { side, next } = intent
  const account = await signOn(visit, identity, { side })
  const outcome = await enter(account, { ...visit, audience: audienceOf(side), signOn: identity.provider })
  if (outcome === 'in') return nextPath(next, visit.basePath, side === 'admin' ? visit.basePath : siteHome)
  const parameters: [string, string][] = [
    ['step', 'code'],
    ...(next === '' ? [] : [['next', next] as [string, string]]),
  ]
  return withQuery(accountPath(visit, side, 'login'), parameters)
}

/** Connects the provider to the account that asked for it, if it is still logged in. @returns The path to open. */
async function connect(
  { readSessionId }: RouteParts,
  { visit, actor, intent, identity, name }: Finishing & { name: string },
): Promise<string> {
  const session = await readSessionId()
  if (!actor || session === null || hashSessionId(session) !== intent.session)
    return trouble(accountPath(visit, intent.side, 'login'), 'expired')
  requireFresh({ actor })
  await linkIdentity({ ...visit, actor }, identity, name)
  return withQuery(accountPath(visit, intent.side, 'account'), [['done', 'connected']])
}

const troubles: Partial<Record<AdminError['code'], SignOnTrouble>> = {
  FORBIDDEN: 'refused',
  CONFLICT: 'taken',
  INVALID: 'unverified',
  UNCONFIRMED: 'confirm',
  TOO_MANY: 'wait',
  UNAVAILABLE: 'unavailable',
}

const troubleOf = (error: unknown): SignOnTrouble | null => {
  const known = translateReadError(error)
  return (known && troubles[known.code]) ?? null
}

/** The page from which a browser was sent away. */
const back = (visit: VisitContext, side: Side, link: boolean) => accountPath(visit, side, link ? 'account' : 'login')

const trouble = (page: string, what: SignOnTrouble, next = ''): string =>
  withQuery(page, [['sign-on', what], ...(next === '' ? [] : [['next', next] as [string, string]])])

function seeOther(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ Location: path, 'Cache-Control': 'no-store' })
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** The origin is that of the settings; in development without one, that of the request. */
function asking(request: Request, env: RouteParts['env']): { origin: string; cookie: string } {
  const { BROLLY_URL } = env()
  const origin = BROLLY_URL === undefined ? `http://${request.headers.get('host') ?? ''}` : new URL(BROLLY_URL).origin
  return { origin, cookie: request.headers.get('cookie') ?? '' }
}

async function postedStart(request: Request): Promise<{ side: Side; next: string; link: boolean }> {
  const data = await request.formData().catch(() => new FormData())
  const next = data.get('next')
  return {
    side: data.get('side') === 'admin' ? 'admin' : 'site',
    next: typeof next === 'string' ? next.slice(0, 2_000) : '',
    link: data.has('link'),
  }
}
