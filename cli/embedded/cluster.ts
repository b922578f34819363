import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AdminError } from '@/admin/errors'
import type { Account } from './account'

export interface Cluster {
  readonly account: Account | undefined
  readonly programs: string
  readonly dataFolder: string
  readonly logFile: string
  readonly password: string
}

export const clusterUser = 'postgres'

/**
 * Creates the data folder: UTF-8, sorted by ICU so that text sorts the same on every machine.
 *
 * It is created under another name and renamed when complete, so that an interruption leaves nothing unfinished.
 */
export function initialise(cluster: Cluster): void {
  const { account, dataFolder } = cluster
  if (existsSync(path.join(dataFolder, 'PG_VERSION'))) return
  if (existsSync(dataFolder) && readdirSync(dataFolder).length > 0)
    throw new AdminError('MISCONFIGURED', `${dataFolder} is not a database directory. Move it elsewhere.`)
  const passwordFile = path.join(os.tmpdir(), `brolly-${randomBytes(8).toString('hex')}`)
  writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  const growing = `${dataFolder}.new`
  try {
    const reason =
      runInitdb(cluster, { growing, passwordFile, locale: 'C.UTF-8' }) &&
      runInitdb(cluster, { growing, passwordFile, locale: 'C' })
    if (reason !== undefined)
      throw new AdminError(
        'MISCONFIGURED',
        `Could not set up the embedded PostgreSQL: ${reason} Set DATABASE_URL instead.`,
      )
  } finally {
    rmSync(passwordFile, { force: true })
  }
  rmSync(dataFolder, { recursive: true, force: true })
  renameSync(growing, dataFolder)
}

/** @returns The reason for a failure, in one line. */
function runInitdb(
  cluster: Cluster,
  options: { growing: string; passwordFile: string; locale: string },
): string | undefined {
  const { growing } = options
  rmSync(growing, { recursive: true, force: true })
  mkdirSync(growing, { recursive: true, mode: 0o700 })
  if (cluster.account) chownSync(growing, cluster.account.uid, cluster.account.gid)
  const done = spawnSync(
    path.join(cluster.programs, 'bin', 'initdb'),
    [
      `--pgdata=${growing}`,
      `--username=${clusterUser}`,
      '--auth=scram-sha-256',
      `--pwfile=${options.passwordFile}`,
      '--encoding=UTF8',
      `--locale=${options.locale}`,
      '--locale-provider=icu',
      '--icu-locale=und',
      '--no-instructions',
    ],
    { ...cluster.account, cwd: '/', encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
  )
  if (done.status === 0) return undefined
  if (done.error) return `${done.error.message}.`
  const lines = done.stderr.trim().split('\n')
  return (
    lines.find((line) => /error:|cannot|not found/i.test(line)) ?? lines.at(-1) ?? `initdb ended with ${done.status}.`
  )
}

/**
 * Starts the server and waits until it accepts connections.
 *
 * It gets its own process session: Ctrl-C in the terminal reaches the application first, which still needs its database
 * to shut down. Its output goes to a file, because a pipe would break when the process that started it ends.
 */
export async function startServer(cluster: Cluster, port: number, settings: readonly string[]): Promise<ChildProcess> {
  const log = openSync(cluster.logFile, 'w', 0o600)
  const child = spawn(
    path.join(cluster.programs, 'bin', 'postgres'),
    [
      '-D',
      cluster.dataFolder,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'timezone=UTC',
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...cluster.account, cwd: '/', detached: true, stdio: ['ignore', log, log], env: { ...process.env, LC_ALL: 'C' } },
  )
  closeSync(log)
  let failure: string | undefined
  child.once('error', (error) => (failure = error.message))
  const deadline = performance.now() + 120_000
  while (readPidFile(cluster.dataFolder)?.ready !== child.pid) {
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null || performance.now() > deadline)
      throw new ServerStartError(failure ?? lastLogLine(cluster.logFile))
    await delay(25)
  }
  child.unref()
  return child
}

/** A failed start, with the last lines of the server's log. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError'
}

/** The contents of `postmaster.pid`. */
export function readPidFile(dataFolder: string): { pid: number; ready: number | undefined } | undefined {
  try {
    const lines = readFileSync(path.join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return { pid, ready: lines[7]?.trim() === 'ready' ? pid : undefined }
  } catch {
    return undefined
  }
}

/** Stops the server with a fast shutdown: connections are closed and data is written to disk. */
export async function stopServer(dataFolder: string): Promise<void> {
  const pid = readPidFile(dataFolder)?.pid
  if (pid === undefined) return
  const deadline = performance.now() + 30_000
  signal(pid, 'SIGINT')
  while (readPidFile(dataFolder)?.pid === pid) {
    if (performance.now() > deadline) return void signal(pid, 'SIGQUIT')
    if (!signal(pid, 0)) return
    await delay(25)
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function lastLogLine(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const fatal = lines.findLast((line) => /FATAL|error while loading|not found/i.test(line)) ?? lines.at(-1)
  return fatal?.replace(/^.*?(FATAL|error)/, '$1') ?? 'no reason given'
}
