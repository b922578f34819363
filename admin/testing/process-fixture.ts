import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

/**
 * Compiles a script with its packages to one file that Node.js runs directly: many processes of it start much faster that
 * way.
 *
 * @param entry The path of the script.
 */
export async function compileProcess(entry: string): Promise<string> {
  const root = path.resolve(import.meta.dirname, '..', '..')
  // Inside the project, so that its packages are found.
  const folder = path.join(root, 'node_modules', '.cache')
  mkdirSync(folder, { recursive: true })
  const outfile = path.join(mkdtempSync(path.join(folder, 'crash-')), 'process.mjs')
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    // They load files beside their own.
    external: ['libpg-query', 'tsx', 'sharp', '@node-rs/argon2'],
    // Some packages ask for others as CommonJS does.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    platform: 'node',
    format: 'esm',
    conditions: ['react-server'],
    alias: { '@': root },
    logLevel: 'warning',
  })
  return outfile
}

export function removeProcess(compiled: string): void {
  rmSync(path.dirname(compiled), { recursive: true, force: true })
}

export type Lines = ChildProcess & { stdout: NodeJS.ReadableStream }

/** Starts a compiled script, whose lines say how far it has come. */
export function spawnProcess(compiled: string, given: readonly string[]): Lines {
  const child = spawn(process.execPath, ['--conditions=react-server', compiled, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return Object.assign(child, { stdout: child.stdout })
}

/** Kills a process with `kill -9` after a number of its lines and of turns of an idle loop. */
export async function killAfter(child: Lines, { lines, turns }: { lines: number; turns: number }): Promise<void> {
  const ended = once(child, 'exit')
  let seen = 0
  for await (const _ of createInterface({ input: child.stdout })) if (++seen === lines) break
  for (let turn = 0; turn < turns; turn++) Math.sqrt(turn)
  child.kill('SIGKILL')
  await ended
}

/** Pseudorandom numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
