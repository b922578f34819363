import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { embeddedServer } from '@/cli/embedded/embedded-server'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import type { Budget } from './report'

export interface MeasuredCommand {
  readonly words: string
  /** Processor time of all its processes: the median of the runs. */
  readonly seconds: number
  /** It only reads files or runs one query, and has a budget. */
  readonly isSmall: boolean
}

const rounds = 5
const small = ['--help', 'version', 'showmigrations', 'sqlmigrate 0000', 'migrate --check']
const large = ['migrate', 'makemigrations --check', 'clearsessions', 'check']

/** The cost of each command on a database with all migrations applied and nothing to do. */
export async function measureCommands(folder: string): Promise<MeasuredCommand[]> {
  const server = await embeddedServer({ folder: path.join(folder, 'commands') })
  try {
    await migrate({ url: server.url, ...userFolder(), by: 'bench' })
    const measured = [...small, ...large].map((words) => {
      // The first run fills the caches of the compiler and of the disk.
      run(words, { url: server.url, folder })
      const runs = Array.from({ length: rounds }, () => run(words, { url: server.url, folder })).toSorted(
        (a, b) => a - b,
      )
      return { words, seconds: runs[Math.floor(rounds / 2)] ?? 0, isSmall: small.includes(words) }
    })
    return measured
  } finally {
    await server.release()
  }
}

function run(words: string, { url, folder }: { url: string; folder: string }): number {
  const file = path.join(folder, 'cpu')
  const note = pathToFileURL(path.join(import.meta.dirname, 'cpu.js')).href
  const { status, stderr } = spawnSync(process.execPath, ['bin/brolly.js', ...words.split(' ')], {
    env: { ...process.env, DATABASE_URL: url, NODE_OPTIONS: `--import ${note}`, BROLLY_BENCH_CPU: file },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`brolly ${words} ended with ${status}: ${stderr}`)
  const parts = readFileSync(file, 'utf8').trim().split('\n').map(Number)
  rmSync(file)
  return parts.reduce((sum, seconds) => sum + seconds, 0)
}

export function commandBudgets(measured: readonly MeasuredCommand[]): Budget[] {
  return measured
    .filter(({ isSmall }) => isSmall)
    .map(({ words, seconds }) => ({ what: `brolly ${words}, processor`, value: seconds, most: 0.7, unit: 's' }))
}

export function printCommands(measured: readonly MeasuredCommand[]): void {
  for (const { words, seconds } of measured) console.log(`${words.padEnd(24)} ${seconds.toFixed(2)} s of processor`)
}
