import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serverAccount } from '../embedded/account'
import { freePort } from '../embedded/free-port'

/** Whether the system has PgBouncer. */
export function hasPooler(): boolean {
  return spawnSync('pgbouncer', ['--version'], { stdio: 'ignore' }).status === 0
}

export interface Pooler {
  /** The same database, through the pooler. */
  readonly url: string
  stop(): Promise<void>
}

/** Starts a PgBouncer in front of one database. */
export async function startPooler(url: string, mode: 'transaction' | 'session'): Promise<Pooler> {
  const folder = mkdtempSync(path.join(tmpdir(), 'brolly-pooler-'))
  const account = serverAccount()
  const target = new URL(url)
  const port = await freePort()
  const settings = path.join(folder, 'pgbouncer.ini')
  writeFileSync(
    settings,
    `[databases]
shop = host=${target.hostname} port=${target.port} dbname=${target.pathname.slice(1)} user=${target.username} password=${target.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 5
`,
  )
  for (const file of [folder, settings]) if (account) chownSync(file, account.uid, account.gid)
  const child = spawn('pgbouncer', [settings], { ...account, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    log += String(chunk)
    if (log.includes('process up')) break
  }
  if (!log.includes('process up')) throw new Error(`PgBouncer does not start: ${log}`)
  return {
    url: `postgres://anybody@127.0.0.1:${port}/shop`,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
