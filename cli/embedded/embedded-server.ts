import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { AdminError } from '@/admin/errors'
import { canUse, serverAccount, type Account } from './account'
import { postgresPrograms } from './binaries'
import {
  clusterUser,
  initialise,
  readPidFile,
  ServerStartError,
  startServer,
  stopServer,
  type Cluster,
} from './cluster'
import { freePort, isFree } from './free-port'
import { withFolderLock } from './folder-lock'
import { addUser, readState, removeUser, writeState } from './state'

export interface EmbeddedServer {
  readonly url: string
  /** Stops using the server. The last process to release it stops it. */
  release(): Promise<void>
}

export interface EmbeddedOptions {
  /** The folder that contains `.brolly`. */
  readonly folder: string
  /** Called after the server crashed and was started again. */
  readonly onRestart?: () => void
  /** `name=value`; for a temporary server that need not survive a power cut. */
  readonly settings?: readonly string[]
}

const databaseName = 'brolly'

/** Milliseconds between two checks of the server's process. */
const watchMs = 1000

/**
 * The PostgreSQL of a folder. It is started, or joined if another process has started it.
 *
 * Data, port and password persist between starts. Leftovers of a crash are removed: a stale `postmaster.pid`, an
 * interrupted initialisation, a lock whose process is gone.
 *
 * @throws {AdminError} `MISCONFIGURED` in one line, saying what to set instead.
 */
export async function embeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const folder = path.resolve(options.folder)
  const settings = options.settings ?? []
  const url = await withFolderLock(folder, () => startOrJoin(folder, settings))
  const watch = setInterval(() => void restartIfGone(), watchMs).unref()
  let released = false
  let restarting: Promise<void> | undefined

  async function restartIfGone(): Promise<void> {
    if (released || restarting || hasServer(folder)) return
    restarting = withFolderLock(folder, async () => {
      await startOrJoin(folder, settings)
      options.onRestart?.()
    }).catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
    await restarting
    restarting = undefined
  }

  return {
    url,
    async release() {
      released = true
      clearInterval(watch)
      await restarting
      await withFolderLock(folder, async () => {
        const { dataFolder } = readState(folder)
        if (removeUser(folder) && dataFolder !== undefined) await stopServer(dataFolder)
      })
    },
  }
}

/** Whether the server's process exists. The server itself is not queried. */
function hasServer(folder: string): boolean {
  const { dataFolder } = readState(folder)
  const pid = dataFolder === undefined ? undefined : readPidFile(dataFolder)?.pid
  return pid !== undefined && isAlive(pid)
}

async function startOrJoin(folder: string, settings: readonly string[]): Promise<string> {
  const state = readState(folder)
  if (state.dataFolder !== undefined && (await isOurs(urlOf(state), state.dataFolder))) {
    addUser(folder)
    return urlOf(state)
  }
  const cluster = prepareCluster(folder, state)
  writeState(folder, { ...state, dataFolder: cluster.dataFolder })
  initialise(cluster)
  await clearStalePidFile(cluster.dataFolder)
  const port = await startOnFreePort(cluster, { port: state.port, settings })
  const next = { ...state, dataFolder: cluster.dataFolder, port }
  writeState(folder, next)
  addUser(folder)
  await createDatabase(next)
  return urlOf(next)
}

function urlOf(state: { port: number; password: string }, database = databaseName): string {
  return `postgres://${clusterUser}:${state.password}@127.0.0.1:${state.port}/${database}`
}

/** Whether the server on the port uses this folder's data, and is not another one. */
async function isOurs(url: string, dataFolder: string): Promise<boolean> {
  if (new URL(url).port === '0' || readPidFile(dataFolder) === undefined) return false
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`
    return row?.folder === dataFolder
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function prepareCluster(folder: string, state: { password: string; dataFolder?: string }): Cluster {
  const account = serverAccount()
  const spare = account ? spareFolder(folder) : folder
  const programs = postgresPrograms(account, spare)
  const dataFolder = state.dataFolder ?? chooseDataFolder(account, { folder, spare })
  if (existsSync(dataFolder) && account && !canUse(account, dataFolder, 'write'))
    throw new AdminError(
      'MISCONFIGURED',
      `The user "postgres" can no longer access ${dataFolder}. Grant it access, or set DATABASE_URL.`,
    )
  return { account, programs, dataFolder, logFile: path.join(folder, 'postgres.log'), password: state.password }
}

function chooseDataFolder(account: Account | undefined, places: { folder: string; spare: string }): string {
  for (const place of [places.folder, places.spare]) {
    const dataFolder = path.join(place, 'postgres')
    mkdirSync(dataFolder, { recursive: true })
    if (!account) return dataFolder
    // The folder contains secrets: it may be traversed but not read.
    chmodSync(place, 0o711)
    chownSync(dataFolder, account.uid, account.gid)
    if (canUse(account, dataFolder, 'write')) return dataFolder
    rmSync(dataFolder, { recursive: true })
  }
  throw new AdminError(
    'MISCONFIGURED',
    `The user "postgres" can access neither ${places.folder} nor ${places.spare}. Move the project, or set DATABASE_URL.`,
  )
}

/** A folder that the account can access, one per project. */
function spareFolder(folder: string): string {
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  return path.join('/var/lib', `brolly-${mark}`)
}

/** PostgreSQL itself removes a stale file, except if another process has the same id, as in a restarted container. */
async function clearStalePidFile(dataFolder: string): Promise<void> {
  const deadline = performance.now() + 15_000
  for (let found = readPidFile(dataFolder); found; found = readPidFile(dataFolder)) {
    if (!isServerOf(found.pid, dataFolder)) return rmSync(path.join(dataFolder, 'postmaster.pid'), { force: true })
    // It does not answer, so it is starting or stopping. If that takes too long, it is unusable.
    if (performance.now() > deadline) return stopServer(dataFolder)
    await delay(200)
  }
}

function isServerOf(pid: number, dataFolder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataFolder)
  } catch {
    return existsSync('/proc/self') ? false : isAlive(pid)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function startOnFreePort(
  cluster: Cluster,
  options: { port: number; settings: readonly string[] },
): Promise<number> {
  let reason = ''
  for (let attempt = 0; attempt < 5; attempt++) {
    const mayKeep = attempt === 0 && options.port > 0 && (await isFree(options.port))
    const port = mayKeep ? options.port : await freePort()
    try {
      await startServer(cluster, port, options.settings)
      return port
    } catch (error) {
      if (!(error instanceof ServerStartError)) throw error
      reason = error.message
      // The children of a killed server take a moment to exit; meanwhile a port may be in use.
      await delay(300)
    }
  }
  throw new AdminError(
    'MISCONFIGURED',
    `The embedded PostgreSQL did not start: ${reason}. See ${cluster.logFile}, or set DATABASE_URL.`,
  )
}

async function createDatabase(state: { port: number; password: string }): Promise<void> {
  const sql = postgres(urlOf(state, 'postgres'), { max: 1, onnotice: () => undefined })
  try {
    const [found] = await sql`select from pg_database where datname = ${databaseName}`
    if (!found) await sql.unsafe(`create database ${databaseName}`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
