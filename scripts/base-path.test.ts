import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from './zones'

/** The only file that contains the path, and the folder of its routes. */
const allowed = ['admin/site/paths.ts', 'next.config.js']

test('no path of the admin is hard-coded', () => {
  const root = process.cwd()
  const literal = /['"`]\/admin(?=['"`/?#])/u
  const found = sourceFiles(root)
    .filter((file) => /^(?:admin|app|components|migrate|cli)\//u.test(file) || !file.includes('/'))
    .filter((file) => !/\.(?:test|spec|bench)\.|^admin\/testing\/|-fixture\.ts$/u.test(file) && !allowed.includes(file))
    .filter((file) =>
      literal.test(readFileSync(path.join(root, file), 'utf8').replaceAll(/^\s*(?:\/?\*|\/\/).*$/gmu, '')),
    )

  expect(found).toEqual([])
})
