#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'

/** Starts the command line in a Node.js process that loads TypeScript and resolves `server-only`. */

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
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

// Through the channel the child notices if this process is killed, and hands the server over.
let child = run(['--conditions=react-server', '--import', tsx, '--import', packages, main, ...process.argv.slice(2)], {
  BROLLY_LAUNCHER: String(process.pid),
})
let server
child.on('message', (message) => (server = message.server))
child.on('exit', (code, signal) => {
  if (code !== 0 || server === undefined || interrupted !== undefined) end(code, signal)
  else void serve(server)
})

let interrupted
function pass(signal) {
  // A terminal sends Ctrl-C to the child as well; the child counts one of the two.
  interrupted = signal
  child?.kill(signal)
}
for (const signal of signals) process.on(signal, pass)

// npm sends a signal to the shell between it and this process, which exits without forwarding it.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid === parent) return
    if (child) child.kill('SIGTERM')
    else process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
}

function run(args, variables) {
  const started = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...variables },
  })
  started.on('error', (error) => {
    console.error(`brolly could not start: ${error.message}`)
    process.exit(1)
  })
  return started
}

function end(code, signal) {
  process.exit(code ?? 128 + constants.signals[interrupted ?? signal])
}

/**
 * Runs the server in this process, so that it is the only one. If Node.js was started without the server's flags, which
 * can no longer be set, the server gets a process of its own.
 */
async function serve({ flags, guard, binary, args, variables }) {
  const stopped = (code) => code === 128 + constants.signals.SIGTERM || code === 128 + constants.signals.SIGINT
  if (!flags.every((flag) => process.execArgv.includes(flag))) {
    child = run([...flags, '--import', guard, binary, ...args], { ...variables, BROLLY_COMMAND: String(process.pid) })
    child.on('exit', (code, signal) =>
      interrupted !== undefined && stopped(code) ? process.exit(0) : end(code, signal),
    )
    return
  }
  child = undefined
  for (const signal of signals) process.off(signal, pass)
  // A server that was told to stop has not failed.
  process.on('exit', (code) => {
    if (stopped(code)) process.exitCode = 0
  })
  process.chdir(root)
  Object.assign(process.env, variables)
  process.argv.splice(1, Infinity, binary, ...args)
  await import(pathToFileURL(binary).href)
}
