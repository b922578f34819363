import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, type APIRequestContext } from '@playwright/test'

export interface SecondServer {
  readonly base: string
  stop(): Promise<void>
}

/**
 * A second server of the same build, on another database.
 *
 * @param options.cwd The folder of its project. Default: this one.
 */
export async function serve(
  databaseUrl: string,
  request: APIRequestContext,
  { cwd = process.cwd() }: { cwd?: string } = {},
): Promise<SecondServer> {
  const port = await freePort()
  const next = path.join('node_modules', 'next', 'dist', 'bin', 'next')
  const server = spawn(process.execPath, [next, 'start', '--port', String(port), '--hostname', '127.0.0.1'], {
    cwd,
    stdio: ['ignore', 'ignore', process.env.BROLLY_DEBUG ? 'inherit' : 'ignore'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: randomBytes(48).toString('base64url'),
      AUTH_TRUST_HOST: 'true',
    },
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const base = `http://127.0.0.1:${port}`
  const health = () =>
    request.get(`${base}/api/health`).then(
      (response) => response.status(),
      () => 0,
    )
  await expect.poll(health, { timeout: 30_000 }).toBe(200)
  return {
    base,
    stop: async () => {
      server.kill('SIGTERM')
      await ended
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on a port has an address of this type.
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
