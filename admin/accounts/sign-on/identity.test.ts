import { describe, expect, test } from 'vitest'
import { githubClaims, identityIn } from './identity'

const claims = { iss: 'https://login.example.org', sub: '1', email: 'Ada@Example.org', name: 'Ada' }

describe('an identity', () => {
  test('takes an issuer and a subject', () => {
    expect(identityIn('oidc', { ...claims, iss: undefined })).toBeNull()
    expect(identityIn('oidc', { ...claims, sub: '' })).toBeNull()
    expect(identityIn('oidc', { ...claims, sub: 'x'.repeat(256) })).toBeNull()
    expect(identityIn('github', { ...claims, id: undefined })).toBeNull()
    expect(identityIn('github', { ...claims, id: 17 })).toMatchObject({ issuer: 'https://github.com', subject: '17' })
  })

  test.each([
    ['the provider says so', 'oidc', { email_verified: true }, true],
    ['the provider says so in words', 'google', { email_verified: 'true' }, true],
    ['nothing is said', 'oidc', {}, false],
    ['it is denied', 'oidc', { email_verified: false }, false],
    ['something odd is said', 'oidc', { email_verified: 'yes' }, false],
    ['Microsoft has verified the domain', 'microsoft-entra-id', { xms_edov: true }, true],
    ['Microsoft has not', 'microsoft-entra-id', { xms_edov: '0' }, false],
    ['another provider uses Microsoft’s claim', 'oidc', { xms_edov: true }, false],
    ['it is no address', 'oidc', { email_verified: true, email: 'ada' }, false],
  ])('has a verified address or not: %s', (...[, provider, more, verified]) => {
    expect(identityIn(provider, { ...claims, ...more })?.emailVerified).toBe(verified)
  })

  test('has a verified address if the site trusts the provider, and only that one', () => {
    const options = { trustedEmails: ['microsoft-entra-id'] }
    expect(identityIn('microsoft-entra-id', claims, options)?.emailVerified).toBe(true)
    expect(identityIn('oidc', claims, options)?.emailVerified).toBe(false)
  })
})

test('of GitHub’s addresses, the primary one counts, and only if it is verified', () => {
  const user = { id: 1, login: 'ada', email: 'public@example.org' }
  const other = { email: 'other@example.org', primary: false, verified: true }

  expect(githubClaims(user, [other, { email: 'ada@example.org', primary: true, verified: true }])).toMatchObject({
    email: 'ada@example.org',
    email_verified: true,
  })
  expect(githubClaims(user, [other, { email: 'ada@example.org', primary: true, verified: false }])).toMatchObject({
    email: null,
    email_verified: false,
  })
  expect(githubClaims(user, { message: 'Not found' })).toMatchObject({ email: null, email_verified: false })
})
