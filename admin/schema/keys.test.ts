import { describe, expect, test } from 'vitest'
import { decodeKey, encodeKey, escapeName, tablePath, unescapeName } from './keys'

const odd = [
  '',
  ' ',
  ',',
  '~',
  '~~',
  '~2C',
  '/',
  '..',
  '.',
  '%',
  '%2C',
  '%ff',
  '+',
  '"',
  "'",
  '\\',
  'ä',
  '日本',
  '🌂',
  'add',
  'delete',
  'history',
  '-',
  '_',
  'a b',
  '\t',
  '__proto__',
  '\u0000',
  'Ａ',
  '?x=1',
  '#',
  ';',
]

describe('DJ-070 SEC-064: a key in a URL', () => {
  test.each(odd)('keeps %j', (text) => {
    expect(unescapeName(escapeName(text))).toBe(text)
    expect(decodeKey(encodeKey([text]), 1)).toEqual([text])
    expect(decodeKey(encodeKey([text, 'x', text]), 3)).toEqual([text, 'x', text])
  })

  test.each(odd)('of %j consists of characters that no router changes', (text) => {
    expect(encodeKey([text, text])).toMatch(/^[A-Za-z0-9_~,-]*$/u)
  })

  test('has one spelling for each text, and no two texts share one', () => {
    const keys = odd.flatMap((a) => odd.map((b) => encodeKey([a, b])))

    expect(new Set(keys).size).toBe(keys.length)
  })

  test('is encoded as specified', () => {
    expect(encodeKey(['a/b', '', 'ä'])).toBe('a~2Fb,~,~C3~A4')
    expect(encodeKey(['add'])).toBe('~61dd')
    expect(encodeKey([''])).toBe('~')
    expect(encodeKey(['add', 'add'])).toBe('add,add')
    expect(tablePath(null, 'auth.users')).toBe('auth~2Eusers')
    expect(tablePath('auth', 'users')).toBe('auth.users')
    expect(tablePath(null, '-')).toBe('~2D')
  })

  test.each([
    '%31',
    '~31',
    'a~2fb',
    'add',
    'a~',
    'a~2',
    'a~GG',
    '~FF',
    '~C3',
    'a b',
    'ä',
    '1,2',
    '',
    'a.b',
    '~,',
    '~~',
  ])('%j is not a key of one part', (key) => {
    expect(() => decodeKey(key, 1)).toThrow('There is no such row.')
  })

  test('of a table without a key is none', () => {
    expect(() => decodeKey('', 0)).toThrow('There is no such row.')
  })
})
