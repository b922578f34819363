import { describe, expect, test } from 'vitest'
import { fuzzText, seeded } from '../testing/kit/fuzz-texts'
import { longestName, readFileValue, safeName, writeFileValue } from './file-value'

const key = '0123456789abcdef0123456789abcdef'

describe('SEC-157: the name of a file', () => {
  test.for([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\scans\\a.pdf', 'a.pdf'],
    ['..', 'file'],
    ['/', 'file'],
    ['', 'file'],
    ['\u200d\u200c.', 'file'],
    ['.htaccess', 'htaccess'],
    ['page.html\0.png', 'page.html .png'],
    ['a\r\nSet-Cookie: b=c.txt', 'a Set-Cookie: b=c.txt'],
    ['a\u2028b\u0085c.txt', 'a b c.txt'],
    // Shown as `invoiceexe.pdf`, otherwise.
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['\ufeff\u200ba\u2066b\ud800.txt', 'ab.txt'],
    ['cafe\u0301.txt', 'café.txt'],
    ['  many \t spaces  .txt ', 'many spaces .txt'],
    ['Größe & <b>"quotes"</b>.txt', 'b>.txt'],
  ] as const)('%j becomes %j', ([given, name]) => {
    expect(safeName(given)).toBe(name)
  })

  test.for([
    '日本語の写真.png',
    'می‌خواهم.pdf',
    'हिन्दी क्‍ष.txt',
    'קובץ.txt',
    '👩‍👩‍👧 family.jpg',
    'CON',
    'a%2Fb%00.txt',
    "it's (1) #2?.md",
  ])('%s is kept as it is', (name) => {
    expect(safeName(name)).toBe(name)
  })

  test('that is too long is cut before its extension, between characters', () => {
    expect(safeName(`${'x'.repeat(300)}.jpeg`)).toBe(`${'x'.repeat(145)}.jpeg`)
    expect([...safeName(`${'😀'.repeat(300)}.png`)]).toEqual([...'😀'.repeat(146), '.', 'p', 'n', 'g'])
    expect(safeName(`.${'x'.repeat(300)}`)).toHaveLength(longestName)
  })

  test('of any text is safe, stays as it is when it is made safe again, and comes back from a column', () => {
    const random = seeded(157)
    const valid = ['a.png', 'Größe 1.pdf', '../x', 'x'.repeat(200), '日本.txt', '{"key":"a"}', 'a/b\\c', '\0', '"\\']
    for (let round = 0; round < 500; round++) {
      const given = fuzzText(random, valid) + fuzzText(random, valid)
      const name = safeName(given)
      expect(name, JSON.stringify(given)).toMatch(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\\/]{1,150}$/u)
      expect(name).not.toMatch(/^[\s.]|[\s.]$|^$/u)
      expect(safeName(name)).toBe(name)
      for (const column of [
        { baseType: 'text', length: null },
        { baseType: 'jsonb', length: null },
      ])
        expect(readFileValue(writeFileValue({ key, name }, column))).toMatchObject({ key, name })
      const short = writeFileValue({ key, name }, { baseType: 'varchar', length: 40 })
      expect([...short].length).toBeLessThanOrEqual(40)
      expect(readFileValue(short)?.key).toBe(key)
    }
  })
})

test('the start of an object that was cut still has its key and name', () => {
  const value = writeFileValue(
    { key, name: 'a "b" \\ ü.txt', type: 'text/plain', size: 5 },
    { baseType: 'jsonb', length: null },
  )
  expect(readFileValue(value.slice(0, value.indexOf('"type"')))).toEqual({ key, name: 'a "b" \\ ü.txt' })
})

test.for([
  '',
  'photos/2019/a.png',
  `${key}`,
  `${key}/`,
  `${key.toUpperCase()}/a.png`,
  '{}',
  '[]',
  '{"key":1}',
  `{"key":"${key}"}`,
])('%j is no file', (text) => {
  expect(readFileValue(text)).toBeNull()
})
