import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Runs a command, because this process does not have its module loader. */
function failureOf(root: string): string {
  const script = `import { loadSchema } from './cli/load/load-schema.ts'
await loadSchema(${JSON.stringify(root)}).catch((error) => console.log(error.message))`
  return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
}

test.each([
  ['export const a = nothing.b', 'db/crm/tables.ts, line 3: nothing is not defined.'],
  ['export const a = = 1', 'db/crm/tables.ts, line 3: Unexpected "=".'],
  ["import '~crm/absent'", "db/crm/tables.ts: Cannot find package '~crm'. Check the path."],
])('a schema file that cannot be loaded is named, with the line: %s', (statement, said) => {
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-load-'))
  mkdirSync(path.join(root, 'db/crm'), { recursive: true })
  writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(path.join(root, 'db/schema.ts'), "export * from './crm/tables'\n")
  writeFileSync(path.join(root, 'db/crm/tables.ts'), `// One\n// Two\n${statement}\n`)

  const message = failureOf(root)
  rmSync(root, { recursive: true })

  expect(message).toContain(`schema.ts cannot be loaded: ${said}`)
})
