import { describe, expect, test } from 'vitest'
import { logText } from './log'

const now = new Date('2026-11-27T12:00:00Z')
const json = { BROLLY_LOG: 'json' }
const hostile = 'a\r\nb\u001B[31mc\u009Bd\u2028e\u202Ef'

describe('a log line', () => {
  test.for([json, { BROLLY_LOG_LEVEL: 'debug' }])('SEC-184: is one line with %o, whatever was typed', (environment) => {
    const text = logText({ level: 'warn', event: 'security', account: hostile, times: 1 }, environment, now) ?? ''

    expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202E]/u)
    expect(text).toContain('\\u001b[31mc\\u009bd\\u2028e\\u202ef')
  })

  test('is JSON that gives back what was logged', () => {
    const text = logText({ level: 'info', event: 'request', path: hostile, status: 200 }, json, now) ?? ''

    expect(JSON.parse(text)).toEqual({
      time: '2026-11-27T12:00:00.000Z',
      level: 'info',
      event: 'request',
      path: hostile,
      status: 200,
    })
  })

  test.for([
    [{}, 'info', false],
    [{}, 'warn', false],
    [{}, 'error', true],
    [json, 'info', true],
    [json, 'debug', false],
    [{ ...json, BROLLY_LOG_LEVEL: 'error' }, 'warn', false],
    [{ BROLLY_LOG_LEVEL: 'info' }, 'info', true],
  ] as const)('under %o of level %s: %s', ([environment, level, isWritten]) => {
    expect(logText({ level, event: 'request' }, environment, now) !== null).toBe(isWritten)
  })
})
