import type { NextAuthConfig } from 'next-auth'
import { githubClaims } from './identity'
import * as words from '../../words/sign-on'

type NextAuthProvider = NextAuthConfig['providers'][number]

/** The variables of providers. Those of one provider are set together, or not at all. */
export interface SignOnEnvironment {
  AUTH_GITHUB_ID?: string | undefined
  AUTH_GITHUB_SECRET?: string | undefined
  AUTH_GOOGLE_ID?: string | undefined
  AUTH_GOOGLE_SECRET?: string | undefined
  AUTH_MICROSOFT_ENTRA_ID_ID?: string | undefined
  AUTH_MICROSOFT_ENTRA_ID_SECRET?: string | undefined
  AUTH_MICROSOFT_ENTRA_ID_ISSUER?: string | undefined
  AUTH_OIDC_ISSUER?: string | undefined
  AUTH_OIDC_ID?: string | undefined
  AUTH_OIDC_SECRET?: string | undefined
  AUTH_OIDC_NAME?: string | undefined
}

/** A provider as the log-in pages show it. */
export interface SignOnProvider {
  /** As in URLs. */
  readonly id: string
  /** "GitHub" */
  readonly name: string
}

export interface ConfiguredProvider extends SignOnProvider {
  /** For next-auth, which is loaded on first use. */
  readonly load: () => Promise<NextAuthProvider>
}

const checks: ('pkce' | 'state' | 'nonce')[] = ['pkce', 'state', 'nonce']

/** The providers of this environment, in the order of their buttons. */
export function signOnProviders(env: SignOnEnvironment): ConfiguredProvider[] {
  return [oidc(env), google(env), microsoft(env), github(env)].filter((provider) => provider !== null)
}

function oidc(env: SignOnEnvironment): ConfiguredProvider | null {
  const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_ID: clientId, AUTH_OIDC_SECRET: clientSecret } = env
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null
  const name = env.AUTH_OIDC_NAME ?? words.defaultName
  return {
    id: 'oidc',
    name,
    load: async () => ({
      id: 'oidc',
      name,
      type: 'oidc',
      issuer,
      clientId,
      clientSecret,
      checks,
      // Many servers tell the address at the userinfo endpoint only.
      idToken: false,
      profile: ({ sub }: { sub?: string | null }) => ({ id: sub ?? '' }),
    }),
  }
}

function google(env: SignOnEnvironment): ConfiguredProvider | null {
  const { AUTH_GOOGLE_ID: clientId, AUTH_GOOGLE_SECRET: clientSecret } = env
  if (clientId === undefined || clientSecret === undefined) return null
  return {
    id: 'google',
    name: 'Google',
    load: async () => (await import('next-auth/providers/google')).default({ clientId, clientSecret, checks }),
  }
}

function microsoft(env: SignOnEnvironment): ConfiguredProvider | null {
  const { AUTH_MICROSOFT_ENTRA_ID_ID: clientId, AUTH_MICROSOFT_ENTRA_ID_SECRET: clientSecret } = env
  if (clientId === undefined || clientSecret === undefined) return null
  const issuer = env.AUTH_MICROSOFT_ENTRA_ID_ISSUER
  return {
    id: 'microsoft-entra-id',
    name: 'Microsoft',
    load: async () =>
      (await import('next-auth/providers/microsoft-entra-id')).default({
        clientId,
        clientSecret,
        checks,
        ...(issuer === undefined ? {} : { issuer }),
        // The default fetches a photo.
        profile: ({ sub }) => ({ id: sub }),
      }),
  }
}

function github(env: SignOnEnvironment): ConfiguredProvider | null {
  const { AUTH_GITHUB_ID: clientId, AUTH_GITHUB_SECRET: clientSecret } = env
  if (clientId === undefined || clientSecret === undefined) return null
  return {
    id: 'github',
    name: 'GitHub',
    load: async () =>
      (await import('next-auth/providers/github')).default({
        clientId,
        clientSecret,
        checks: ['pkce', 'state'],
        userinfo: {
          url: 'https://api.github.com/user',
          // The default takes an address that need not be verified.
          request: async ({ tokens }: { tokens: { access_token?: string } }) => {
            const token = tokens.access_token ?? ''
            return githubClaims(await githubJson('user', token), await githubJson('user/emails', token))
          },
        },
      }),
  }
}

async function githubJson(path: string, token: string): Promise<unknown> {
  const response = await fetch(`https://api.github.com/${path}`, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/vnd.github+json', 'User-Agent': 'brolly' },
  })
  if (!response.ok) throw new Error(`GitHub answered ${response.status} for ${path}.`)
  return response.json()
}
