import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type AccountClaims } from 'oidc-provider'

/** A user at the provider. */
export interface OidcUser {
  readonly sub: string
  readonly [claim: string]: unknown
}

export interface OidcServer {
  readonly issuer: string
  /** Who logs in next, at once and without a form. */
  user: OidcUser
  /** Whether the next user refuses. */
  refuses: boolean
  close(): Promise<void>
}

export const client = { id: 'brolly', secret: 'a-secret-for-the-test' } as const

/** A real OpenID Connect server on loopback, whose users consent at once. */
export async function startOidc(redirectUri: string): Promise<OidcServer> {
  const handler: { current: (request: IncomingMessage, response: ServerResponse) => void } = {
    current: () => undefined,
  }
  const server = createServer((request, response) => handler.current(request, response))
  const issuer = await listening(server)
  const state: OidcServer = { issuer, user: { sub: 'nobody' }, refuses: false, close: () => closed(server) }
  const users = new Map<string, OidcUser>()
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['name', 'roles'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ ...(users.get(sub) ?? { sub }) }) as unknown as AccountClaims,
    }),
    // A user who is logged in at the provider would come back as the next one.
    ttl: { Session: 1, Grant: 600, Interaction: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
  })
  const serve = provider.callback()
  const interact = async (request: IncomingMessage, response: ServerResponse) => {
    const { params } = await provider.interactionDetails(request, response)
    if (state.refuses) {
      await provider.interactionFinished(request, response, { error: 'access_denied' })
      return
    }
    users.set(state.user.sub, state.user)
    const grant = new provider.Grant({ accountId: state.user.sub, clientId: client.id })
    grant.addOIDCScope(String(params.scope))
    const result = { login: { accountId: state.user.sub }, consent: { grantId: await grant.save() } }
    await provider.interactionFinished(request, response, result)
  }
  handler.current = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return serve(request, response)
    interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  }
  return state
}

/** What a hostile server answers. Each is one lie; the rest of its answers is as it should be. */
export interface Lies {
  issuer?: string
  audience?: string
  nonce?: string
  expired?: boolean
  /** The subject that the userinfo endpoint tells. */
  userinfoSub?: string
  /** Further claims of the userinfo endpoint. */
  told?: Readonly<Record<string, unknown>>
}

export interface HostileServer {
  readonly issuer: string
  lies: Lies
  close(): Promise<void>
}

/** A server that follows OpenID Connect but for its lies. Everybody is `mallory`. */
export async function startHostile(): Promise<HostileServer> {
  let nonce = ''
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', state.issuer)
    const json = (body: unknown) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    if (url.pathname === '/.well-known/openid-configuration') return json(discovery(state.issuer))
    if (url.pathname === '/authorize') {
      nonce = url.searchParams.get('nonce') ?? ''
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      back.searchParams.set('code', 'a-code')
      back.searchParams.set('state', url.searchParams.get('state') ?? '')
      return response.writeHead(302, { Location: back.href }).end()
    }
    if (url.pathname === '/token')
      return json({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken(state, nonce) })
    return json({ sub: state.lies.userinfoSub ?? 'mallory', email: 'm@example.org', ...state.lies.told })
  })
  const state: HostileServer = { issuer: await listening(server), lies: {}, close: () => closed(server) }
  return state
}

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
})

function idToken({ issuer, lies }: HostileServer, nonce: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: lies.issuer ?? issuer,
    aud: lies.audience ?? client.id,
    sub: 'mallory',
    nonce: lies.nonce ?? nonce,
    iat: now - 60,
    exp: lies.expired ? now - 3_600 : now + 600,
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part(claims)}.${part('signature')}`
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
