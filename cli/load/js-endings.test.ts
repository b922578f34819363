import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { jsEndings } from './js-endings'

test('imports of TypeScript that end in .js are reported with their line and the correction', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-endings-'))
  mkdirSync(path.join(root, 'db/crm'), { recursive: true })
  const write = (name: string, text: string) => writeFileSync(path.join(root, name), text)
  write('admin.config.ts', "import * as schema from './db/schema.js'\n")
  write('db/schema.ts', "export * from './crm/tables'\n")
  write('db/crm/kinds.ts', 'export const kinds = 1\n')
  write('db/crm/plain.js', 'export const plain = 1\n')
  write(
    'db/crm/tables.ts',
    "import { kinds } from './kinds.js'\nimport { plain } from './plain.js'\nexport { x } from 'far/away.js'\n",
  )

  const found = jsEndings(root)
  rmSync(root, { recursive: true })

  expect(found).toEqual([
    'admin.config.ts, line 1: the server cannot find “./db/schema.js”. Write “./db/schema”.',
    'db/crm/tables.ts, line 1: the server cannot find “./kinds.js”. Write “./kinds”.',
  ])
})
