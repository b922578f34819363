import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import type { CommandContext } from './command'

/** Runs Next until it ends, and ends it when this process is told to stop. */
export async function runNext(
  context: CommandContext,
  args: readonly string[],
  variables: Record<string, string | undefined>,
): Promise<number> {
  const binary = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(process.execPath, [binary, ...args], {
    cwd: context.root,
    stdio: 'inherit',
    env: { ...process.env, ...variables },
  })
  let stopping = false
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 0)))
  })
  context.atExit(async () => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(impatience)
  })
  const code = await ended
  return stopping ? 0 : code
}
