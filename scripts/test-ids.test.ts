import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const skipped = /^(?:node_modules|\..*)$/u

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : testFiles(file)
    return /\.(?:test|spec)\.tsx?$/u.test(entry.name) ? [file] : []
  })
}

test('every id in a test is explained in docs/test-ids.md', () => {
  const explained = new Set(
    [...readFileSync('docs/test-ids.md', 'utf8').matchAll(/^\| ([A-Z]+-?\d+) /gmu)].map(([, id]) => id),
  )
  const used = testFiles('.').flatMap((file) => readFileSync(file, 'utf8').match(/\b(?:DJ|SEC|REL)-\d{3}\b/gu) ?? [])

  expect(used.length).toBeGreaterThan(100)
  expect([...new Set(used)].filter((id) => !explained.has(id)).toSorted()).toEqual([])
})
