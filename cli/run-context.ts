import path from 'node:path'
import type { Environment } from '@/env'
import type { CommandContext } from './command'
import type { Terminal } from './output/terminal'

export interface RunContext extends CommandContext {
  /** Runs the registered work. */
  close(): Promise<void>
}

/** Milliseconds that an orderly shutdown may take before the process exits anyway. */
const closeLimitMs = 40_000

/** The context of one run. */
export function runContext(env: Environment, terminal: Terminal): RunContext {
  const root = process.cwd()
  const cleanups: (() => Promise<void>)[] = []
  let closing: Promise<void> | undefined
  const close = () => (closing ??= runAll(cleanups))
  let url: Promise<string> | undefined
  const context: RunContext = {
    env,
    terminal,
    root,
    close,
    atExit: (work) => void cleanups.push(work),
    databaseUrl: () =>
      (url ??= env.DATABASE_URL === undefined ? startEmbedded(context) : Promise.resolve(env.DATABASE_URL)),
    migrationUrl: () =>
      env.DATABASE_MIGRATION_URL === undefined ? context.databaseUrl() : Promise.resolve(env.DATABASE_MIGRATION_URL),
  }
  return context
}

async function startEmbedded(context: CommandContext): Promise<string> {
  const { embeddedServer } = await import('./embedded/embedded-server')
  const server = await embeddedServer({
    folder: path.resolve(context.root, context.env.BROLLY_DATA_DIR),
    onRestart: () => context.terminal.warn('The embedded PostgreSQL had stopped and was restarted.'),
  })
  context.atExit(() => server.release())
  return server.url
}

async function runAll(cleanups: (() => Promise<void>)[]): Promise<void> {
  for (const cleanup of cleanups.toReversed())
    await cleanup().catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
}

/** Runs what has to run before the process ends when it receives a signal. */
export function endInOrder(close: () => Promise<void>): void {
  const end = (code: number) => {
    setTimeout(() => process.exit(code), closeLimitMs).unref()
    void close().then(() => process.exit(code))
  }
  process.on('SIGINT', () => end(130))
  process.on('SIGTERM', () => end(143))
  process.on('SIGHUP', () => end(129))
  // The launcher was killed.
  process.on('disconnect', () => end(143))
}
