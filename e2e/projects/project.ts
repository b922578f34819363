import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import postgres from 'postgres'
import { freePort } from '../../cli/embedded/free-port'
import { serverFlags, untilReady } from '../../cli/serve/next-server'
import { startTestServer } from '../../scripts/test-server'

/** The account that the tests of a project use. */
export const superuser = { email: 'ada@example.com', password: 'analytical-engine' }

const source = path.resolve(import.meta.dirname, '..', '..')
const left = new Set(['node_modules', '.git', '.brolly', '.env', 'test-results', 'playwright-report', 'next-env.d.ts'])

/**
 * A copy of this project in a separate folder, used through the `brolly` command as a developer would, so that it can
 * have another schema and another database.
 */
export class Project {
  readonly root = mkdtempSync(path.join(tmpdir(), 'brolly-project-'))
  readonly #environment: Record<string, string>
  #stop: (() => Promise<void>) | undefined

  constructor(environment: Record<string, string> = {}) {
    this.#environment = environment
    for (const name of readdirSync(source)) {
      if (left.has(name) || name.startsWith('.next')) continue
      // Its tests are about the demo, which some of these projects remove.
      cpSync(path.join(source, name), path.join(this.root, name), {
        recursive: true,
        filter: (file) => !/\.(test|spec)\.tsx?$/u.test(file),
      })
    }
    // Hard links: a symbolic link leads out of the folder, which the bundler does not follow.
    const linked = spawnSync('cp', ['-al', path.join(source, 'node_modules'), path.join(this.root, 'node_modules')])
    if (linked.status !== 0)
      cpSync(path.join(source, 'node_modules'), path.join(this.root, 'node_modules'), { recursive: true })
  }

  /** Runs the command until it ends. @throws if it fails, with its output. */
  brolly(args: readonly string[], environment: Record<string, string> = {}): string {
    const ran = spawnSync(process.execPath, ['bin/brolly.js', ...args], {
      cwd: this.root,
      encoding: 'utf8',
      env: this.#variables(environment),
    })
    if (ran.status !== 0)
      throw new Error(`brolly ${args.join(' ')} exited with ${ran.status}:\n${ran.stdout}\n${ran.stderr}`)
    return ran.stdout
  }

  /** Builds, creates the superuser, starts the production server and waits until it is ready. @returns Its URL. */
  async serve(): Promise<string> {
    this.#takeBuildCache()
    this.brolly(['build'])
    this.brolly(['createuser', '--email', superuser.email, '--superuser', '--no-input'], {
      BROLLY_PASSWORD: superuser.password,
    })
    const port = await freePort()
    const secret = randomBytes(48).toString('base64url')
    // With the flags of `npm start`, so that the command becomes the server.
    const server = spawn(process.execPath, [...serverFlags, 'bin/brolly.js', 'start'], {
      cwd: this.root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.#variables({ PORT: String(port), HOST: '127.0.0.1', AUTH_SECRET: secret, NODE_ENV: 'production' }),
    })
    let printed = ''
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve))
    this.#stop = async () => {
      server.kill('SIGTERM')
      const code = await ended
      if (code !== 0) throw new Error(`The server was told to stop and ended with ${code}.`)
    }
    const base = `http://127.0.0.1:${port}`
    await untilReady(`${base}/api/ready`, server).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${printed}`)
    })
    return base
  }

  /** Parts that are the same as in this project's own build need not be compiled again. */
  #takeBuildCache(): void {
    const cache = path.join(source, process.env.BROLLY_DIST_DIR || '.next', 'cache')
    if (existsSync(cache)) cpSync(cache, path.join(this.root, '.next', 'cache'), { recursive: true })
  }

  async remove(): Promise<void> {
    await this.#stop?.()
    rmSync(this.root, { recursive: true, force: true })
  }

  #variables(more: Record<string, string>): NodeJS.ProcessEnv {
    const { BROLLY_DIST_DIR: _, BROLLY_TEST_URL: __, ...inherited } = process.env
    return { ...inherited, NEXT_TELEMETRY_DISABLED: '1', ...this.#environment, ...more }
  }
}

/** A database on the tests' server, either empty or with the tables of a dump. */
export async function makeDatabase(dump = ''): Promise<{ url: string; release(): Promise<void> }> {
  const own = process.env.BROLLY_TEST_URL ? undefined : await startTestServer()
  const server = process.env.BROLLY_TEST_URL ?? own?.url ?? ''
  const name = `project_${randomBytes(6).toString('hex')}`
  await run(server, `create database ${name} template template0`)
  const url = new URL(server)
  url.pathname = `/${name}`
  if (dump !== '') await run(url.href, dump)
  return { url: url.href, release: async () => own?.stop() }
}

async function run(url: string, statements: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(statements)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
