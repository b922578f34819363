import { expect, test } from 'vitest'
import { rowLabel as labelOfRow } from '../query/label-sql'

const rowLabel = (label: string, parts: string[]) => labelOfRow(label, { key: [] }, parts)

test.for(['', '   ', '\t\n', '\u200B\u2060', '\u202E', '\u3164\u115F', '\u2800', '\u00AD\uFEFF', '\uFE0F', '\u0007'])(
  'a row whose label is %j is called by its key',
  (label) => {
    expect(rowLabel(label, ['7'])).toBe('#7')
  },
)

test('a label with direction marks is isolated from the text around it, and other labels are unchanged', () => {
  expect(rowLabel('invoice\u202Efdp.exe', ['7'])).toBe('\u2068invoice\u202Efdp.exe\u2069')
  expect(rowLabel('a\u2069\u2066b', ['7'])).toBe('\u2068ab\u2069')
  expect(rowLabel('שלום', ['7'])).toBe('שלום')
  expect(rowLabel(' plain ', ['7'])).toBe(' plain ')
})
