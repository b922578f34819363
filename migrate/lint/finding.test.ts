import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ruleAdvice, ruleDocs } from './finding'

const page = readFileSync('docs/migrations/lint.md', 'utf8')

test.each(Object.keys(ruleAdvice))('%s has its paragraph', (rule) => {
  expect(page).toMatch(new RegExp(`^### ${rule.replace('.', String.raw`\.`)}\\n\\n\\S`, 'm'))
})

test('no paragraph remains of a removed rule, and a finding links to the heading', () => {
  const described = new Set([...page.matchAll(/^### (lint\.\S+)$/gm)].map((match) => match[1]))

  expect(described).toEqual(new Set(Object.keys(ruleAdvice)))
  expect(ruleDocs('lint.dropping-column')).toBe('docs/migrations/lint.md#lintdropping-column')
})
