import { expect, test } from 'vitest'
import { readEnvironment } from '@/env'

const oidc = { AUTH_OIDC_ISSUER: 'https://login.example.com', AUTH_OIDC_ID: 'a', AUTH_OIDC_SECRET: 'b' }

const problemsOf = (variables: Record<string, string>) => {
  const read = readEnvironment(variables)
  return read.ok ? [] : read.problems
}

test('the variables of a provider are set together', () => {
  expect(problemsOf(oidc)).toEqual([])
  expect(problemsOf({ AUTH_GITHUB_SECRET: 'b' })).toEqual([
    'AUTH_GITHUB_ID must be set together with AUTH_GITHUB_SECRET',
  ])
  expect(problemsOf({ ...oidc, AUTH_OIDC_ID: '', AUTH_OIDC_SECRET: '' })).toEqual([
    'AUTH_OIDC_ID must be set together with AUTH_OIDC_ISSUER',
    'AUTH_OIDC_SECRET must be set together with AUTH_OIDC_ISSUER',
  ])
})

test('in production, a provider needs the origin to which it sends users back', () => {
  const production = { ...oidc, NODE_ENV: 'production' }

  expect(problemsOf(production)).toEqual([
    'BROLLY_URL must be set together with AUTH_OIDC_ISSUER: providers send users back to this origin',
  ])
  expect(problemsOf({ ...production, BROLLY_URL: 'https://admin.example.com' })).toEqual([])
})

test('only this machine is asked without TLS', () => {
  const at = (issuer: string) => problemsOf({ ...oidc, AUTH_OIDC_ISSUER: issuer })

  expect(at('http://127.0.0.1:4000')).toEqual([])
  expect(at('http://localhost/realms/a')).toEqual([])
  expect(at('http://login.example.com')).toEqual(['AUTH_OIDC_ISSUER must begin with https://'])
  expect(at('http://localhost.example.com')).toEqual(['AUTH_OIDC_ISSUER must begin with https://'])
  expect(at('http://localhost@login.example.com')).toEqual(['AUTH_OIDC_ISSUER must begin with https://'])
})
