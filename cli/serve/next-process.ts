import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { CommandContext } from '../command'

/**
 * Node.js flags for the server. A page takes a few milliseconds and leaves megabytes of garbage. With the default young
 * generation much of it is copied repeatedly before it is collected. Very little survives, so one thread collects it
 * with less work than several that share it.
 */
export const serverFlags = ['--max-semi-space-size=32', '--no-parallel-scavenge']

const endWithParent = pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.js')).href

/** As shells report it, so that a supervisor of the command sees a failure. */
const exitCodeOf = (signal: NodeJS.Signals | null) => (signal === null ? 1 : 128 + constants.signals[signal])

/**
 * Asks the launcher to run the server in its own process, so that this one can end. Not used with the embedded
 * database, which this process must keep running.
 *
 * @returns Whether a launcher takes over.
 */
export async function handOver(
  context: CommandContext,
  args: readonly string[],
  variables: Record<string, string | undefined>,
): Promise<boolean> {
  const isLaunched = process.env.BROLLY_LAUNCHER === String(process.ppid)
  if (!isLaunched || !process.send || context.env.DATABASE_URL === undefined) return false
  const server = {
    flags: serverFlags,
    guard: endWithParent,
    binary: nextBinary(),
    args,
    variables: { ...variables, NEXT_TELEMETRY_DISABLED: '1' },
  }
  await new Promise<void>((resolve, reject) => {
    process.send?.({ server }, (error: Error | null) => (error ? reject(error) : resolve()))
  })
  return true
}

const nextBinary = () => createRequire(import.meta.url).resolve('next/dist/bin/next')

/**
 * Runs Next.js until it ends, and ends it when this process is told to stop.
 *
 * @returns 0 if it was told to stop; otherwise its own exit code, or 128 plus the number of the signal that killed it.
 */
export async function runNext(
  context: CommandContext,
  args: readonly string[],
  variables: Record<string, string | undefined>,
): Promise<number> {
  // The dev server passes its own flags on through NODE_OPTIONS, which rejects V8 flags.
  const flags = [...(args[0] === 'start' ? serverFlags : []), '--import', endWithParent]
  const child = spawn(process.execPath, [...flags, nextBinary(), ...args], {
    cwd: context.root,
    // The channel lets Next.js notice that this process is gone, even if it was killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', BROLLY_COMMAND: String(process.pid), ...variables },
  })
  let stopping = false
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? exitCodeOf(signal)))
  })
  context.atExit(async () => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(impatience)
    await afterFlush(context.root)
  })
  const code = await ended
  return stopping ? 0 : code
}

/** Next.js briefly leaves a process behind to send telemetry, even if that is disabled. Wait for it. */
async function afterFlush(root: string): Promise<void> {
  for (let attempt = 0; attempt < 60 && isFlushing(root); attempt++) await delay(50)
}

function isFlushing(root: string): boolean {
  try {
    const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return numbers.some((pid) => {
      const words = commandLine(pid)
      return words.includes(root) && words.some((word) => word.includes('telemetry/detached-flush'))
    })
  } catch {
    // Processes can be inspected this way only on Linux.
    return false
  }
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
