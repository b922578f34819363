#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'

/** Starts the command line in a Node that reads TypeScript and takes `server-only` for granted. */

function projectRoot() {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

const root = projectRoot()
if (!root) {
  console.error('There is no package.json here. Run brolly inside your project.')
  process.exit(1)
}

const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'cli', 'main.ts')
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const packages = new URL('packages.js', import.meta.url).href
const child = spawn(
  process.execPath,
  ['--conditions=react-server', '--import', tsx, '--import', packages, main, ...process.argv.slice(2)],
  // The channel lets the child notice that this process was killed without a chance to tell.
  { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
)

// npm hands a signal to the shell between it and this process, which dies without passing it on.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 250).unref()
}

let interrupted
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well; the child counts one of the two.
    interrupted = signal
    child.kill(signal)
  })
}
child.on('error', (error) => {
  console.error(`brolly could not start: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + constants.signals[interrupted ?? signal])
})
