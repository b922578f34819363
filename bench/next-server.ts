import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { serverFlags } from '@/cli/serve/next-process'
import { Client } from './client'

const next = path.join('node_modules', 'next', 'dist', 'bin', 'next')
const output = process.env.BROLLY_BENCH_DIST ?? '.next-bench'
const variables = { ...process.env, BROLLY_BENCH: '1', BROLLY_DIST_DIR: output, NEXT_TELEMETRY_DISABLED: '1' }

/** Builds the app, including pages that only the benchmark uses, next to the regular build. */
export async function build(): Promise<void> {
  // Next.js adds the output folder to this file, which is useless outside of the benchmark.
  const settings = readFileSync('tsconfig.json', 'utf8')
  const child = spawn(process.execPath, [next, 'build'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...variables, NODE_ENV: 'production' },
  })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (readFileSync('tsconfig.json', 'utf8') !== settings) writeFileSync('tsconfig.json', settings)
  if (code !== 0) throw new Error('The build failed.')
}

/** The production server in its own process, and what Linux reports about that process. */
export class NextServer {
  readonly #child: ChildProcess
  readonly base: string
  /** The time from the start of the process to its first response. */
  readonly startMs: number

  private constructor(child: ChildProcess, base: string, startMs: number) {
    this.#child = child
    this.base = base
    this.startMs = startMs
  }

  static async start(databaseUrl: string): Promise<NextServer> {
    const port = process.env.BROLLY_BENCH_PORT ?? String(await freePort())
    const flags = [...serverFlags, ...(process.env.BROLLY_BENCH_NODE_FLAGS?.split(' ') ?? [])]
    const started = performance.now()
    const child = spawn(process.execPath, [...flags, next, 'start', '--port', port, '--hostname', '127.0.0.1'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...variables,
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        AUTH_SECRET: randomBytes(48).toString('base64url'),
        AUTH_TRUST_HOST: 'true',
        PORT: port,
      },
    })
    const base = `http://127.0.0.1:${port}`
    try {
      await firstAnswer(child, base)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
    return new NextServer(child, base, performance.now() - started)
  }

  /** Milliseconds of processor time since the start: user and kernel, all threads. */
  cpuMs(): number {
    const stat = this.#proc('stat')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Linux reports this in hundredths of a second, whatever the kernel's clock rate.
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10
  }

  /** Resident memory in MiB. */
  memory(): number {
    return Number(/^VmRSS:\s+(\d+)/m.exec(this.#proc('status'))?.[1] ?? Number.NaN) / 1024
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(impatience)
  }

  #proc(file: string): string {
    try {
      return readFileSync(`/proc/${this.#child.pid}/${file}`, 'utf8')
    } catch {
      // Only Linux reports this; elsewhere these figures are missing.
      return ''
    }
  }
}

async function firstAnswer(child: ChildProcess, base: string): Promise<void> {
  const client = new Client(base)
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (child.exitCode !== null) throw new Error('The server ended before it answered.')
    try {
      if ((await client.get('/api/health')).status === 200) return client.close()
    } catch {
      // It does not accept connections yet.
    }
    await delay(25)
  }
  throw new Error('The server does not answer.')
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
