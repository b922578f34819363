import { expect, test } from 'vitest'
import { pastedLines } from './pasted-lines'

test.for([
  ['12', ['12']],
  ['12\n13\n', ['12', '13']],
  ['12\r\n13\r\n', ['12', '13']],
  ['a\n\nb', ['a', '', 'b']],
  ['\n', ['']],
  ['"two\nlines"\n"she said ""no"""\nplain "quotes" inside', ['two\nlines', 'she said "no"', 'plain "quotes" inside']],
  ['"unclosed\nline', ['"unclosed', 'line']],
  ['שלום\n🙂', ['שלום', '🙂']],
  ['a\tb\nc\td', null],
  ['"a\tb"\nc', ['a\tb', 'c']],
] as const)('%j', ([text, lines]) => {
  expect(pastedLines(text)).toEqual(lines)
})

test('ten thousand lines take no time to speak of', () => {
  expect(pastedLines('"1"\n'.repeat(10_000))).toHaveLength(10_000)
})
