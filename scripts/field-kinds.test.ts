import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fieldKinds } from '@/admin/client'
import { sourceFiles } from './zones'

const kind = `'(?:${fieldKinds.join('|')})'`
/** A comparison with a kind of field, a list of kinds that is searched, a case of a switch. */
const asks = [
  new RegExp(String.raw`(?:\b(?:type|valueType|meta|column|field)\.kind|^\s*(?:if \()?kind)\s*[=!]==\s*${kind}`, 'mu'),
  new RegExp(String.raw`\[[^\]]*${kind}[^\]]*\]\s*\.includes\(\s*[\w.]*\bkind\b`, 'u'),
  new RegExp(String.raw`\bcase ${kind}:`, 'u'),
  new RegExp(String.raw`[kK]inds = new Set\(\[\s*${kind}`, 'u'),
]

test('only the field types ask what type a column is', () => {
  const found = sourceFiles(process.cwd())
    .filter((file) => /^(?:admin|components|app)\//u.test(file))
    .filter((file) => !/^(?:admin|components)\/fields\/|\.test\.|^admin\/testing\//u.test(file))
    .filter((file) => {
      const text = readFileSync(path.join(process.cwd(), file), 'utf8')
      return asks.some((pattern) => pattern.test(text))
    })

  expect(found).toEqual([])
})
