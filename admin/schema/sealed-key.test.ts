import { describe, expect, test } from 'vitest'
import { makeSealer } from './sealed-key'

const sealer = makeSealer(() => ['a secret of the tests'])
const column = { name: 'token', table: { schema: null, name: 'sessions' } }

describe('a stand-in', () => {
  const values = ['', 'a', ',', '~', 'add', 'Ünïcode 日本 🌂', 'x'.repeat(4000), '--AAAAAAAAAAAAAAAAAAAAAA', '\n']

  test.each(values)('of %j can be opened, is always the same and consists of plain characters', (value) => {
    const standIn = sealer.seal(column, value)

    expect(sealer.unseal(column, standIn)).toBe(value)
    expect(makeSealer(() => ['a secret of the tests']).seal(column, value)).toBe(standIn)
    expect(standIn).toMatch(/^--[\w-]+$/u)
  })

  test('reveals nothing that values have in common', () => {
    const [one, other] = ['session-1', 'session-2'].map((value) => sealer.seal(column, value).slice(2))

    expect(one?.slice(0, 4)).not.toBe(other?.slice(0, 4))
    expect(one?.slice(-4)).not.toBe(other?.slice(-4))
  })

  test('is invalid if any character was changed, removed or added', () => {
    const standIn = sealer.seal(column, 'session-1')
    const others = [...standIn].flatMap((letter, index) =>
      ['A', 'B', '-', '=', '~', '%', 'ä', ''].flatMap((put) =>
        put === letter ? [] : [standIn.slice(0, index) + put + standIn.slice(index + 1)],
      ),
    )
    const lengths = [...standIn].map((_, index) => standIn.slice(0, index))
    const longer = ['A', 'AA', '=', '==', ' ', '\0', standIn].map((more) => standIn + more)

    for (const text of [...others, ...lengths, ...longer]) expect(sealer.unseal(column, text), text).toBeNull()
  })

  test.each([
    ['column', { ...column, name: 'refresh' }],
    ['table', { ...column, table: { schema: null, name: 'codes' } }],
    ['schema', { ...column, table: { schema: 'auth', name: 'sessions' } }],
    ['column of like parts', { name: 'stoken', table: { schema: null, name: 'session' } }],
  ])('of another %s opens nothing', (_, other) => {
    expect(sealer.unseal(column, sealer.seal(other, 'session-1'))).toBeNull()
  })

  test('of another secret opens nothing, and without a secret each process has its own', () => {
    const standIn = sealer.seal(column, 'session-1')
    const secrets = [undefined, '', 'another secret']

    for (const secret of secrets)
      expect(makeSealer(() => (secret === undefined ? [] : [secret])).unseal(column, standIn)).toBeNull()
    const none = makeSealer(() => [])
    expect(none.unseal(column, none.seal(column, 'session-1'))).toBe('session-1')
  })
})

test('a new secret seals, and what an earlier one sealed is still read', () => {
  const sealed = sealer.seal(column, 'value')
  const rotated = makeSealer(() => ['a new secret', 'a secret of the tests'])

  expect(rotated.unseal(column, sealed)).toBe('value')
  expect(rotated.seal(column, 'value')).not.toBe(sealed)
  expect(rotated.unseal(column, rotated.seal(column, 'value'))).toBe('value')
  expect(makeSealer(() => ['a new secret']).unseal(column, sealed)).toBeNull()
})
