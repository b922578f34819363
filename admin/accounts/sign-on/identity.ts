import type { SignOnOptions } from '../../site/account-options'
import { isEmail, normalEmail } from '../normal-email'

/** Who somebody is at a provider, after the provider has said so. */
export interface SignOnIdentity {
  /** The provider's id: `github`, `oidc`. */
  readonly provider: string
  readonly issuer: string
  /** An id that never changes. */
  readonly subject: string
  /** Null if the provider does not tell it, or tells what is no address. */
  readonly email: string | null
  /** Whether the provider vouches that the address is this user's. */
  readonly emailVerified: boolean
  readonly name: string
  /** All that the provider told, for groups. */
  readonly claims: Readonly<Record<string, unknown>>
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1'

/** Providers that are no OpenID Connect: their users have a number, and the provider itself is the issuer. */
const plainIssuers: ReadonlyMap<string, string> = new Map([['github', 'https://github.com']])

/**
 * The identity in the claims of a provider; null if they name no user.
 *
 * @param claims Of the ID token and of the userinfo endpoint. Only from a response that was checked.
 */
export function identityIn(
  provider: string,
  claims: Readonly<Record<string, unknown>>,
  { trustedEmails = [] }: Pick<SignOnOptions, 'trustedEmails'> = {},
): SignOnIdentity | null {
  const plain = plainIssuers.get(provider)
  const issuer = plain ?? text(claims.iss)
  const subject = plain === undefined ? text(claims.sub) : String(Number(claims.id))
  if (issuer === '' || subject === '' || subject === 'NaN' || subject.length > 255) return null
  const email = normalEmail(text(claims.email))
  const known = email.length <= 254 && isEmail(email)
  // Microsoft lets administrators of any tenant write any address; `xms_edov` says that the domain was verified.
  const said = isTrue(claims.email_verified) || (provider === 'microsoft-entra-id' && isTrue(claims.xms_edov))
  return {
    provider,
    issuer,
    subject,
    email: known ? email : null,
    emailVerified: known && (said || trustedEmails.includes(provider)),
    name: (text(claims.name) || text(claims.login)).replaceAll(/\p{Cc}/gu, ' ').slice(0, 200),
    claims,
  }
}

/** What GitHub tells of a user: the address is the primary one, and only if it is verified. */
export function githubClaims(user: unknown, emails: unknown): Record<string, unknown> {
  const listed: unknown[] = Array.isArray(emails) ? emails : []
  const primary = listed.find(
    (each): each is { email: string } =>
      typeof each === 'object' && each !== null && 'primary' in each && each.primary === true && isVerified(each),
  )
  const claims = typeof user === 'object' && user !== null ? { ...user } : {}
  return { ...claims, email: primary?.email ?? null, email_verified: primary !== undefined }
}

const isVerified = (each: object) => 'verified' in each && each.verified === true && 'email' in each
