import { Auth, type AuthConfig } from '@auth/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client, startHostile, startOidc, type HostileServer, type Lies, type OidcServer } from '../../testing/kit/oidc'
import { handshake, type Handshake, type HandshakeOptions } from './handshake'
import { signOnProviders } from './providers'

const origin = 'http://127.0.0.1:9'
const secret = 'a secret of thirty-two characters!'

/** What next-auth does with a configuration, without Next.js. */
const nextAuth = ((config: AuthConfig) => {
  const handle = (request: Request) => Auth(request, config)
  return { handlers: { GET: handle, POST: handle } }
}) as unknown as HandshakeOptions['nextAuth']

function shake(issuer: string, authSecret = secret): Handshake {
  const variables = {
    AUTH_OIDC_ISSUER: issuer,
    AUTH_OIDC_ID: client.id,
    AUTH_OIDC_SECRET: client.secret,
    AUTH_GITHUB_ID: 'g',
    AUTH_GITHUB_SECRET: 'g',
  }
  const env = () => ({ AUTH_SECRET: authSecret })
  return handshake({ nextAuth, env, providers: signOnProviders(variables), secure: false })
}

const cookieOf = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(';')[0]).join('; ')

/** A browser at the provider: follows redirects with its cookies, until it is sent back. @returns The query of the callback. */
async function visitProvider(location: string): Promise<string> {
  const jar = new Map<string, string>()
  let url = location
  for (let step = 0; step < 10; step++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const each of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    const next = response.headers.get('location')
    if (next === null) throw new Error(`The provider answered ${response.status}: ${await response.text()}`)
    url = new URL(next, url).href
    if (url.startsWith(origin)) return new URL(url).search
  }
  throw new Error('The provider does not send the browser back.')
}

async function start(shaking: Handshake, provider = 'oidc'): Promise<{ location: string; cookie: string }> {
  const started = await shaking.start(provider, { origin, cookie: '' })
  if (!started) throw new Error('The provider cannot be reached.')
  return { location: started.location, cookie: cookieOf(started.cookies) }
}

describe('with a server of OpenID Connect', () => {
  let server: OidcServer
  beforeAll(async () => {
    server = await startOidc(`${origin}/api/auth/callback/oidc`)
  })
  afterAll(() => server.close())

  test('somebody is known by the claims of the token and of the userinfo endpoint', async () => {
    server.user = { sub: 'ada-1', email: 'ada@example.org', email_verified: true, name: 'Ada', roles: ['ed'] }
    const shaking = shake(server.issuer)
    const { location, cookie } = await start(shaking)
    const asked = new URL(location).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).not.toBeNull()
    expect(asked.get('redirect_uri')).toBe(`${origin}/api/auth/callback/oidc`)

    const query = await visitProvider(location)
    const { claims, cookies } = await shaking.finish('oidc', { origin, cookie, query })

    expect(claims).toMatchObject({ ...server.user, iss: server.issuer })
    // No session of next-auth, and the checks are removed.
    expect(cookies.filter((each) => !/Max-Age=0/iu.test(each)).join('\n')).not.toMatch(/session|state|nonce|pkce/u)
    // The code is of no use a second time.
    expect((await shaking.finish('oidc', { origin, cookie, query })).claims).toBeNull()
  })

  test('nothing comes of an answer without its checks, with others, or for another provider', async () => {
    const shaking = shake(server.issuer)
    const { location, cookie } = await start(shaking)
    const other = await start(shaking)
    const github = await start(shaking, 'github')
    const query = await visitProvider(location)
    const altered = query.replace(/state=[^&]*/u, 'state=made-up')
    const githubState = new URL(github.location).searchParams.get('state') ?? ''
    const mixed = query.replace(/state=[^&]*/u, `state=${encodeURIComponent(githubState)}`)
    const finish = async (given: { cookie: string; query: string }, by = shaking) =>
      (await by.finish('oidc', { origin, ...given })).claims

    expect(await finish({ cookie: '', query })).toBeNull()
    expect(await finish({ cookie: other.cookie, query })).toBeNull()
    expect(await finish({ cookie, query: altered })).toBeNull()
    expect(await finish({ cookie: github.cookie, query: mixed })).toBeNull()
    expect(await finish({ cookie, query: '' })).toBeNull()
    expect(await finish({ cookie, query }, shake(server.issuer, 'another secret of thirty-two chars'))).toBeNull()
    // None of these has used it up.
    expect(await finish({ cookie, query })).not.toBeNull()
  })

  test('somebody who refuses is nobody', async () => {
    server.refuses = true
    const shaking = shake(server.issuer)
    const { location, cookie } = await start(shaking)
    const query = await visitProvider(location)
    server.refuses = false

    expect(query).toContain('error=access_denied')
    expect((await shaking.finish('oidc', { origin, cookie, query })).claims).toBeNull()
  })
})

describe('with a hostile server', () => {
  let server: HostileServer
  beforeAll(async () => {
    server = await startHostile()
  })
  afterAll(() => server.close())

  async function claimsWith(lies: Lies): Promise<Readonly<Record<string, unknown>> | null> {
    server.lies = lies
    const shaking = shake(server.issuer)
    const { location, cookie } = await start(shaking)
    const query = await visitProvider(location)
    return (await shaking.finish('oidc', { origin, cookie, query })).claims
  }

  test('that tells the truth, somebody is known', async () => {
    expect(await claimsWith({})).toMatchObject({ sub: 'mallory', iss: server.issuer })
  })

  const lies: Record<string, Lies> = {
    'a nonce of another log-in': { nonce: 'another' },
    'a token for another client': { audience: 'somebody-else' },
    'a token of another issuer': { issuer: 'https://accounts.google.com' },
    'a token that has expired': { expired: true },
    'another user at the userinfo endpoint': { userinfoSub: 'ada-1' },
  }
  test.for(Object.entries(lies))('%s is refused', async ([, told]) => {
    expect(await claimsWith(told)).toBeNull()
  })

  test('the userinfo endpoint cannot say that it is somebody else’s issuer', async () => {
    const claims = await claimsWith({ told: { iss: 'https://accounts.google.com' } })

    expect(claims).toMatchObject({ iss: server.issuer, sub: 'mallory' })
  })
})

test('a server that cannot be reached is no log-in', async () => {
  const started = shake('http://127.0.0.1:1').start('oidc', { origin, cookie: '' })

  expect(await started.catch(() => null)).toBeNull()
})
