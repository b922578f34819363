import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { userFolder } from '@/migrate/files/folders'
import { migrate } from '@/migrate/run/migrate'
import type { Budget } from './report'

interface Moved {
  readonly seconds: number
  /** The peak memory of the process in MiB. */
  readonly memory: number
}

export interface MovedData {
  readonly rows: number
  /** The size of the file in MiB. */
  readonly size: number
  readonly dump: Moved
  readonly load: Moved
  readonly copyOutSeconds: number
  readonly copyInSeconds: number
}

/** Copies all customers to another database with `dumpdata` and `loaddata`, and again with PostgreSQL's own COPY. */
export async function measureData(url: string, folder: string): Promise<MovedData> {
  const file = path.join(folder, 'customers.jsonl')
  const target = await emptyCopy(url)
  try {
    const dump = command(['dumpdata', 'customers', '--output', file], { url, folder })
    const load = command(['loaddata', file], { url: target, folder })
    const rows = await withSql(target, async (sql) => {
      const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from customers`
      await sql`truncate customers cascade`
      return row?.rows ?? 0
    })
    return { rows, size: statSync(file).size / 1024 / 1024, dump, load, ...(await copied(url, target)) }
  } finally {
    rmSync(file, { force: true })
    await withSql(url, (sql) => sql.unsafe(`drop database if exists ${targetName} with (force)`))
  }
}

const targetName = 'brolly_bench_load'

async function emptyCopy(url: string): Promise<string> {
  await withSql(url, async (sql) => {
    await sql.unsafe(`drop database if exists ${targetName} with (force)`)
    await sql.unsafe(`create database ${targetName}`)
  })
  const target = new URL(url)
  target.pathname = `/${targetName}`
  await migrate({ url: target.href, ...userFolder(), by: 'bench' })
  return target.href
}

function command(args: readonly string[], { url, folder }: { url: string; folder: string }): Moved {
  const memory = path.join(folder, 'memory')
  const measure = ['--import', path.resolve('cli/tests/memory-fixture-process.ts')]
  const started = performance.now()
  const ran = spawnSync(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', ...measure, 'cli/main.ts', ...args],
    { env: { ...process.env, DATABASE_URL: url, BROLLY_TEST_MEMORY: memory }, encoding: 'utf8' },
  )
  if (ran.status !== 0) throw new Error(`brolly ${args.join(' ')}: ${ran.stderr}`)
  const seconds = (performance.now() - started) / 1000
  return { seconds, memory: Number(readFileSync(memory, 'utf8')) / 1024 }
}

async function copied(from: string, to: string): Promise<{ copyOutSeconds: number; copyInSeconds: number }> {
  return withSql(from, (source) =>
    withSql(to, async (target) => {
      const out = performance.now()
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
      await pipeline(await source.unsafe('copy customers to stdout').readable(), nowhere)
      const copyOutSeconds = (performance.now() - out) / 1000
      const begun = performance.now()
      await pipeline(
        await source.unsafe('copy customers to stdout').readable(),
        await target.unsafe('copy customers from stdin').writable(),
      )
      return { copyOutSeconds, copyInSeconds: (performance.now() - begun) / 1000 }
    }),
  )
}

async function withSql<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

export function printData({ rows, size, dump, load, copyOutSeconds, copyInSeconds }: MovedData): void {
  const rate = (seconds: number) => `${Math.round(rows / seconds).toLocaleString('en')} rows/s`
  const line = (name: string, { seconds, memory }: Moved, copy: number) =>
    console.log(
      `${name} of ${rows.toLocaleString('en')} customers, ${size.toFixed(0)} MiB: ${seconds.toFixed(1)} s, ${rate(seconds)}, ${memory.toFixed(0)} MiB at the highest; COPY ${copy.toFixed(1)} s, ${rate(copy)}`,
    )
  line('dumpdata', dump, copyOutSeconds)
  line('loaddata', load, copyInSeconds)
}

/** Memory does not grow with the number of rows: at most 200 MB. */
export function dataBudgets({ dump, load }: MovedData): Budget[] {
  return [
    { what: 'dumpdata, memory', value: dump.memory, most: 190, unit: 'MiB' },
    { what: 'loaddata, memory', value: load.memory, most: 190, unit: 'MiB' },
  ]
}
