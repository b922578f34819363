import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { CommandContext } from '../command'
import { endWithParent, nextBinary, serverFlags, startNext } from './next-server'

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
  const flags = args[0] === 'start' ? serverFlags : []
  const next = startNext({ args, root: context.root, flags, variables })
  let stopping = false
  context.atExit(async () => {
    stopping = true
    await next.stop()
    await afterFlush(context.root)
  })
  const code = await next.ended
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
