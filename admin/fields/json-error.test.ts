import { expect, test } from 'vitest'
import { checkRules } from './rules'

test.each([
  ['{"a": 1,\n  "b": }', 2, 8],
  ['{"a": 1,}', 1, 9],
  ['[1, 2', 1, 6],
  ['[01]', 1, 3],
  ["{'a': 1}", 1, 2],
  ['{"a" 1}', 1, 6],
  ['{"a": "x\ny"}', 1, 7],
  ['[1] 2', 1, 5],
  ['{"a": [1, {"b": undefined}]}', 1, 17],
])('%j stops being JSON in line %i, column %i', (text, line, column) => {
  expect(checkRules({ json: 'jsonb' }, text)).toMatch(
    new RegExp(`^Not JSON from line ${line}, column ${column} on\\. `, 'u'),
  )
})

test('what is JSON has no error, also after long runs of blanks and at any depth', () => {
  for (const text of ['{"a": [1, -2.5e3, "\\u00e9", true, null, {}, []]}', ' "x" ', '[[[[]]]]'])
    expect(checkRules({ json: 'jsonb' }, text)).toBeNull()
})
