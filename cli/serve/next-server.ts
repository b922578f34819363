import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { freePort } from '../embedded/free-port'

/**
 * Node.js flags for the server. A page takes a few milliseconds and leaves megabytes of garbage. With the default young
 * generation much of it is copied repeatedly before it is collected. Very little survives, so one thread collects it
 * with less work than several that share it.
 */
export const serverFlags = ['--max-semi-space-size=32', '--no-parallel-scavenge']

/** A module that ends a server whose parent process has ended. */
export const endWithParent = pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.js')).href

export const nextBinary = () => createRequire(import.meta.url).resolve('next/dist/bin/next')

export interface NextOptions {
  /** The command of Next.js with its flags: `['build']`. */
  readonly args: readonly string[]
  /** The folder of the project. Default: the current one. */
  readonly root?: string
  /** Flags for Node.js. */
  readonly flags?: readonly string[]
  /** Environment variables on top of those of this process; undefined unsets one. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** The streams of this process that Next.js uses. Default: all three. */
  readonly streams?: 'all' | 'output' | 'errors' | 'none'
}

export interface NextProcess {
  readonly child: ChildProcess
  /** Its exit code, or 128 plus the number of the signal that killed it, as shells report it. */
  readonly ended: Promise<number>
  /** Tells it to end, kills it if it takes too long, and waits until it has ended. */
  stop(): Promise<void>
}

/** A server that takes longer than this to stop is killed. */
const patienceMs = 15_000

const stdio: Readonly<Record<NonNullable<NextOptions['streams']>, StdioOptions>> = {
  all: ['inherit', 'inherit', 'inherit', 'ipc'],
  output: ['ignore', 'inherit', 'inherit', 'ipc'],
  errors: ['ignore', 'ignore', 'inherit', 'ipc'],
  none: ['ignore', 'ignore', 'ignore', 'ipc'],
}

/** Starts Next.js in a process of its own, which ends with this one even if this one is killed. */
export function startNext({ args, root, flags = [], variables = {}, streams = 'all' }: NextOptions): NextProcess {
  const child = spawn(process.execPath, [...flags, '--import', endWithParent, nextBinary(), ...args], {
    cwd: root,
    // Through the channel Next.js notices that this process has ended.
    stdio: stdio[streams],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', BROLLY_COMMAND: String(process.pid), ...variables },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal])))
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    await ended
    clearTimeout(impatience)
  }
  return { child, ended, stop }
}

export interface ServerOptions extends Omit<NextOptions, 'args'> {
  readonly databaseUrl: string
  /** Default: a free one. */
  readonly port?: number
}

export interface NextServer extends NextProcess {
  /** The URL of the server, without a path. */
  readonly base: string
}

/**
 * Starts a production server on the loopback interface, with a secret of its own, for tests and benchmarks. It need not
 * be ready yet: see `untilReady`.
 */
export async function startServer({ databaseUrl, port, variables, ...options }: ServerOptions): Promise<NextServer> {
  const listensOn = String(port ?? (await freePort()))
  const server = startNext({
    ...options,
    args: ['start', '--port', listensOn, '--hostname', '127.0.0.1'],
    variables: {
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: randomBytes(48).toString('base64url'),
      AUTH_TRUST_HOST: 'true',
      PORT: listensOn,
      ...variables,
    },
  })
  return { ...server, base: `http://127.0.0.1:${listensOn}` }
}

/**
 * Waits until a server answers with 200.
 *
 * @throws {Error} If its process ends first, or if it takes longer than a minute.
 */
export async function untilReady(url: string, process: Pick<ChildProcess, 'exitCode' | 'signalCode'>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(25)) {
    if (process.exitCode !== null || process.signalCode !== null)
      throw new Error('The server ended before it was ready.')
    const isReady = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (isReady) return
  }
  throw new Error('The server did not become ready.')
}
