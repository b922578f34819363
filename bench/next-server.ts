import { readFileSync, writeFileSync } from 'node:fs'
import { freePort } from '@/cli/embedded/free-port'
import { serverFlags, startNext, startServer, untilReady, type NextServer } from '@/cli/serve/next-server'

const output = process.env.BROLLY_BENCH_DIST ?? '.next-bench'
const variables = { BROLLY_BENCH: '1', BROLLY_DIST_DIR: output }

/** Builds the app, including pages that only the benchmark uses, next to the regular build. */
export async function build(): Promise<void> {
  // Next.js adds the output folder to this file, which is useless outside of the benchmark.
  const settings = readFileSync('tsconfig.json', 'utf8')
  const next = startNext({ args: ['build'], variables: { ...variables, NODE_ENV: 'production' }, streams: 'output' })
  const code = await next.ended
  if (readFileSync('tsconfig.json', 'utf8') !== settings) writeFileSync('tsconfig.json', settings)
  if (code !== 0) throw new Error('The build failed.')
}

/** The production server in its own process, and what Linux reports about that process. */
export class BenchServer {
  readonly #server: NextServer
  readonly base: string
  /** The time from the start of the process to its first response. */
  readonly startMs: number

  private constructor(server: NextServer, startMs: number) {
    this.#server = server
    this.base = server.base
    this.startMs = startMs
  }

  static async start(databaseUrl: string): Promise<BenchServer> {
    const port = process.env.BROLLY_BENCH_PORT === undefined ? await freePort() : Number(process.env.BROLLY_BENCH_PORT)
    const flags = [...serverFlags, ...(process.env.BROLLY_BENCH_NODE_FLAGS?.split(' ') ?? [])]
    const started = performance.now()
    const server = await startServer({ databaseUrl, port, flags, variables, streams: 'errors' })
    try {
      await untilReady(`${server.base}/api/health`, server.child)
    } catch (error) {
      server.child.kill('SIGKILL')
      throw error
    }
    return new BenchServer(server, performance.now() - started)
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

  stop(): Promise<void> {
    return this.#server.stop()
  }

  #proc(file: string): string {
    try {
      return readFileSync(`/proc/${this.#server.child.pid}/${file}`, 'utf8')
    } catch {
      // Only Linux reports this; elsewhere these figures are missing.
      return ''
    }
  }
}
