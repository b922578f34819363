import { cpSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from './project-fixture'

const timeout = 120_000

const env = { BROLLY_TEST_URL: process.env.BROLLY_TEST_URL ?? '' }

/** The code blocks of a page of the docs. */
function codeOf(page: string): string[] {
  const text = readFileSync(path.join('docs', page), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gmsu)].map((match) => match[1] ?? '')
}

function blockWith(page: string, words: string): string {
  const [block, ...others] = codeOf(page).filter((code) => code.includes(words))
  if (block === undefined || others.length > 0) throw new Error(`docs/${page} has not one block with: ${words}`)
  return block
}

test('the tutorial: its schema, its declarations and rules, its tests', { timeout }, async () => {
  const block = (words: string) => blockWith('tutorial.md', words)
  const rules = block('permissions: {')
  const admin = block('defineAdmin(books')
    .replace('import { sql }', 'import { isNull, sql }')
    .replace(/\}\)\n$/u, `${rules}})\n`)
  const { run } = projectFolder({
    'db/schema.ts': block('export * from'),
    'db/library/schema.ts': block('export const copyState'),
    'db/library/admin.ts': admin,
    'db/library/books.test.ts': block('a translated book'),
    'admin.config.ts': `import { defineSite } from '@/admin'
      import * as schema from '@/db/schema'
      import { booksAdmin } from '@/db/library/admin'
      ${block('export default defineSite').replace(', …', '')}`,
  })

  const made = await run(['makemigrations'])
  const { code, out, err } = await run(['test'], env)

  expect(made).toMatchObject({ code: 0, err: '' })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('2 passed')
})

test('the page about testing, on the demo', { timeout }, async () => {
  const blocks = codeOf('testing.md')
  const { root, run, write } = projectFolder()
  for (const part of ['db', 'drizzle', 'admin.config.ts']) cpSync(part, path.join(root, part), { recursive: true })
  for (const [index, code] of blocks.entries()) write(`db/shop/docs-${index}.test.ts`, code)

  const { code, out, err } = await run(['test', 'docs-'], env)

  expect({ code, err, out: code === 0 ? '' : out }).toEqual({ code: 0, err: '', out: '' })
  expect(out).toContain(`${blocks.length} passed (${blocks.length})`)
})
