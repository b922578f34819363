import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serverAccount } from '../embedded/account'
import { clusterUser, initialise, startServer, stopServer, type Cluster } from '../embedded/cluster'
import { freePort } from '../embedded/free-port'

const home = '/usr/lib/postgresql'

/** A PostgreSQL installed on the system; the oldest usable one. */
export function installedPrograms(): string | undefined {
  const versions = existsSync(home) ? readdirSync(home).map(Number) : []
  const usable = versions.filter((version) => existsSync(path.join(home, String(version), 'bin', 'initdb')))
  // Versions below 15 have no ICU provider for a whole cluster, which `initialise` requires.
  const [oldest] = usable.filter((version) => version >= 15).toSorted((a, b) => a - b)
  return oldest === undefined ? undefined : path.join(home, String(oldest))
}

export interface InstalledServer {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a temporary server with the given programs. */
export async function startInstalledServer(programs: string): Promise<InstalledServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-installed-'))
  const account = serverAccount()
  if (account) chownSync(folder, account.uid, account.gid)
  const cluster: Cluster = {
    account,
    programs,
    dataFolder: path.join(folder, 'data'),
    logFile: path.join(folder, 'log'),
    password: randomBytes(12).toString('hex'),
  }
  initialise(cluster)
  const port = await freePort()
  await startServer(cluster, port, ['fsync=off', 'max_connections=50'])
  return {
    url: `postgres://${clusterUser}:${cluster.password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await stopServer(cluster.dataFolder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
