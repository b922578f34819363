import { expect, test } from 'vitest'
import { jsonTree } from './json-tree'

test('a JSON text is a tree with its numbers as they are written', () => {
  expect(jsonTree('{"id": 9007199254740993, "tags": ["a", 1.50], "none": {}}')).toEqual({
    open: '{',
    members: [
      { key: 'id', value: { scalar: '9007199254740993' } },
      {
        key: 'tags',
        value: {
          open: '[',
          members: [
            { key: '0', value: { scalar: '"a"' } },
            { key: '1', value: { scalar: '1.50' } },
          ],
        },
      },
      { key: 'none', value: { open: '{', members: [] } },
    ],
  })
})

test('what is cut off, no JSON or nested too deeply is no tree', () => {
  for (const text of ['', '{"a": 1', '{"a"}', '[1 2]', '[1,]', '1 2', '['.repeat(60) + ']'.repeat(60)])
    expect(jsonTree(text)).toBeNull()
})
