import { expect, test } from 'vitest'
import { exactPattern } from './fill-input'

test('the pattern of a text matches it and nothing else, with every sign that means something to a pattern', () => {
  for (const text of ['12', 'a.b', '(x|y)[z]{2}', '^$*+?\\/-&&', 'Zürich 東京 😀', '018f-7c']) {
    // Browsers compile `pattern` with the flag v, anchored; u is the closest flag that Node.js 20 has.
    const pattern = new RegExp(`^(?:${exactPattern(text)})$`, 'u')

    expect(pattern.test(text), text).toBe(true)
    expect(pattern.test(`${text}x`), text).toBe(false)
    expect(pattern.test(text.slice(1)), text).toBe(false)
  }
})
