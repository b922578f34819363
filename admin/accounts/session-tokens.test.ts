import { encode } from 'next-auth/jwt'
import { expect, test } from 'vitest'
import { sessionTokens } from './session-tokens'

const before = 'a'.repeat(40)
const after = 'b'.repeat(40)
const tokenOf = (secret: string) =>
  encode({ token: { sid: 'the session' }, secret, salt: 'brolly-session', maxAge: 60 })

test('a session outlives a new secret while the earlier one is listed', async () => {
  const token = await tokenOf(before)

  const listed = sessionTokens(() => ({ AUTH_SECRET: after, AUTH_SECRET_OLD: `unrelated, ${before}` }))
  expect(await listed.sessionIdOf(token)).toBe('the session')
  expect(await listed.sessionIdOf(await tokenOf(after))).toBe('the session')
})

test('SEC-024: a token of an unknown secret, or none at all, is no session and no error', async () => {
  const { sessionIdOf } = sessionTokens(() => ({ AUTH_SECRET: after }))

  for (const token of [await tokenOf(before), undefined, '', '%%%', 'a.b.c.d.e', '.', 'x'.repeat(8_000)])
    expect(await sessionIdOf(token)).toBeNull()
})

test('SEC-038: over https the cookie is for this host alone', () => {
  expect(sessionTokens(() => ({ BROLLY_URL: 'https://admin.example.com' })).cookie).toEqual({
    name: '__Host-brolly-session',
    secure: true,
  })
})
