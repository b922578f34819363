import { spawn } from 'node:child_process'
import path from 'node:path'

export interface CliResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line without a terminal, for tests. */
export async function runCli(
  args: readonly string[],
  variables: Record<string, string> = {},
  options: { cwd?: string } = {},
): Promise<CliResult> {
  const root = path.resolve(import.meta.dirname, '..', '..')
  const { PATH, HOME } = process.env
  const env: NodeJS.ProcessEnv = { PATH, HOME, NODE_ENV: 'test', ...variables }
  const child = spawn(process.execPath, [path.join(root, 'bin', 'brolly.js'), ...args], {
    cwd: options.cwd ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}
