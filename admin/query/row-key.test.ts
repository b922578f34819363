import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sourceFiles } from '../../scripts/zones'

test('no other code writes or reads the keys of rows: a secret among them would go unsealed', () => {
  const others = sourceFiles(process.cwd()).filter(
    (file) => !/\.test\.tsx?$/u.test(file) && /\b(?:en|de)codeKey\b/u.test(readFileSync(file, 'utf8')),
  )

  // A migration has no table in the site: its key in the history consists of its folder and its name. Neither have rows of tables
  // that the schema does not export; a key with a secret is left out there.
  expect(others).toEqual([
    'admin/audit/record-migrations.ts',
    'admin/query/row-key.ts',
    'admin/schema/keys.ts',
    'admin/write/record-outside.ts',
  ])
})
