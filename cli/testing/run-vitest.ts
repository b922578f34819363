import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AdminError } from '@/admin/errors'
import type { CommandContext } from '../command'

/** Milliseconds that Vitest may take to end when told to. */
const endLimitMs = 10_000

/** The product's own folders, whose tests are not the user's. `app` and `components` contain both. */
const ownFolders = ['admin', 'bench', 'cli', 'e2e', 'migrate', 'scripts']
  .concat(['admin', 'front-door'].map((folder) => `app/${folder}`))
  .concat(['admin', 'fields', 'ui'].map((folder) => `components/${folder}`))

/** @throws {AdminError} `MISCONFIGURED` if the development dependencies are not installed. */
export function vitestProgram(): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  } catch (error) {
    throw new AdminError(
      'MISCONFIGURED',
      'Vitest is not installed. Install the development dependencies with: npm install',
      { cause: error },
    )
  }
}

export interface VitestRun {
  readonly program: string
  readonly watch: boolean
  /** Flags of Vitest, and words of which a file name must contain one. */
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/** Runs Vitest on the user's own tests until it ends, and ends it when this process is told to stop. */
export async function runVitest(
  context: CommandContext,
  { program, watch, args, variables }: VitestRun,
): Promise<number> {
  const child = spawn(process.execPath, [program, watch ? 'watch' : 'run', ...fixedArgs(context.root), ...args], {
    cwd: context.root,
    // Through the channel it notices when this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...withoutDatabase(), ...plainInPipes(), ...variables, NODE_ENV: 'test' },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
  context.atExit(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), endLimitMs)
    await ended
    clearTimeout(impatience)
  })
  return ended
}

function fixedArgs(root: string): string[] {
  const own = existsSync(path.join(root, 'vitest.config.ts'))
  const config = own ? [] : ['--config', path.join(import.meta.dirname, 'vitest.config.ts')]
  const reporters = ['default', path.join(import.meta.dirname, 'run-reporter.ts')]
  return [
    '--root',
    root,
    ...config,
    ...reporters.map((reporter) => `--reporter=${reporter}`),
    ...ownFolders.map((folder) => `--exclude=${folder}/**`),
  ]
}

/** Vitest prints colours even to a pipe. */
function plainInPipes(): { NO_COLOR?: string } {
  return process.stdout.isTTY || process.env.FORCE_COLOR !== undefined ? {} : { NO_COLOR: '1' }
}

/** Code under test that connects to a database on its own must not find the real one. */
function withoutDatabase(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, DATABASE_MIGRATION_URL: __, ...others } = process.env
  return others
}
