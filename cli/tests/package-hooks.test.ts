import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

/** Runs `main.ts` among these files as the command runs, and returns what it printed. */
function printed(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'brolly-packages-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  const imports = [createRequire(import.meta.url).resolve('tsx'), path.resolve('bin', 'packages.js')]
  const flags = imports.flatMap((file) => ['--import', pathToFileURL(file).href])
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, 'main.ts'], { cwd: root, encoding: 'utf8' })
  return `${stdout}${stderr}`.trim()
}

const main = {
  'package.json': '{"type":"module"}',
  'main.ts': "import { words } from 'thing'\nconst all: string[] = words\nconsole.log(all.join(' '))\n",
}

test('a package may mix both kinds of modules, with a folder of the other kind in it', () => {
  const result = printed({
    ...main,
    'node_modules/thing/package.json': '{"type":"module","main":"index.js"}',
    'node_modules/thing/index.js': `import one from './one.js'
import { two } from './deep/two.mjs'
import old from './old/index.js'
import { older } from './older.cjs'
import data from './data.json' with { type: 'json' }
export const words = [one, two, old.three, older, data.five, (await import('./old/lazy.js')).default]\n`,
    'node_modules/thing/one.js': "export default 'one'\n",
    'node_modules/thing/deep/two.mjs': "export const two = 'two'\n",
    'node_modules/thing/old/package.json': '{"type":"commonjs"}',
    'node_modules/thing/old/index.js': "module.exports = { three: 'three' }\n",
    'node_modules/thing/old/lazy.js': "module.exports = 'six'\n",
    'node_modules/thing/older.cjs': "exports.older = 'four'\n",
    'node_modules/thing/data.json': '{"five":"five"}',
  })
  expect(result).toBe('one two three four five six')
})

test('a CommonJS package that imports one of its own files gets its actual format', () => {
  const result = printed({
    ...main,
    'node_modules/thing/package.json': '{"main":"index.js"}',
    'node_modules/thing/index.js':
      "exports.words = ['old']\nimport('./late.js').then(({ default: late }) => console.log(late))\n",
    'node_modules/thing/late.js': "module.exports = 'late'\n",
  })
  expect(result.split('\n').toSorted()).toEqual(['late', 'old'])
})
